//! What the marks mean, that nothing else is lost, and that nothing can run. That no text takes
//! longer than its length needs a clock, so it is tested beside the hostile texts.

use proptest::prelude::*;

use super::*;

// The same texts that the browser tests write into every field.
#[path = "../../../tests/src/payloads.rs"]
#[allow(dead_code, reason = "a browser asks for more of it")]
mod payloads;

// ---- A short way to write a tree ----

fn shown(text: &str) -> String {
    show_blocks(&parse(text))
}

fn show_blocks(blocks: &[Block<'_>]) -> String {
    let show = |block: &Block<'_>| match block {
        Block::Paragraph(nodes) => format!("P({})", show_all(nodes)),
        Block::Quote(inner) => format!("Q({})", show_blocks(inner)),
        Block::List { first, items } => {
            let items: Vec<_> = items.iter().map(|item| show_all(item)).collect();
            let first = first.map(|first| first.to_string()).unwrap_or_default();
            format!("L{first}({})", items.join(", "))
        }
        Block::Code(code) => format!("C({code})"),
    };
    blocks.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn show_all(nodes: &[Inline<'_>]) -> String {
    let show = |node: &Inline<'_>| match node {
        Inline::Text(text) => (*text).to_owned(),
        Inline::Strong(inner) => format!("<b>{}</b>", show_all(inner)),
        Inline::Emphasis(inner) => format!("<i>{}</i>", show_all(inner)),
        Inline::Code(code) => format!("<c>{code}</c>"),
        Inline::Link { url, text } if url == text => format!("<a>{text}</a>"),
        Inline::Link { url, text } => format!("<a {url}>{text}</a>"),
        Inline::Break => "|".to_owned(),
    };
    nodes.iter().map(show).collect()
}

fn check_table(table: &[(&str, &str)]) {
    for (text, tree) in table {
        assert_eq!(shown(text), *tree, "{text}");
    }
}

#[test]
fn marks_within_a_line() {
    check_table(&[
        ("plain", "P(plain)"),
        ("a **b** c", "P(a <b>b</b> c)"),
        ("*a* _b_", "P(<i>a</i> <i>b</i>)"),
        ("**a *b* c**", "P(<b>a <i>b</i> c</b>)"),
        ("**a *b***", "P(<b>a <i>b</i></b>)"),
        ("***a***", "P(<b><i>a</i></b>)"),
        ("_a **b** c_!", "P(<i>a <b>b</b> c</i>!)"),
        ("(*a*), **b**.", "P((<i>a</i>), <b>b</b>.)"),
        ("这是**重点**内容", "P(这是<b>重点</b>内容)"),
        ("`a*b*c` and ``a`b``", "P(<c>a*b*c</c> and <c>a`b</c>)"),
        ("*a `b` https://c.example d*", "P(<i>a <c>b</c> <a>https://c.example</a> d</i>)"),
        ("**https://a.example**", "P(<b><a>https://a.example</a></b>)"),
    ]);
}

#[test]
fn what_only_looks_like_a_mark_stays_text() {
    for text in [
        "2*3*4",
        "snake_case_name",
        "__init__",
        "f**k s**t",
        "a * b * c",
        "** a **",
        "*a",
        "a*",
        "**a*",
        "****",
        "*a\u{a0}*",
        "`a",
        "````a````",
        "``",
        "*a **b",
        "[a]",
        "[a](b)",
        "[a](https://",
        "[](https//x)",
        "\\",
        "-a",
        ">_<",
        ">>a",
        "- ",
        "1.a",
        "01. a",
        "1234567890. a",
        "```",
    ] {
        assert_eq!(shown(text), format!("P({text})"));
    }
    check_table(&[("*a\nb*", "P(*a|b*)"), ("```\na", "P(```|a)"), ("**a *b**", "P(<b>a *b</b>)")]);
}

#[test]
fn blocks_of_lines() {
    check_table(&[
        ("", ""),
        ("\n \n", ""),
        ("a\nb\n\nc", "P(a|b) P(c)"),
        ("a\n- b\n- *c*\nd", "P(a) L(b, <i>c</i>) P(d)"),
        ("* a\n  - b", "L(a, b)"),
        ("1. a\n2. b\n4. c", "L1(a, b) L4(c)"),
        ("3. a\n\n4. b", "L3(a) L4(b)"),
        ("- a\n1. b", "L(a) L1(b)"),
        ("> a\n> b\nc", "Q(P(a|b)) P(c)"),
        ("> - a\n>\n> > b", "Q(L(a) Q(P(b)))"),
        ("> > > > a", "Q(Q(Q(P(> a))))"),
        ("```\na\n  *b*\n\n```\nc", "C(a\n  *b*\n) P(c)"),
        ("```rust\na\n```", "C(rust\na)"),
        ("```a\nb```", "C(a\nb)"),
        ("a ```b``` c", "P(a <c>b</c> c)"),
        ("> ```\n> a\n> ```", "Q(C(a))"),
        ("a\r\nb", "P(a|b)"),
    ]);
}

#[test]
fn links_lead_where_they_say() {
    check_table(&[
        ("[a b](https://c.example/d_(e))!", "P(<a https://c.example/d_(e)>a b</a>!)"),
        (
            "[a](http://b.example) [c](https://d.example)",
            "P(<a http://b.example>a</a> <a https://d.example>c</a>)",
        ),
        ("[[a](https://b.example)]", "P([<a https://b.example>a</a>])"),
        ("**[a](https://b.example)**", "P(<b><a https://b.example>a</a></b>)"),
        ("www.a.example", "P(<a https://www.a.example>www.a.example</a>)"),
        ("ana_b@c.example", "P(<a mailto:ana_b@c.example>ana_b@c.example</a>)"),
        (
            "[https://bank.example](https://evil.example)",
            "P([<a>https://bank.example</a>](<a>https://evil.example</a>))",
        ),
        (
            "[www.bank.example](https://e.example)",
            "P([<a https://www.bank.example>www.bank.example</a>](<a>https://e.example</a>))",
        ),
        ("[a](javascript:b)", "P([a](javascript:b))"),
        ("[a](//b.example)", "P([a](//b.example))"),
        ("[ ](https://b.example)", "P([ ](<a>https://b.example</a>))"),
    ]);
}

#[test]
fn texts_to_agree_to_have_links_and_nothing_else() {
    let nodes = parse_links("**a** [b](https://c.example)\n- _d_ `e` www.f.example");
    let shown = "**a** <a https://c.example>b</a>|- _d_ `e` <a https://www.f.example>www.f.example</a>";
    assert_eq!(show_all(&nodes), shown);
    assert_eq!(parse_links(""), []);
}

// ---- Everything of it ----

/// All that is seen, and all that is led to, in order.
fn flat(blocks: &[Block<'_>]) -> String {
    let flat_block = |block: &Block<'_>| match block {
        Block::Paragraph(nodes) => flat_nodes(nodes),
        Block::Quote(inner) => flat(inner),
        Block::List { items, .. } => items.iter().map(|item| flat_nodes(item)).collect(),
        Block::Code(code) => code.clone(),
    };
    blocks.iter().map(flat_block).collect()
}

fn flat_nodes(nodes: &[Inline<'_>]) -> String {
    let flat_node = |node: &Inline<'_>| match node {
        Inline::Text(text) | Inline::Code(text) => (*text).to_owned(),
        Inline::Strong(inner) | Inline::Emphasis(inner) => flat_nodes(inner),
        Inline::Link { url, text } if url.ends_with(text) => (*text).to_owned(),
        Inline::Link { url, text } => [text, url.as_str()].concat(),
        Inline::Break => String::new(),
    };
    nodes.iter().map(flat_node).collect()
}

/// A text without what can be a mark, and without white space.
fn bare(text: &str) -> String {
    let is_mark = |letter: char| "*_`[]()>-.0123456789".contains(letter) || letter.is_whitespace();
    text.chars().filter(|letter| !is_mark(*letter)).collect()
}

fn links_of(nodes: &[Inline<'_>], found: &mut Vec<String>) {
    for node in nodes {
        match node {
            Inline::Strong(inner) | Inline::Emphasis(inner) => links_of(inner, found),
            Inline::Link { url, .. } => found.push(url.clone()),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

fn all_links(blocks: &[Block<'_>], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(nodes) => links_of(nodes, found),
            Block::Quote(inner) => all_links(inner, found),
            Block::List { items, .. } => items.iter().for_each(|item| links_of(item, found)),
            Block::Code(_) => {}
        }
    }
}

fn check_links(text: &str) {
    let mut links = Vec::new();
    all_links(&parse(text), &mut links);
    for link in links {
        let lower = link.to_ascii_lowercase();
        let is_safe = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
        assert!(is_safe && !link.contains(['"', '<', '>', '`', ' ', '\n', '\t']), "{link:?} of {text:?}");
    }
}

#[test]
fn hostile_texts_become_nothing_but_text_and_safe_links() {
    for payload in payloads::payloads() {
        for text in [payload.clone(), format!("> **{payload}**"), format!("- [{payload}]({payload})")] {
            assert_eq!(bare(&flat(&parse(&text))), bare(&text));
            check_links(&text);
        }
    }
}

fn depth(nodes: &[Inline<'_>]) -> usize {
    let inner = |node: &Inline<'_>| match node {
        Inline::Strong(inner) | Inline::Emphasis(inner) => 1 + depth(inner),
        _ => 0,
    };
    nodes.iter().map(inner).max().unwrap_or(0)
}

#[test]
fn trees_are_never_deep() {
    let text = ["*a **b "; 500].concat() + "end" + &[" c** d*"; 500].concat();
    let blocks = parse(&text);
    let [Block::Paragraph(nodes)] = blocks.as_slice() else { panic!("one paragraph") };
    assert!((1..=OPEN_MARKS_MAX).contains(&depth(nodes)), "{}", depth(nodes));
    assert_eq!(bare(&flat_nodes(nodes)), bare(&text));
}

proptest! {
    #[test]
    fn nothing_but_marks_is_ever_lost(text in "([*_`>\\[\\]() \n.1-]|https://a.b|www.|c@d.e|[a-zäл字😀]){0,60}") {
        prop_assert_eq!(bare(&flat(&parse(&text))), bare(&text));
        check_links(&text);
    }

    #[test]
    fn any_text_at_all_is_taken(text in "(?s).{0,200}") {
        prop_assert_eq!(bare(&flat(&parse(&text))), bare(&text));
        check_links(&text);
        parse_links(&text);
    }
}
