//! Who the visitor is: what the customer's server has vouched for, and apart from it what the visitor
//! or the page claims.

use leptos::prelude::*;
use pulina_shared::wire::help_desk::Ticket;
use pulina_shared::wire::identity::{Attribute, VerifiedContact};

use crate::avatar::VisitorAvatar;
use crate::{api, text};

/// Whether the visitor gave this name; without one the help desk makes "Visitor" and four letters.
fn is_given(name: &str) -> bool {
    let made = name.strip_prefix("Visitor ");
    made.is_none_or(|rest| rest.len() != 4 || !rest.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// Tells how far something can be believed.
#[component]
fn Mark(
    /// The look.
    class: &'static str,
    /// In a word.
    word: &'static str,
    /// In a sentence.
    why: &'static str,
) -> impl IntoView {
    view! { <span class=class title=why>{word}<span class="visually-hidden">": "{why}</span></span> }
}

#[component]
fn Claimed() -> impl IntoView {
    view! { <Mark class="claimed" word=text::CLAIMED why=text::CLAIMED_WHY/> }
}

#[component]
fn Verified() -> impl IntoView {
    view! { <Mark class="claimed claimed--verified" word=text::VERIFIED why=text::VERIFIED_WHY/> }
}

/// At the top: the contact, or who the visitor says to be.
#[component]
pub fn Who(
    /// The ticket.
    ticket: Signal<Ticket>,
) -> impl IntoView {
    let name = Signal::derive(move || ticket.with(|ticket| ticket.person().to_owned()));
    let verified = Memo::new(move |_| ticket.with(|ticket| ticket.verified.clone()));
    let claimed_email = Memo::new(move |_| ticket.with(|ticket| ticket.email.clone()));
    let is_name_verified = move || verified.with(|it| it.as_ref().is_some_and(|it| it.name.is_some()));
    let name_mark = move || {
        if is_name_verified() {
            view! { " "<Verified/> }.into_any()
        } else if name.with(|name| is_given(name)) {
            view! { " "<Claimed/> }.into_any()
        } else {
            ().into_any()
        }
    };
    let email_line = move || {
        let of_server = verified.with(|it| it.as_ref().and_then(|it| it.email.clone()));
        match (of_server, claimed_email.get()) {
            (Some(email), _) => view! {
                <p class="contact-panel__email" data-testid="verified-email"><bdi>{email}</bdi>" "<Verified/></p>
            }
            .into_any(),
            (None, Some(email)) => view! {
                <p class="contact-panel__email" data-testid="email"><bdi>{email}</bdi>" "<Claimed/></p>
            }
            .into_any(),
            (None, None) => ().into_any(),
        }
    };
    view! {
        <div class="contact-panel__who">
            <VisitorAvatar name/>
            <div class="contact-panel__claims" data-testid="who">
                <h3 class="contact-panel__name"><bdi>{name}</bdi>{name_mark}</h3>
                {email_line}
            </div>
        </div>
    }
}

/// What the visitor calls themselves besides what is verified; nothing where it is the same.
fn other_claims(ticket: &Ticket, verified: &VerifiedContact) -> Vec<String> {
    let name = Some(&ticket.visitor_name)
        .filter(|name| verified.name.is_some() && is_given(name) && verified.name.as_ref() != Some(name));
    let email = ticket
        .email
        .as_ref()
        .filter(|email| verified.email.is_some() && verified.email.as_ref() != Some(email));
    name.into_iter().chain(email).cloned().collect()
}

/// Among the facts: by which name the website knows them, what they claim besides, what the page says.
#[component]
pub fn PersonFacts(
    /// The ticket.
    ticket: Signal<Ticket>,
) -> impl IntoView {
    let verified = Memo::new(move |_| ticket.with(|ticket| ticket.verified.clone()));
    let claims = Memo::new(move |_| {
        ticket.with(|ticket| ticket.verified.as_ref().map(|it| other_claims(ticket, it)).unwrap_or_default())
    });
    let asked = Memo::new(move |_| ticket.with(|ticket| (ticket.number, ticket.attributes_at)));
    let told = RwSignal::new(Vec::<Attribute>::new());
    Effect::new(move |_| {
        let (number, at) = asked.get();
        told.set(Vec::new());
        if at.is_none() {
            return;
        }
        leptos::task::spawn_local(async move {
            // A help and nothing more: what cannot be had is not shown.
            let Ok(attributes) = api::attributes(number).await else { return };
            if asked.try_get_untracked() == Some((number, at)) {
                told.set(attributes.attributes);
            }
        });
    });
    view! {
        {move || verified.get().map(|contact| view! {
            <dt>{text::KNOWN_AS}</dt>
            <dd data-testid="subject"><bdi>{contact.subject}</bdi>" "<Verified/></dd>
        })}
        {move || Some(claims.get()).filter(|claims| !claims.is_empty()).map(|claims| view! {
            <dt>{text::SAYS_TO_BE}</dt>
            <dd data-testid="says-to-be">
                {claims.into_iter().map(|it| view! { <p><bdi>{it}</bdi>" "<Claimed/></p> }).collect_view()}
            </dd>
        })}
        {move || Some(told.get()).filter(|told| !told.is_empty()).map(|told| view! {
            <dt>{text::PAGE_SAYS}" "<Mark class="claimed" word=text::CLAIMED why=text::PAGE_SAYS_WHY/></dt>
            <dd data-testid="page-says">
                {told.into_iter().map(|Attribute { name, value }| view! {
                    <p class="foreign-text"><bdi>{name}</bdi>": "<bdi>{value}</bdi></p>
                }).collect_view()}
            </dd>
        })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_help_desk_made_are_no_claims() {
        assert!(!is_given("Visitor 8F2K"));
        for name in ["Ana", "Visitor", "Visitor of the shop", "Visitor ÄÖ"] {
            assert!(is_given(name), "{name}");
        }
    }
}
