//! Whether the texts of `payloads` did harm to a document: whether one was executed, became markup,
//! asked something of a foreign host or met the document's policy, which is the last wall and not
//! the first; and whether they are shown as the texts that they are.

use std::cell::RefCell;
use std::collections::BTreeSet;

use pulina_shared::markdown::{self, Block, Inline};
use pulina_shared::text::one_line;
use serde_json::{Value, json};

use crate::canary::HOST;
use crate::chromium::frame::Frame;
use crate::payloads::{TRACE, payloads};
use crate::wait;

/// Attributes by which an element fetches or leads somewhere.
const LEADING: [&str; 10] = [
    "src",
    "href",
    "xlink:href",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "background",
    "content",
];
/// Schemes of addresses that a text may lead to.
const HARMLESS: [&str; 3] = ["https", "http", "mailto"];
/// How many missing texts are told.
const TOLD: usize = 5;

/// The payloads that fit into a field of one line, as it keeps them.
pub fn lines(characters_max: usize) -> Vec<String> {
    payloads().iter().filter_map(|payload| one_line(payload, characters_max).ok()).collect()
}

/// Fails when a document was harmed.
///
/// # Panics
/// When it was.
pub async fn is_unharmed(frame: &Frame, what: &str) {
    let harm = done_to(frame).await;
    assert!(harm.is_empty(), "{what}: {harm:#?}");
}

/// All harm that was done to a document.
pub async fn done_to(frame: &Frame) -> Vec<String> {
    let mut harm = Vec::new();
    if frame.evaluate(&format!("typeof window[{}]", json!(TRACE))).await != "undefined" {
        harm.push("a text was executed".to_owned());
    }
    if frame.n_dialogs() > 0 {
        harm.push("a dialog was opened".to_owned());
    }
    look_for_markup(&frame.document().await, &mut harm);
    harm.extend(frame.complaints().await);
    harm
}

/// Collects every element that no page of ours has, whatever stands in its text.
fn look_for_markup(node: &Value, found: &mut Vec<String>) {
    let name = node["localName"].as_str().unwrap_or_default();
    let words: Vec<&str> =
        node["attributes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let attributes: Vec<(&str, &str)> = words.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let has = |wanted: &str, value: &str| attributes.iter().any(|(name, is)| *name == wanted && *is == value);
    let is_led_astray = attributes.iter().any(|(attribute, value)| {
        let is_script = attribute.starts_with("on") || *attribute == "srcdoc";
        is_script || (LEADING.contains(attribute) && !may_lead(name, value))
    });
    let is_code = matches!(name, "script" | "style") && !has("type", "application/json");
    let says_payload = is_code && children(node).any(|child| is_of_payload(child["nodeValue"].as_str()));
    if is_led_astray || says_payload {
        found.push(format!("text became <{name} {attributes:?}>"));
    }
    let roots = node["shadowRoots"].as_array().into_iter().flatten();
    for child in children(node).chain(roots) {
        look_for_markup(child, found);
    }
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node["children"].as_array().into_iter().flatten()
}

/// Links in a text may lead to any page, and nothing else to a foreign host or into a script.
fn may_lead(element: &str, value: &str) -> bool {
    let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let lower = value.to_lowercase();
    if element == "a" {
        let scheme = lower.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
        return scheme.is_none_or(|(scheme, _)| HARMLESS.contains(&scheme));
    }
    let is_script = ["javascript:", "vbscript:"].iter().any(|start| lower.starts_with(start));
    let is_page = lower.starts_with("data:")
        && !lower.starts_with("data:,")
        && !lower.starts_with("data:image/svg+xml,%3csvg");
    !is_script && !is_page && !is_of_payload(Some(&value))
}

fn is_of_payload(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.contains(TRACE) || text.contains(HOST))
}

/// A text without its white space, which pages and fields fold in their own ways.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What people see of a message's text, white space aside.
pub fn seen(text: &str) -> String {
    let mut seen = String::new();
    see_blocks(&markdown::parse(text), &mut seen);
    squeezed(&seen)
}

/// The same of a text of which only the links count.
pub fn seen_links(text: &str) -> String {
    let mut seen = String::new();
    see_inlines(&markdown::parse_links(text), &mut seen);
    squeezed(&seen)
}

fn see_blocks(blocks: &[Block<'_>], seen: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => see_inlines(inlines, seen),
            Block::Quote(inner) => see_blocks(inner, seen),
            Block::List { items, .. } => items.iter().for_each(|item| see_inlines(item, seen)),
            Block::Code(code) => seen.push_str(code),
        }
    }
}

fn see_inlines(inlines: &[Inline<'_>], seen: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Link { text, .. } => seen.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) => see_inlines(inner, seen),
            Inline::Break => {}
        }
    }
}

/// Waits until each of these texts, squeezed, is the whole text of one of these elements.
pub async fn shows_each(frame: &Frame, selector: &str, texts: impl IntoIterator<Item = String>) {
    each_of(frame, selector, "element.textContent", texts).await;
}

/// The same for a property of the elements, such as `title` or `ariaLabel`.
pub async fn has_each(
    frame: &Frame,
    selector: &str,
    property: &str,
    texts: impl IntoIterator<Item = String>,
) {
    each_of(frame, selector, &format!("String(element[{}] ?? '')", json!(property)), texts).await;
}

async fn each_of(frame: &Frame, selector: &str, text: &str, texts: impl IntoIterator<Item = String>) {
    let wanted: BTreeSet<String> = texts.into_iter().collect();
    assert!(!wanted.is_empty(), "{selector}: nothing to look for");
    let script = format!(
        "[...document.querySelectorAll({})].map(element => ({text}).replace(/\\s+/g, ''))",
        json!(selector)
    );
    let last = RefCell::new((Vec::new(), Vec::new()));
    let shown = wait::until("the texts", wait::DRAINED, || async {
        let shown = frame.try_evaluate(&script).await.ok()?;
        let shown: BTreeSet<&str> = shown.as_array()?.iter().filter_map(Value::as_str).collect();
        let missing: Vec<String> =
            wanted.iter().filter(|text| !shown.contains(text.as_str())).cloned().collect();
        let is_whole = missing.is_empty();
        let others = shown.iter().filter(|text| !wanted.contains(**text)).map(|text| (*text).to_owned());
        last.replace((missing, others.collect()));
        is_whole.then_some(())
    });
    if wait::nothing_else_within(wait::ANSWERED, shown).await.is_none() {
        let (missing, others) = &*last.borrow();
        let [some, instead] = [missing, others].map(|texts| texts.iter().take(TOLD).collect::<Vec<_>>());
        let (n_missing, n_wanted, n_others) = (missing.len(), wanted.len(), others.len());
        panic!(
            "{selector}: {n_missing} of {n_wanted} texts are not shown: {some:#?}, and {n_others} others are: {instead:#?}"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(name: &str, attributes: &[&str], text: &str) -> Value {
        json!({"localName": name, "attributes": attributes, "children": [{"nodeValue": text}]})
    }

    #[test]
    fn markup_of_strangers_is_told_from_ours() {
        for (node, is_found) in [
            (element("p", &["class", "x"], "<script>window.__executed=1</script>"), false),
            (element("a", &["href", "https://canary.example/"], ""), false),
            (element("script", &["type", "application/json"], "window.__executed=1"), false),
            (element("img", &["src", "x", "onerror", "1"], ""), true),
            (element("img", &["src", "//canary.example/x.png"], ""), true),
            (element("a", &["href", "page.html?a:b"], ""), false),
            (element("a", &["href", "java\tscript:1"], ""), true),
            (element("script", &[], "window.__executed=1"), true),
            (element("iframe", &["srcdoc", ""], ""), true),
        ] {
            let mut found = Vec::new();
            look_for_markup(&json!({"children": [], "shadowRoots": [{"children": [node]}]}), &mut found);
            assert_eq!(found.len(), usize::from(is_found), "{node}");
        }
    }

    #[test]
    fn marks_of_a_text_are_not_seen() {
        assert_eq!(seen("**a** `b`\n> - c"), "abc");
    }
}
