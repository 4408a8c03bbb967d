//! Answers and links as an agent types them, judged by the rules of the server, so that nothing is
//! taken that would be refused later.

use pulina_shared::limits;
use pulina_shared::links::is_https;
use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::text::{MessageText, one_line};
use pulina_shared::wire::content::{Choice, LinkCard};

use crate::text;

/// Which field is wrong, and a sentence about it.
pub type Mistake = (&'static str, String);

fn explain(rejection: &Rejection) -> String {
    text::problem(&Problem::from(rejection))
}

fn line(field: &'static str, typed: &str, n_characters_max: usize, missing: &str) -> Result<String, Mistake> {
    one_line(typed, n_characters_max).map_err(|rejection| match rejection.code {
        Code::FieldInvalid => (field, missing.to_owned()),
        _ => (field, explain(&rejection)),
    })
}

/// An answer to choose from; without a value it says what stands on its button, and with an `https`
/// address it leads there.
///
/// # Errors
/// [`Mistake`].
pub fn choice(label: &str, value: &str) -> Result<Choice, Mistake> {
    let label = line("label", label, limits::CHOICE_CHARACTERS_MAX, text::LABEL_MISSING)?;
    if is_https(value.trim()) {
        return Ok(Choice::link(&label, value.trim()));
    }
    let value = if value.trim().is_empty() { &label } else { value };
    let value = MessageText::parse(value).map_err(|rejection| ("value", explain(&rejection)))?;
    Ok(Choice::text(&label, value.as_str()))
}

/// A link with a title.
///
/// # Errors
/// [`Mistake`].
pub fn card(url: &str, title: &str, about: &str) -> Result<LinkCard, Mistake> {
    let url = url.trim();
    if url.len() > limits::URL_BYTES_MAX {
        let rejection = Rejection::above(Code::FieldTooLong, limits::URL_BYTES_MAX, url.len());
        return Err(("url", explain(&rejection)));
    }
    if !is_https(url) {
        return Err(("url", text::URL_INVALID.to_owned()));
    }
    let title = line("title", title, limits::SUBJECT_CHARACTERS_MAX, text::TITLE_MISSING)?;
    let about = if about.trim().is_empty() {
        String::new()
    } else {
        line("text", about, limits::CARD_TEXT_CHARACTERS_MAX, text::OPTIONAL)?
    };
    Ok(LinkCard { url: url.to_owned(), title, text: about })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field<T>(judged: Result<T, Mistake>) -> Option<&'static str> {
        judged.err().map(|(field, _)| field)
    }

    #[test]
    fn answers_say_their_label_unless_told_otherwise() {
        assert_eq!(choice(" Yes ", " ").unwrap(), Choice::text("Yes", "Yes"));
        assert_eq!(choice("Yes", "Yes, please").unwrap(), Choice::text("Yes", "Yes, please"));
        assert_eq!(
            choice("Lamps", " https://shop.example/ ").unwrap(),
            Choice::link("Lamps", "https://shop.example/")
        );
        let words = "See https://shop.example/";
        assert_eq!(choice("Lamps", words).unwrap(), Choice::text("Lamps", words));
        assert_eq!(field(choice(" ", "x")), Some("label"));
        assert_eq!(field(choice(&"x".repeat(limits::CHOICE_CHARACTERS_MAX + 1), "x")), Some("label"));
        let long = "x".repeat(limits::MESSAGE_CHARACTERS_MAX + 1);
        assert_eq!(field(choice("Yes", &long)), Some("value"));
    }

    #[test]
    fn links_lead_to_https_and_nowhere_else() {
        for url in ["https://shop.example/lamp?a=1#b", " https://shop.example ", "https://shop.example/@x"] {
            assert_eq!(field(card(url, "Lamp", "")), None, "{url}");
        }
        let long = format!("https://shop.example/{}", "x".repeat(limits::URL_BYTES_MAX));
        for url in [
            "",
            "shop.example",
            "http://shop.example/",
            "javascript:alert(1)",
            "https://user@shop.example/",
            "https://a b/",
            "https://a.example/\"onload=",
            &long,
        ] {
            assert_eq!(field(card(url, "Lamp", "")), Some("url"), "{url}");
        }
    }

    #[test]
    fn links_have_a_title_and_may_have_a_sentence() {
        let url = "https://shop.example/";
        assert_eq!(field(card(url, " ", "")), Some("title"));
        assert_eq!(field(card(url, &"x".repeat(limits::SUBJECT_CHARACTERS_MAX + 1), "")), Some("title"));
        assert_eq!(field(card(url, "Lamp", &"x".repeat(limits::CARD_TEXT_CHARACTERS_MAX + 1))), Some("text"));
        assert_eq!(card(url, "Lamp", "Bright").unwrap().text, "Bright");
    }
}
