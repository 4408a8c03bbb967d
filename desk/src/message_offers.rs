//! What a message offers besides its text: answers to choose from and links with a title. The desk
//! shows what was offered; only the visitor chooses.

use leptos::prelude::*;
use pulina_shared::links::is_https;
use pulina_shared::wire::content::{Choice, ChoiceKind, LinkCard};

use crate::icon::{Icon, Sign};
use crate::text;

/// The site of an `https` address; nothing for any other address.
pub fn site_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").filter(|_| is_https(url))?;
    rest.split(['/', '?', '#']).next()
}

/// Answers as they were offered.
#[component]
pub fn OfferedChoices(
    /// The answers.
    choices: Vec<Choice>,
) -> impl IntoView {
    (!choices.is_empty()).then(|| {
        view! {
            <ul class="choices" aria-label=text::OFFERED>
                {choices.into_iter().map(|choice| {
                    let leads_away = choice.kind == ChoiceKind::Url;
                    let says = (choice.value != choice.label).then_some(choice.value);
                    view! {
                        <li class="choices__item" title=says>
                            <bdi>{choice.label}</bdi>
                            {leads_away.then(|| view! { <Icon sign=Sign::Link/> })}
                        </li>
                    }
                }).collect_view()}
            </ul>
        }
    })
}

/// What stands on a card.
#[component]
fn CardFace(
    /// The card.
    card: LinkCard,
    /// Where it leads, shortened.
    site: String,
) -> impl IntoView {
    view! {
        <span class="file__sign"><Icon sign=Sign::Link/></span>
        <span class="link-card__words">
            <bdi class="link-card__title">{card.title}</bdi>
            {(!card.text.is_empty()).then(|| view! { <bdi class="link-card__text">{card.text}</bdi> })}
            <bdi class="link-card__site">{site}</bdi>
        </span>
    }
}

/// Links with a title.
#[component]
pub fn LinkCards(
    /// The cards.
    cards: Vec<LinkCard>,
) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        view! {
            <ul class="link-cards" aria-label=text::LINKS>
                {cards.into_iter().map(|card| {
                    let url = card.url.clone();
                    view! {
                        <li>
                            {match site_of(&url).map(str::to_owned) {
                                Some(site) => view! {
                                    <a class="link-card" href=url target="_blank" rel="noopener noreferrer">
                                        <CardFace card site/>
                                    </a>
                                }.into_any(),
                                None => view! { <span class="link-card"><CardFace card site=url/></span> }.into_any(),
                            }}
                        </li>
                    }
                }).collect_view()}
            </ul>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_addresses_become_links() {
        assert_eq!(site_of("https://shop.example/lamp?x#y"), Some("shop.example"));
        for url in ["http://shop.example/", "javascript:alert(1)//https://a", "https://", "https:///x", ""] {
            assert_eq!(site_of(url), None, "{url}");
        }
    }
}
