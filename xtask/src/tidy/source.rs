//! The files that are checked: everything of ours that is text, read once.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Finding;

const SKIPPED_FOLDERS: [&str; 6] = [".git", "target", "dist", "node_modules", ".data", ".cargo"];
const TEXT_EXTENSIONS: [&str; 11] =
    ["rs", "ts", "js", "css", "html", "md", "toml", "sql", "json", "svg", "yml"];

/// A text file with its path from the root, with `/`.
pub struct TextFile {
    pub path: String,
    pub text: String,
    /// Present for Rust files that parse.
    pub rust: Option<Rust>,
}

pub struct Rust {
    pub syntax: syn::File,
    /// All tokens without comments and doc comments, groups opened.
    pub tokens: Vec<Token>,
}

/// One token with its line.
#[derive(Clone, Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Ident,
    Literal,
    Punct,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        self.kind != Kind::Literal && self.text == text
    }
}

#[derive(Default)]
pub struct Sources {
    pub files: Vec<TextFile>,
}

impl Sources {
    pub fn read(root: &Path) -> Result<Self> {
        let mut sources = Self::default();
        sources.add_folder(root, "")?;
        sources.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(sources)
    }

    pub fn add(&mut self, path: &str, text: String) {
        let rust = if has_extension(path, "rs") { parse(&text) } else { None };
        self.files.push(TextFile { path: path.to_owned(), text, rust });
    }

    pub fn find(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Rust files below any of the folders.
    pub fn rust_in<'a>(&'a self, folders: &'a [&str]) -> impl Iterator<Item = (&'a TextFile, &'a Rust)> {
        self.files
            .iter()
            .filter(|file| folders.is_empty() || folders.iter().any(|folder| file.path.starts_with(folder)))
            .filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    fn add_folder(&mut self, root: &Path, folder: &str) -> Result<()> {
        let path = root.join(folder);
        for entry in fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if entry.file_type()?.is_dir() {
                if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                    self.add_folder(root, &path)?;
                }
            } else if TEXT_EXTENSIONS.iter().any(|extension| has_extension(&name, extension))
                && name != "package-lock.json"
            {
                let text = fs::read_to_string(entry.path()).with_context(|| path.clone())?;
                self.add(&path, text);
            }
        }
        Ok(())
    }
}

pub fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// A Rust file that does not parse would escape every other check.
pub fn unreadable(sources: &Sources) -> Vec<Finding> {
    sources
        .files
        .iter()
        .filter(|file| has_extension(&file.path, "rs") && file.rust.is_none())
        .map(|file| Finding::new(&file.path, 1, "cannot be parsed, use what `cargo check` says"))
        .collect()
}

fn parse(text: &str) -> Option<Rust> {
    let syntax = syn::parse_file(text).ok()?;
    let mut tokens = Vec::new();
    flatten(text.parse().ok()?, &mut tokens);
    Some(Rust { syntax, tokens })
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let end = group.span_close().start().line;
                tokens.push(Token { text: open.to_owned(), line, kind: Kind::Punct });
                flatten(group.stream(), tokens);
                tokens.push(Token { text: close.to_owned(), line: end, kind: Kind::Punct });
            }
            TokenTree::Ident(ident) => {
                tokens.push(Token { text: ident.to_string(), line, kind: Kind::Ident });
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!') {
                    trees.next();
                }
                // Doc comments are text, not code.
                if trees.next_if(is_doc_attribute).is_none() {
                    tokens.push(Token { text: "#".to_owned(), line, kind: Kind::Punct });
                }
            }
            TokenTree::Punct(punct) => {
                let text = punct.as_char().to_string();
                match tokens.last_mut() {
                    // `::` is one token here, because paths are what is looked for.
                    Some(last) if text == ":" && last.text == ":" && last.kind == Kind::Punct => {
                        last.text.push(':');
                    }
                    _ => tokens.push(Token { text, line, kind: Kind::Punct }),
                }
            }
            TokenTree::Literal(literal) => {
                tokens.push(Token { text: literal.to_string(), line, kind: Kind::Literal });
            }
        }
    }
}

fn is_doc_attribute(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else {
        return false;
    };
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == "doc")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Sources for the tests of the checks.
    pub fn sources(files: &[(&str, &str)]) -> Sources {
        let mut sources = Sources::default();
        for (path, text) in files {
            sources.add(path, (*text).to_owned());
        }
        sources
    }

    /// `path:line` of each finding, once.
    pub fn places(findings: &[Finding]) -> Vec<String> {
        let mut places: Vec<_> =
            findings.iter().map(|finding| format!("{}:{}", finding.path, finding.line)).collect();
        places.sort();
        places.dedup();
        places
    }

    #[test]
    fn comments_are_no_tokens() {
        let sources = sources(&[("a.rs", "//! Talks of web_sys.\n/// And leptos.\nfn a() {} // sleep\n")]);
        let tokens: Vec<_> = sources.rust_in(&[]).flat_map(|(_, rust)| &rust.tokens).collect();
        let words: Vec<_> = tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(words, ["fn", "a", "(", ")", "{", "}"]);
    }

    #[test]
    fn file_that_does_not_parse_is_found() {
        assert_eq!(places(&unreadable(&sources(&[("a.rs", "fn {")]))), ["a.rs:1"]);
    }
}
