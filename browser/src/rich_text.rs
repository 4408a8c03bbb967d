//! A message's text as nodes: what `shared::markdown` sees in it, and nothing else. Every word of
//! a stranger becomes a text node; a link leads where its tree says and opens a window of its own.

use pulina_shared::markdown::{self, Block, Inline};
use web_sys::{Document, Element, Node};

/// Replaces what is in the element by the text.
pub fn show(element: &Element, text: &str) {
    let Some(document) = emptied(element) else { return };
    append_blocks(&document, element, &markdown::parse(text));
}

/// The same for a text of which only the links count.
pub fn show_links(element: &Element, text: &str) {
    let Some(document) = emptied(element) else { return };
    append_inlines(&document, element, &markdown::parse_links(text));
}

fn emptied(element: &Element) -> Option<Document> {
    element.set_text_content(None);
    element.owner_document()
}

fn append_blocks(document: &Document, parent: &Node, blocks: &[Block<'_>]) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                within(document, parent, "p", &mut |node| append_inlines(document, node, inlines));
            }
            Block::Quote(blocks) => {
                within(document, parent, "blockquote", &mut |node| append_blocks(document, node, blocks));
            }
            Block::List { first, items } => append_list(document, parent, *first, items),
            Block::Code(code) => {
                within(document, parent, "pre", &mut |node| node.set_text_content(Some(code)));
            }
        }
    }
}

fn append_list(document: &Document, parent: &Node, first: Option<u32>, items: &[Vec<Inline<'_>>]) {
    within(document, parent, if first.is_some() { "ol" } else { "ul" }, &mut |list| {
        if let Some(first) = first.filter(|first| *first != 1) {
            set(list, "start", &first.to_string());
        }
        for item in items {
            within(document, list, "li", &mut |node| append_inlines(document, node, item));
        }
    });
}

fn append_inlines(document: &Document, parent: &Node, inlines: &[Inline<'_>]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => append(parent, &document.create_text_node(text)),
            Inline::Strong(inner) => {
                within(document, parent, "strong", &mut |node| append_inlines(document, node, inner));
            }
            Inline::Emphasis(inner) => {
                within(document, parent, "em", &mut |node| append_inlines(document, node, inner));
            }
            Inline::Code(code) => {
                within(document, parent, "code", &mut |node| node.set_text_content(Some(code)));
            }
            Inline::Link { url, text } => within(document, parent, "a", &mut |link| {
                link.set_text_content(Some(text));
                set(link, "href", url);
                set(link, "target", "_blank");
                set(link, "rel", "noopener noreferrer ugc");
            }),
            Inline::Break => within(document, parent, "br", &mut |_| {}),
        }
    }
}

fn within(document: &Document, parent: &Node, name: &str, fill: &mut dyn FnMut(&Element)) {
    // The names are ours, so the element can always be made.
    if let Ok(element) = document.create_element(name) {
        fill(&element);
        append(parent, &element);
    }
}

/// A node of one's own can always be appended to a new element.
fn append(parent: &Node, node: &Node) {
    let _ = parent.append_child(node);
}

fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}
