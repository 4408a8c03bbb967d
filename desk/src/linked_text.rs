//! The text of a stranger with its web and mail addresses as links. Everything becomes text nodes;
//! only addresses that begin with http or https, and mail addresses, can be followed.

use leptos::prelude::*;
use linkify::{LinkFinder, LinkKind};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    Web(&'a str),
    Mail(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let finder = LinkFinder::new();
    finder
        .spans(text)
        .map(|span| {
            let piece = span.as_str();
            let lower = piece.get(..8).unwrap_or(piece).to_ascii_lowercase();
            match span.kind() {
                Some(LinkKind::Url) if lower.starts_with("https://") || lower.starts_with("http://") => {
                    Piece::Web(piece)
                }
                Some(LinkKind::Email) => Piece::Mail(piece),
                _ => Piece::Plain(piece),
            }
        })
        .collect()
}

/// The text.
#[component]
pub fn LinkedText(
    /// As it was written.
    text: String,
) -> impl IntoView {
    let rel = "noopener noreferrer nofollow ugc";
    let nodes: Vec<_> = pieces(&text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(text) => text.to_owned().into_any(),
            Piece::Web(address) => {
                view! { <a href=address.to_owned() rel=rel target="_blank">{address.to_owned()}</a> }
                    .into_any()
            }
            Piece::Mail(address) => {
                view! { <a href=format!("mailto:{address}") rel=rel>{address.to_owned()}</a> }.into_any()
            }
        })
        .collect();
    nodes.into_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_addresses_are_links() {
        let text = "see https://a.example/x?y=1, or HTTP://b.example. Write ana@c.example; not javascript:alert(1) ftp://d.example javascript://e.example/%0aalert(1)";
        let links: Vec<_> =
            pieces(text).into_iter().filter(|piece| !matches!(piece, Piece::Plain(_))).collect();
        assert_eq!(
            links,
            [
                Piece::Web("https://a.example/x?y=1"),
                Piece::Web("HTTP://b.example"),
                Piece::Mail("ana@c.example")
            ]
        );
    }

    #[test]
    fn nothing_of_a_text_is_lost() {
        for text in
            ["", "a", "<b>https://x.example</b>", "é https://ü.example ü", "http://", "https://\u{202e}x"]
        {
            let joined: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Plain(piece) | Piece::Web(piece) | Piece::Mail(piece) => piece,
                })
                .collect();
            assert_eq!(joined, text);
        }
    }
}
