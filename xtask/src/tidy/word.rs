//! Words that must not stand in any text of ours, comments and prose included.

use super::Finding;
use super::source::{Sources, TextFile, has_extension};

/// Its own lists would be findings.
const OWN_FOLDER: &str = "xtask/src/tidy/";

const LEFT_FOR_LATER: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];

const RAW_MARKUP: [&str; 6] =
    ["inner_html", "innerHTML", "outerHTML", "insertAdjacentHTML", "insert_adjacent_html", "document.write"];

const MACHINE_PATHS: [&str; 4] = ["/work/", "/root/", "/home/", "/Users/"];

pub fn left_for_later(sources: &Sources) -> Vec<Finding> {
    lines(sources, |_| true)
        .flat_map(|(file, line, text)| {
            found_words(file, line, text, &LEFT_FOR_LATER, "a decision or do it now")
        })
        .collect()
}

/// In code only: a comment may say why something is not done.
pub fn raw_markup(sources: &Sources) -> Vec<Finding> {
    let is_code = |file: &TextFile| ["rs", "ts", "js"].iter().any(|kind| has_extension(&file.path, kind));
    let mut findings = Vec::new();
    for (file, line, text) in lines(sources, is_code) {
        let code = text.split("//").next().unwrap_or_default();
        findings.extend(found_words(file, line, code, &RAW_MARKUP, "a text node"));
    }
    findings
}

pub fn machine_paths(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, line, text) in lines(sources, |_| true) {
        for path in MACHINE_PATHS {
            let stands_alone = text.match_indices(path).any(|(at, _)| {
                !text[..at].ends_with(|before: char| before.is_alphanumeric() || "._-}".contains(before))
            });
            if stands_alone {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{path}` is a path of one machine, use one from the root of the checkout"),
                ));
            }
        }
    }
    findings
}

fn found_words(file: &TextFile, line: usize, text: &str, words: &[&str], instead: &str) -> Vec<Finding> {
    words
        .iter()
        .filter(|word| has_word(text, word))
        .map(|word| Finding::new(&file.path, line, format!("`{word}`, use {instead}")))
        .collect()
}

fn lines(
    sources: &Sources,
    is_checked: impl Fn(&TextFile) -> bool,
) -> impl Iterator<Item = (&TextFile, usize, &str)> {
    sources
        .files
        .iter()
        .filter(move |file| !file.path.starts_with(OWN_FOLDER) && is_checked(file))
        .flat_map(|file| file.text.lines().enumerate().map(move |(index, text)| (file, index + 1, text)))
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric();
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    #[test]
    fn promise_for_later_is_found_in_a_comment() {
        let found =
            left_for_later(&sources(&[("a.rs", "fn a() {}\n// TODO: b\n"), ("b.md", "TODOS are fine\n")]));
        assert_eq!(places(&found), ["a.rs:2"]);
    }

    #[test]
    fn markup_from_text_is_found_in_rust_and_typescript() {
        let found = raw_markup(&sources(&[
            ("a.rs", "set_inner_html(x)\n"),
            ("b.ts", "// Never innerHTML.\na.innerHTML = b\n"),
            ("c.md", "innerHTML\n"),
        ]));
        assert_eq!(places(&found), ["a.rs:1", "b.ts:2"]);
    }

    #[test]
    fn path_of_a_machine_is_found_and_part_of_a_path_is_not() {
        let found = machine_paths(&sources(&[("a.md", "see /home/ana/x\nsee src/home/x\nsee `/work/a`\n")]));
        assert_eq!(places(&found), ["a.md:1", "a.md:3"]);
    }
}
