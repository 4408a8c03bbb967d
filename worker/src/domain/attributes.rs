//! What a customer's page says of a visitor: claims, bounded, and shown to agents as such.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::one_line;
use pulina_shared::wire::identity::{Attribute, Attributes};

/// What can be shown as it is, in the order of the names.
///
/// # Errors
/// `too_many_items`, `field_invalid`, `field_too_long`, with the pointer of what is at fault.
pub fn parse(given: &Attributes) -> Result<Attributes, Rejection> {
    let n_given = given.attributes.len();
    if n_given > limits::ATTRIBUTES_MAX {
        return Err(Rejection::above(Code::TooManyItems, limits::ATTRIBUTES_MAX, n_given).at("/attributes"));
    }
    let mut attributes: Vec<Attribute> = Vec::with_capacity(n_given);
    for (index, Attribute { name, value }) in given.attributes.iter().enumerate() {
        let under = |rejection: Rejection| rejection.under(&format!("/attributes/{index}"));
        let place = attributes.binary_search_by(|known| known.name.cmp(name));
        let (true, Err(place)) = (is_name(name), place) else {
            return Err(under(Rejection::new(Code::FieldInvalid).at("/name")));
        };
        let value = one_line(value, limits::ATTRIBUTE_VALUE_CHARACTERS_MAX)
            .map_err(|rejection| under(rejection.at("/value")))?;
        attributes.insert(place, Attribute { name: name.clone(), value });
    }
    Ok(Attributes { attributes })
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= limits::ATTRIBUTE_NAME_CHARACTERS_MAX
        && name.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && name.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pairs: &[(&str, &str)]) -> Result<Attributes, Rejection> {
        let attribute =
            |(name, value): &(&str, &str)| Attribute { name: (*name).to_owned(), value: (*value).to_owned() };
        parse(&Attributes { attributes: pairs.iter().map(attribute).collect() })
    }

    #[test]
    fn what_is_said_is_one_clean_line_in_order() {
        let attributes = told(&[("seats", "7"), ("plan", " pro\nplus ")]).unwrap().attributes;
        let lines: Vec<_> = attributes.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect();
        assert_eq!(lines, [("plan", "pro plus"), ("seats", "7")]);
    }

    #[test]
    fn what_cannot_be_shown_is_refused_by_its_place() {
        let long = "x".repeat(limits::ATTRIBUTE_VALUE_CHARACTERS_MAX + 1);
        let long_name = "x".repeat(limits::ATTRIBUTE_NAME_CHARACTERS_MAX + 1);
        for (pairs, pointer) in [
            (vec![("a", "1"), ("a", "2")], "/attributes/1/name"),
            (vec![("Plan", "1")], "/attributes/0/name"),
            (vec![("", "1")], "/attributes/0/name"),
            (vec![("1a", "1")], "/attributes/0/name"),
            (vec![("a-b", "1")], "/attributes/0/name"),
            (vec![(long_name.as_str(), "1")], "/attributes/0/name"),
            (vec![("a", long.as_str())], "/attributes/0/value"),
            (vec![("a", " ")], "/attributes/0/value"),
        ] {
            let rejection = told(&pairs).unwrap_err();
            assert_eq!(rejection.pointer.as_deref(), Some(pointer), "{pairs:?}");
        }
        let many: Vec<String> = (0..=limits::ATTRIBUTES_MAX).map(|n| format!("a{n}")).collect();
        let many: Vec<_> = many.iter().map(|name| (name.as_str(), "1")).collect();
        assert_eq!(told(&many).unwrap_err().code, Code::TooManyItems);
        assert!(told(&many[1..]).is_ok());
    }
}
