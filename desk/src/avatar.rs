//! A round picture of a person, or the first letter of what tells them apart.

use leptos::prelude::*;
use pulina_shared::wire::conversation::PublicUser;

/// A letter for somebody without a picture: of the last word, because visitors are "Visitor 8F2K".
fn letter(name: &str) -> String {
    let last_word = name.split_whitespace().next_back().unwrap_or("?");
    last_word.chars().next().map_or_else(|| "?".to_owned(), |letter| letter.to_uppercase().collect())
}

/// One of six quiet tones, always the same for the same name.
fn tone(name: &str) -> String {
    let sum = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("avatar avatar--tone-{}", sum % 6)
}

/// A visitor. Decoration: the name stands beside it.
#[component]
pub fn VisitorAvatar(
    /// How the visitor is called.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=move || name.with(|name| tone(name)) aria-hidden="true">
            {move || name.with(|name| letter(name))}
        </span>
    }
}

/// A user. Decoration: the name stands beside it or is said elsewhere.
#[component]
pub fn UserAvatar(
    /// Who.
    #[prop(into)]
    user: Signal<PublicUser>,
) -> impl IntoView {
    let name = move || user.with(|user| user.name.clone());
    let picture = Memo::new(move |_| user.with(|user| user.avatar.clone()));
    view! {
        <span class="avatar" aria-hidden="true">
            {move || match picture.get() {
                Some(path) => view! { <img src=path alt="" draggable="false"/> }.into_any(),
                None => name().chars().next().map(|letter| letter.to_uppercase().to_string()).into_any(),
            }}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_are_told_apart_by_the_end_of_their_name() {
        assert_eq!(letter("Visitor 8F2K"), "8");
        assert_eq!(letter("Élodie"), "É");
        assert_eq!(letter(""), "?");
    }
}
