//! Addresses in the text of strangers. Only web pages and mail, each as it stands there: what is
//! seen is where it leads. Every other scheme stays text, with all that belongs to it.
//!
//! Every character is looked at a fixed number of times, whatever the text.

use crate::limits;

/// The first address of a text, and what stands around it.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// What stands before it, without an address.
    pub before: &'a str,
    /// The address as it is seen.
    pub text: &'a str,
    /// Where it leads: `http`, `https` or `mailto`.
    pub url: String,
    /// What stands behind it, perhaps with more of them.
    pub after: &'a str,
}

/// Where an address begins and ends in the text, and what its target has in front of it.
type Place = (usize, usize, &'static str);

/// The first address of a text.
pub fn first(text: &str) -> Option<Found<'_>> {
    let mut at = 0;
    loop {
        at += text.get(at..)?.find(['@', ':', '.'])?;
        let (before, rest) = text.split_at_checked(at)?;
        let mut n_seen = 1;
        let place = if let Some(address) = rest.strip_prefix("://") {
            n_seen = rest.find(is_around).unwrap_or(rest.len());
            page(before, address)
        } else if let Some(domain) = rest.strip_prefix('@') {
            mail(before, domain)
        } else if let Some(host) = rest.strip_prefix('.') {
            www(before, host)
        } else {
            None
        };
        if let Some((start, end, scheme)) = place {
            let before = text.get(..start)?;
            let mut address = text.get(start..end)?;
            // Emphasis around an address is none of it.
            if before.ends_with('_') {
                address = address.trim_end_matches('_');
            }
            let after = text.get(start + address.len()..)?;
            return Some(Found { before, text: address, url: [scheme, address].concat(), after });
        }
        at += n_seen;
    }
}

/// Whether this is the address of an `https` page, and nothing that could mean something else where
/// it is shown. Whatever admins or users let visitors follow passes here, on both sides.
pub fn is_https(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    address.len() <= limits::URL_BYTES_MAX
        && host.starts_with(|first: char| first.is_alphanumeric() || first == '[')
        && !host.contains(['@', '\''])
        && !rest.contains(is_around)
}

/// Whether this is one address, with its scheme and nothing around it.
pub fn is_whole(text: &str) -> bool {
    first(text).is_some_and(|found| found.text == text && found.url == text)
}

fn page(before: &str, address: &str) -> Option<Place> {
    let start = before.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric()).len();
    let scheme = before.get(start..)?;
    let is_page = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let begins_well = address.starts_with(|first: char| first.is_alphanumeric() || first == '[');
    if !is_page || !begins_well {
        return None;
    }
    Some((start, before.len() + "://".len() + length(address), ""))
}

fn www(before: &str, host: &str) -> Option<Place> {
    let outside = strip_end(before, "www")?;
    let is_inside = |letter: char| letter.is_alphanumeric() || "-_.@:/".contains(letter);
    // Only as far as the name goes: what is refused here is looked at again.
    let end = host.find(|letter| !is_domain(letter)).unwrap_or(host.len());
    let (name, rest) = host.split_at_checked(end)?;
    let is_name = name.starts_with(char::is_alphanumeric) && name.trim_end_matches('.').contains('.');
    if outside.ends_with(is_inside) || !is_name || has_hole(name) || rest.starts_with('@') {
        return None;
    }
    Some((outside.len(), before.len() + 1 + length(host), "https://"))
}

fn mail(before: &str, domain: &str) -> Option<Place> {
    let is_name = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    let name = before.get(before.trim_end_matches(is_name).len()..)?.trim_start_matches('.');
    let end = domain.find(|letter| !is_domain(letter)).unwrap_or(domain.len());
    let domain = domain.get(..end)?.trim_end_matches(['.', '-']);
    let is_mail = !name.is_empty()
        && !name.ends_with('.')
        && !domain.starts_with(['.', '-'])
        && domain.contains('.')
        && !has_hole(domain);
    if !is_mail {
        return None;
    }
    let start = before.len() - name.len();
    let end = before.len() + 1 + domain.len();
    // Who writes the scheme means it as a part of the address.
    Some(match before.get(..start).and_then(|before| strip_end(before, "mailto:")) {
        Some(outside) if !outside.ends_with(char::is_alphanumeric) => (outside.len(), end, ""),
        _ => (start, end, "mailto:"),
    })
}

/// Whether something is missing between two dots.
fn has_hole(domain: &str) -> bool {
    domain.as_bytes().windows(2).any(|pair| pair == b"..")
}

fn is_domain(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '.' || letter == '-'
}

/// The text without this end, in whatever case it is written.
fn strip_end<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let (rest, found) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
    found.eq_ignore_ascii_case(end).then_some(rest)
}

/// How long an address is without the punctuation of the sentence around it; a bracket belongs to
/// it if it opened there.
fn length(text: &str) -> usize {
    let (mut length, mut n_round, mut n_square) = (0, 0_usize, 0_usize);
    for (index, letter) in text.char_indices() {
        let n_open = match letter {
            '(' | ')' => &mut n_round,
            _ => &mut n_square,
        };
        match letter {
            '(' | '[' => *n_open += 1,
            ')' | ']' if *n_open == 0 => break,
            ')' | ']' => {
                *n_open -= 1;
                length = index + 1;
            }
            '.' | ',' | ':' | ';' | '!' | '?' | '*' | '\'' => {}
            letter if is_around(letter) => break,
            letter => length = index + letter.len_utf8(),
        }
    }
    length
}

/// What no address contains.
pub(crate) fn is_around(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || "<>\"`{}|\\^".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_pages_can_be_led_to() {
        let long = ["https://shop.example/", &"x".repeat(limits::URL_BYTES_MAX)].concat();
        for (address, is_good) in [
            ("https://shop.example/lamp?id=1#top", true),
            ("https://shop.example", true),
            ("https://shop.example/@lamp", true),
            ("https://shop.example/it's_(here)", true),
            ("https://[::1]/", true),
            ("http://shop.example/", false),
            ("HTTPS://shop.example/", false),
            ("javascript:alert(1)//https://", false),
            ("//shop.example/", false),
            ("https://", false),
            ("https:///path", false),
            ("https://user@evil.example/", false),
            ("https://a b.example/", false),
            ("https://a.example/\u{0}", false),
            ("https://a.example/\"onload=", false),
            (&long, false),
        ] {
            assert_eq!(is_https(address), is_good, "{address:.60}");
        }
    }

    fn links(mut text: &str) -> Vec<String> {
        let mut links = Vec::new();
        while let Some(found) = first(text) {
            links.push(found.url);
            text = found.after;
        }
        links
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn pages_and_mail_are_found_without_the_punctuation_around_them() {
        let text = "See (https://a.example/x?y=1), HTTP://b.example. Or write to ana@c.example!";
        assert_eq!(links(text), ["https://a.example/x?y=1", "HTTP://b.example", "mailto:ana@c.example"]);
        let text = "www.a.example, (WWW.b.example/x_(y)) mailto:ana@c.example";
        assert_eq!(
            links(text),
            ["https://www.a.example", "https://WWW.b.example/x_(y)", "mailto:ana@c.example"]
        );
    }

    #[test]
    fn schemes_that_run_or_fetch_something_stay_text() {
        for text in [
            "javascript://x/%0aalert(1)",
            "javascript:alert(1)",
            "java\nscript://x",
            "data://text/html,x",
            "file://host/x",
            "vbscript://x",
            "ftp://x.y/z",
            "ftp://www.x.y/z",
        ] {
            assert_eq!(links(text), NONE, "{text}");
        }
    }

    #[test]
    fn a_link_ends_where_its_sentence_goes_on() {
        let text = "(https://w.example/a_(b)), «https://é.example/ü»; a.b@c.example,d@e.example. https://x.example?!";
        let found = [
            "https://w.example/a_(b)",
            "https://é.example/ü»",
            "mailto:a.b@c.example",
            "mailto:d@e.example",
            "https://x.example",
        ];
        assert_eq!(links(text), found);
        assert_eq!(
            links("**https://a.example** _https://b.example/c_"),
            ["https://a.example", "https://b.example/c"]
        );
    }

    #[test]
    fn what_is_no_whole_address_stays_text() {
        for text in [
            "@",
            "a@b",
            "@b.c",
            "://x",
            "http://",
            "xhttp://a.b",
            "a@.b",
            "a@b..c",
            "ftp://me@x.y",
            "10:30",
            "www.",
            "www.a",
            "www..a.b",
            "awww.a.b",
            "www.-a.b",
            "end.www",
            "x.www.y.z",
        ] {
            assert_eq!(links(text), NONE, "{text}");
        }
        assert_eq!(links("www.ana@c.example"), ["mailto:www.ana@c.example"]);
    }

    #[test]
    fn a_whole_address_has_nothing_around_it() {
        for text in ["https://a.example/x?y=(1)", "http://localhost:1", "mailto:a@b.example"] {
            assert!(is_whole(text), "{text}");
        }
        for text in
            ["", "www.a.example", "a@b.example", " https://a.example", "https://a.example.", "https://a b"]
        {
            assert!(!is_whole(text), "{text}");
        }
    }
}
