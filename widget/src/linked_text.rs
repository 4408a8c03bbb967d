//! Text of strangers with its addresses made into links. Nothing is ever read as markup: the parts
//! are text nodes, and a link's target is the very text that is seen.

use leptos::prelude::*;
use linkify::{LinkFinder, LinkKind};

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
    let finder = LinkFinder::new();
    finder
        .spans(text)
        .map(|span| match target(span.kind(), span.as_str()) {
            Some(target) => Part::Link { target, text: span.as_str() },
            None => Part::Text(span.as_str()),
        })
        .collect()
}

/// Only web pages and mail; every other scheme stays text.
fn target(kind: Option<&LinkKind>, text: &str) -> Option<String> {
    match kind? {
        LinkKind::Email => Some(["mailto:", text].concat()),
        LinkKind::Url => {
            let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
            matches!(scheme.as_deref(), Some("http" | "https" | "mailto")).then(|| text.to_owned())
        }
        _ => None,
    }
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
        for text in ["javascript://x/%0aalert(1)", "data://text/html,x", "file://host/x", "vbscript://x", "ftp://x.y/z"] {
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
