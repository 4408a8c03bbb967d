//! What a message may consist of: text, files by their ids, and of users also choices and cards.
//! Everything is cleaned to the form in which it is stored and compared.

use pulina_shared::ids::FileId;
use pulina_shared::limits;
use pulina_shared::links::is_https;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::{MessageText, one_line};
use pulina_shared::wire::content::{Choice, ChoiceKind, LinkCard};
use pulina_shared::wire::conversation::{Message, SendMessage};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::conversation::Participant;

const CHOICES: &str = "/do/send_message/choices";
const CARDS: &str = "/do/send_message/cards";
const FILES: &str = "/do/send_message/files";
const TEXT: &str = "/do/send_message/text";

/// A message as it will be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The text; empty only where there are files.
    pub text: String,
    /// Files to be sent with it.
    pub files: Vec<FileId>,
    /// Answers to choose from.
    pub choices: Vec<Choice>,
    /// Links with a title.
    pub cards: Vec<LinkCard>,
}

impl Content {
    /// Whether a stored message says just this.
    pub fn is_of(&self, message: &Message) -> bool {
        self.text == message.text
            && self.choices == message.choices
            && self.cards == message.cards
            && self.files.iter().eq(message.files.iter().map(|file| &file.id))
    }
}

/// Cleans and checks what is to be said.
///
/// # Errors
/// `text_empty`, `text_too_long`, `too_many_files`, `too_many_items`, `field_invalid`,
/// `field_too_long`.
pub fn parse(sender: &Participant, said: SendMessage) -> Result<Content, Rejection> {
    let SendMessage { text, files, choices, cards } = said;
    if files.len() > limits::MESSAGE_FILES_MAX {
        let rejection = Rejection::above(Code::TooManyFiles, limits::MESSAGE_FILES_MAX, files.len());
        return Err(rejection.at(FILES));
    }
    if files.iter().enumerate().any(|(place, file)| files.iter().take(place).any(|other| other == file)) {
        return Err(Rejection::new(Code::FieldInvalid).at(FILES));
    }
    let is_blank = text.len() <= limits::MESSAGE_BYTES_MAX && text.trim().is_empty();
    let text = if is_blank && !files.is_empty() {
        String::new()
    } else {
        parse_text(&text).map_err(|rejection| rejection.at(TEXT))?
    };
    Ok(Content {
        text,
        files,
        choices: items(sender, choices, CHOICES, parse_choice)?,
        cards: items(sender, cards, CARDS, parse_card)?,
    })
}

/// A message's text in its one form.
///
/// # Errors
/// `text_empty`, `text_too_long`.
pub fn parse_text(text: &str) -> Result<String, Rejection> {
    // Normalising may lengthen a text several times over; what is too long in any form stays out.
    if text.len() > 2 * limits::MESSAGE_BYTES_MAX {
        return Err(Rejection::above(Code::TextTooLong, limits::MESSAGE_BYTES_MAX, text.len()));
    }
    MessageText::parse(&normalised(text)).map(MessageText::into_string)
}

fn normalised(text: &str) -> std::borrow::Cow<'_, str> {
    if is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() }
}

fn items<T>(
    sender: &Participant,
    items: Vec<T>,
    pointer: &'static str,
    parse: fn(T) -> Result<T, Rejection>,
) -> Result<Vec<T>, Rejection> {
    if items.is_empty() {
        return Ok(items);
    }
    if *sender == Participant::Visitor {
        return Err(Rejection::new(Code::FieldInvalid).at(pointer));
    }
    if items.len() > limits::MESSAGE_ITEMS_MAX {
        return Err(Rejection::above(Code::TooManyItems, limits::MESSAGE_ITEMS_MAX, items.len()).at(pointer));
    }
    items.into_iter().map(|item| parse(item).map_err(|rejection| rejection.at(pointer))).collect()
}

fn parse_choice(choice: Choice) -> Result<Choice, Rejection> {
    let label = one_line(&normalised(&choice.label), limits::CHOICE_CHARACTERS_MAX)?;
    let value = match choice.kind {
        ChoiceKind::Text => parse_text(&choice.value)?,
        ChoiceKind::Url => {
            check_address(&choice.value)?;
            choice.value
        }
    };
    Ok(Choice { label, value, kind: choice.kind })
}

fn check_address(url: &str) -> Result<(), Rejection> {
    if url.len() > limits::URL_BYTES_MAX {
        return Err(Rejection::above(Code::FieldTooLong, limits::URL_BYTES_MAX, url.len()));
    }
    if is_https(url) { Ok(()) } else { Err(Rejection::new(Code::FieldInvalid)) }
}

fn parse_card(card: LinkCard) -> Result<LinkCard, Rejection> {
    check_address(&card.url)?;
    let text = if card.text.trim().is_empty() {
        String::new()
    } else {
        one_line(&normalised(&card.text), limits::CARD_TEXT_CHARACTERS_MAX)?
    };
    let title = one_line(&normalised(&card.title), limits::SUBJECT_CHARACTERS_MAX)?;
    Ok(LinkCard { url: card.url, title, text })
}

#[cfg(test)]
mod tests {
    use super::super::memory_store::agent;
    use super::*;

    #[test]
    fn cards_and_choices_lead_to_https_and_nowhere_else() {
        let long = ["https://shop.example/", &"x".repeat(limits::URL_BYTES_MAX)].concat();
        for (url, expect) in [
            ("https://shop.example/lamp?id=1#top", None),
            ("http://shop.example/", Some(Code::FieldInvalid)),
            ("javascript:alert(1)//https://", Some(Code::FieldInvalid)),
            (&long, Some(Code::FieldTooLong)),
        ] {
            let card = LinkCard { url: url.to_owned(), title: "Lamp".to_owned(), text: String::new() };
            assert_eq!(parse_card(card).err().map(|it| it.code), expect, "{url:.40}");
            let choice = Choice::link("Lamp", url);
            assert_eq!(parse_choice(choice).err().map(|it| it.code), expect, "{url:.40}");
        }
    }

    #[test]
    fn message_has_limits_in_every_part() {
        let choice = Choice::text;
        let card = |title: &str, text: &str| LinkCard {
            url: "https://a.example/".to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        };
        let said = || SendMessage::plain("hi".to_owned());
        let file = |n: u8| FileId::new([n; 10]);
        let of_agent = [
            (SendMessage { choices: vec![choice("Yes", "yes"); 20], ..said() }, None),
            (SendMessage { choices: vec![choice("Yes", "yes"); 21], ..said() }, Some(Code::TooManyItems)),
            (SendMessage { choices: vec![choice(" ", "yes")], ..said() }, Some(Code::FieldInvalid)),
            (SendMessage { choices: vec![choice("Yes", " ")], ..said() }, Some(Code::TextEmpty)),
            (SendMessage { choices: vec![choice(&"x".repeat(81), "y")], ..said() }, Some(Code::FieldTooLong)),
            (SendMessage { cards: vec![card("Lamp", "Bright"); 20], ..said() }, None),
            (SendMessage { cards: vec![card("Lamp", ""); 21], ..said() }, Some(Code::TooManyItems)),
            (SendMessage { cards: vec![card("", "x")], ..said() }, Some(Code::FieldInvalid)),
            (SendMessage { cards: vec![card("Lamp", &"x".repeat(501))], ..said() }, Some(Code::FieldTooLong)),
            (SendMessage { files: (0..5).map(file).collect(), ..SendMessage::default() }, None),
            (SendMessage { files: (0..6).map(file).collect(), ..said() }, Some(Code::TooManyFiles)),
            (SendMessage { files: vec![file(1), file(1)], ..said() }, Some(Code::FieldInvalid)),
            (SendMessage::default(), Some(Code::TextEmpty)),
        ];
        for (said, expect) in of_agent {
            let found = parse(&agent(1), said.clone()).err().map(|rejection| rejection.code);
            assert_eq!(found, expect, "{said:?}");
        }
        for said in [
            SendMessage { choices: vec![choice("Yes", "yes")], ..said() },
            SendMessage { cards: vec![card("Lamp", "")], ..said() },
        ] {
            let refused = parse(&Participant::Visitor, said).unwrap_err();
            assert_eq!(refused.code, Code::FieldInvalid, "only users offer choices and cards");
        }
    }
}
