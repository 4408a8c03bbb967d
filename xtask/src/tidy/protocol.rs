//! `docs/PROTOCOL.md` cannot fall behind: its last line carries a hash of the wire types, and
//! every code that exists is listed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Finding;
use super::source::{Kind, Rust, Sources};
use crate::build::sha256_hex;

const PAGE: &str = "docs/PROTOCOL.md";
const WIRE_FOLDER: &str = "shared/src/wire/";
const CODES: &str = "shared/src/problem.rs";
const LOCK_START: &str = "<!-- wire: ";

pub fn check(sources: &Sources) -> Vec<Finding> {
    let Some(page) = sources.find(PAGE) else {
        return vec![Finding::new(PAGE, 1, "the page is missing, use the types in shared/src/wire")];
    };
    let mut findings = Vec::new();
    let last_line = page.text.lines().last().unwrap_or_default();
    if last_line != lock(sources) {
        findings.push(Finding::new(
            PAGE,
            page.text.lines().count(),
            format!("{WIRE_FOLDER} changed: correct the page, then use `cargo xtask tidy --bless`"),
        ));
    }
    let codes = sources.find(CODES).and_then(|file| file.rust.as_ref());
    for (code, line) in codes.map(codes_of).unwrap_or_default() {
        if !page.text.contains(&format!("`{code}`")) {
            findings.push(Finding::new(
                CODES,
                line,
                format!("the code `{code}` is not listed, use a row in {PAGE}"),
            ));
        }
    }
    findings
}

/// Writes the lock of the wire as it is now.
pub fn bless(root: &Path) -> Result<()> {
    let sources = Sources::read(root)?;
    let page = sources.find(PAGE).with_context(|| format!("{PAGE} is missing"))?;
    let mut lines: Vec<_> = page.text.trim_end().lines().map(str::to_owned).collect();
    if lines.last().is_some_and(|line| line.starts_with(LOCK_START)) {
        lines.pop();
    } else {
        lines.push(String::new());
    }
    lines.push(lock(&sources));
    fs::write(root.join(PAGE), lines.join("\n") + "\n").with_context(|| format!("cannot write {PAGE}"))
}

fn lock(sources: &Sources) -> String {
    let mut whole = String::new();
    // Sources are sorted by path.
    for (file, _) in sources.rust_in(&[WIRE_FOLDER]) {
        whole.push_str(&file.path);
        whole.push('\n');
        whole.push_str(&file.text);
    }
    format!("{LOCK_START}{} -->", sha256_hex(whole.as_bytes()))
}

/// Text forms in the table of codes: `Name = "text", 400, …`.
fn codes_of(rust: &Rust) -> Vec<(String, usize)> {
    rust.tokens
        .windows(5)
        .filter(|window| {
            window[0].kind == Kind::Ident
                && window[1].is("=")
                && window[2].kind == Kind::Literal
                && window[3].is(",")
                && window[4].kind == Kind::Literal
        })
        .map(|window| (window[2].text.trim_matches('"').to_owned(), window[2].line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    const TABLE: &str = "codes! {\n    A = \"a_code\", 400, \"A\";\n    B = \"b_code\", 500, \"B\";\n}\n";

    #[test]
    fn changed_wire_needs_a_new_lock() {
        let wire = ("shared/src/wire/mod.rs", "struct A;\n");
        let page = format!("# P\n{}\n", lock(&sources(&[wire])));
        assert!(check(&sources(&[(PAGE, &page), wire])).is_empty());
        let changed = ("shared/src/wire/mod.rs", "struct B;\n");
        assert_eq!(places(&check(&sources(&[(PAGE, &page), changed]))), ["docs/PROTOCOL.md:2"]);
    }

    #[test]
    fn unlisted_code_is_found() {
        let page = format!("`a_code`\n{}\n", lock(&sources(&[])));
        assert_eq!(places(&check(&sources(&[(PAGE, &page), (CODES, TABLE)]))), ["shared/src/problem.rs:3"]);
    }
}
