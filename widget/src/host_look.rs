//! A channel can look like the page that it stands on: light or dark as the page is, in the page's
//! typeface. The page says so itself, so it is believed in nothing but these two words.

use leptos::prelude::*;
use pulina_shared::wire::embed::HostPage;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::erased::follow;
use crate::state::PanelState;

/// Longer font lists are nobody's.
const FONT_BYTES_MAX: usize = 400;

/// Follows what the page says from now on.
pub fn follow_page(state: PanelState) {
    follow(move || state.page.with(apply));
}

fn apply(page: &HostPage) {
    let Some(root) = document().document_element() else { return };
    if let "light" | "dark" = page.scheme.as_str() {
        let is_dark = page.scheme == "dark";
        let classes = root.class_list();
        // Names that are certainly valid.
        let _ = classes.toggle_with_force("scheme-dark", is_dark);
        let _ = classes.toggle_with_force("scheme-light", !is_dark);
    }
    if is_font_list(&page.font)
        && let Some(root) = root.dyn_ref::<HtmlElement>()
    {
        let _ = web_sys::HtmlElement::style(root).set_property("--font", &page.font);
    }
}

/// Names of families and nothing that could begin another rule.
fn is_font_list(font: &str) -> bool {
    // In CSS every letter beyond ASCII is a part of a name.
    let is_part_of_name = |letter: char| {
        !letter.is_ascii() && !letter.is_control()
            || letter.is_ascii_alphanumeric()
            || matches!(letter, ' ' | ',' | '\'' | '"' | '-' | '_' | '.')
    };
    !font.is_empty() && font.len() <= FONT_BYTES_MAX && font.chars().all(is_part_of_name)
}

#[cfg(test)]
mod tests {
    use super::is_font_list;

    #[test]
    fn only_names_of_fonts_are_taken_from_the_page() {
        for font in ["Inter, \"Segoe UI\", sans-serif", "-apple-system", "'Source Sans 3'"] {
            assert!(is_font_list(font), "{font}");
        }
        for font in ["", "x;color:red", "url(https://a)", "a}b", "a\\b", &"a".repeat(401)] {
            assert!(!is_font_list(font), "{font}");
        }
    }
}
