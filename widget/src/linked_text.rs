//! Text of strangers with its addresses made into links. Nothing is ever read as markup: the parts
//! are text nodes, and a link's target is the very text that is seen.

use leptos::prelude::*;

/// The text, part by part.
pub fn linked_text(text: &str) -> Vec<AnyView> {
    parts(text).into_iter().map(part_view).collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Link { target: String, text: &'a str },
}

fn part_view(part: Part<'_>) -> AnyView {
    match part {
        Part::Text(text) => text.to_owned().into_any(),
        Part::Link { target, text } => {
            let text = text.to_owned();
            view! { <a href=target target="_blank" rel="noopener noreferrer ugc">{text}</a> }.into_any()
        }
    }
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, link, after)) = split_at_link(rest) {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        parts.push(link);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// The first link with what stands before and after it. Only web pages and mail; every other
/// scheme stays text, with all that belongs to it.
fn split_at_link(text: &str) -> Option<(&str, Part<'_>, &str)> {
    let mut at = 0;
    loop {
        at += text.get(at..)?.find(['@', ':'])?;
        let (before, rest) = text.split_at_checked(at)?;
        let (found, length_seen) = match rest.strip_prefix("://") {
            Some(address) => (page(before, address), rest.find(is_around_links).unwrap_or(rest.len())),
            None => (rest.strip_prefix('@').and_then(|domain| mail(before, domain)), 1),
        };
        if let Some((start, end, scheme)) = found {
            let (head, after) = text.split_at_checked(at + end)?;
            let (before, text) = head.split_at_checked(start)?;
            return Some((before, Part::Link { target: [scheme, text].concat(), text }, after));
        }
        at += length_seen;
    }
}

/// Where the address of a page begins in `before`, and how long the rest of it is from the colon on.
fn page(before: &str, address: &str) -> Option<(usize, usize, &'static str)> {
    let start = before.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric()).len();
    let scheme = before.get(start..)?;
    let is_page = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let length = length_of_address(address);
    (is_page && address.starts_with(|first: char| first.is_alphanumeric() || first == '[') && length > 0)
        .then_some((start, "://".len() + length, ""))
}

/// Where a mail address begins in `before`, and how long the rest of it is from the "@" on.
fn mail(before: &str, domain: &str) -> Option<(usize, usize, &'static str)> {
    let is_name = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    let name = before.get(before.trim_end_matches(is_name).len()..)?.trim_start_matches('.');
    let is_domain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-');
    let end = domain.find(|letter| !is_domain(letter)).unwrap_or(domain.len());
    let domain = domain.get(..end)?.trim_end_matches(['.', '-']);
    let is_mail = !name.is_empty()
        && !name.ends_with('.')
        && !domain.starts_with(['.', '-'])
        && domain.contains('.')
        && !domain.contains("..");
    is_mail.then_some((before.len() - name.len(), 1 + domain.len(), "mailto:"))
}

/// Without the punctuation of the sentence around it; a bracket belongs to it if it opened there.
fn length_of_address(text: &str) -> usize {
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
            letter if is_around_links(letter) => break,
            letter => length = index + letter.len_utf8(),
        }
    }
    length
}

/// What no address contains.
fn is_around_links(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || "<>\"`{}|\\^".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let target = |part| match part {
            Part::Link { target, .. } => Some(target),
            Part::Text(_) => None,
        };
        parts(text).into_iter().filter_map(target).collect()
    }

    #[test]
    fn pages_and_mail_become_links_without_the_punctuation_around_them() {
        let text = "See (https://a.example/x?y=1), HTTP://b.example. Or write to ana@c.example!";
        assert_eq!(links(text), ["https://a.example/x?y=1", "HTTP://b.example", "mailto:ana@c.example"]);
    }

    #[test]
    fn schemes_that_run_or_fetch_something_stay_text() {
        for text in [
            "javascript://x/%0aalert(1)",
            "data://text/html,x",
            "file://host/x",
            "vbscript://x",
            "ftp://x.y/z",
        ] {
            assert_eq!(links(text), [] as [&str; 0], "{text}");
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
    }

    #[test]
    fn what_is_no_whole_address_stays_text() {
        for text in
            ["@", "a@b", "@b.c", "://x", "http://", "xhttp://a.b", "a@.b", "a@b..c", "ftp://me@x.y", "10:30"]
        {
            assert_eq!(links(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn parts_put_together_are_the_text() {
        let text = "a https://b.c d\n<b>e@f.g</b> 😀";
        let joined: String = parts(text)
            .iter()
            .map(|part| match part {
                Part::Text(text) | Part::Link { text, .. } => *text,
            })
            .collect();
        assert_eq!(joined, text);
    }
}
