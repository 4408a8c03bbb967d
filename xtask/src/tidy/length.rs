//! A file is one idea that says what it is for, and a function fits a screen.

use proc_macro2::TokenStream;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{ImplItemFn, ItemFn, Macro, TraitItemFn};

use super::Finding;
use super::source::{Sources, has_extension};

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
/// A component is its markup.
const COMPONENT_LINES_MAX: usize = 100;

pub fn without_purpose(sources: &Sources) -> Vec<Finding> {
    sources
        .rust_in(&[])
        .filter(|(file, _)| !file.text.starts_with("//!"))
        .map(|(file, _)| {
            Finding::new(&file.path, 1, "does not say what it is for, use `//!` in the first line")
        })
        .collect()
}

pub fn long_files(sources: &Sources) -> Vec<Finding> {
    sources
        .files
        .iter()
        .filter(|file| ["rs", "ts", "css", "sql"].iter().any(|kind| has_extension(&file.path, kind)))
        .filter_map(|file| {
            let n_lines = file.text.lines().count();
            (n_lines > FILE_LINES_MAX).then(|| {
                Finding::new(
                    &file.path,
                    n_lines,
                    format!(
                        "{n_lines} lines are more than one idea, use two files (at most {FILE_LINES_MAX})"
                    ),
                )
            })
        })
        .collect()
}

pub fn long_functions(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&[]) {
        let mut functions = Functions::default();
        functions.visit_file(&rust.syntax);
        for function in functions.found.iter().filter(|function| function.n_lines > function.n_lines_max()) {
            findings.push(Finding::new(
                &file.path,
                function.line,
                format!(
                    "`{}` has {} lines, use steps with names (at most {})",
                    function.name,
                    function.n_lines,
                    function.n_lines_max()
                ),
            ));
        }
    }
    findings
}

struct Function {
    name: String,
    line: usize,
    n_lines: usize,
    has_markup: bool,
}

impl Function {
    fn n_lines_max(&self) -> usize {
        if self.has_markup { COMPONENT_LINES_MAX } else { FUNCTION_LINES_MAX }
    }
}

#[derive(Default)]
struct Functions {
    found: Vec<Function>,
}

impl Functions {
    fn add(&mut self, name: &syn::Ident, block: Option<&syn::Block>) {
        let Some(block) = block else { return };
        let line = name.span().start().line;
        let mut markup = Markup::default();
        markup.visit_block(block);
        let end = block.span().end().line;
        self.found.push(Function {
            name: name.to_string(),
            line,
            n_lines: end - line + 1,
            has_markup: markup.is_there,
        });
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        self.add(&item.sig.ident, Some(&item.block));
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        self.add(&item.sig.ident, Some(&item.block));
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'a TraitItemFn) {
        self.add(&item.sig.ident, item.default.as_ref());
        visit::visit_trait_item_fn(self, item);
    }
}

/// Looks for `view!`, inside other macros too.
#[derive(Default)]
struct Markup {
    is_there: bool,
}

impl<'a> Visit<'a> for Markup {
    fn visit_macro(&mut self, item: &'a Macro) {
        self.is_there |= item.path.is_ident("view") || has_view(&item.tokens);
    }
}

fn has_view(tokens: &TokenStream) -> bool {
    tokens.to_string().contains("view !")
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    fn function_of(n_lines: usize, inside: &str) -> String {
        format!("//! A.\nfn a() {{\n{inside}{}}}\n", "b();\n".repeat(n_lines - 2 - inside.lines().count()))
    }

    #[test]
    fn file_without_purpose_is_found() {
        let found = without_purpose(&sources(&[("a.rs", "fn a() {}\n"), ("b.rs", "//! B.\n")]));
        assert_eq!(places(&found), ["a.rs:1"]);
    }

    #[test]
    fn function_is_long_from_line_71_on() {
        let long =
            |n_lines, inside| long_functions(&sources(&[("a.rs", &function_of(n_lines, inside))])).len();
        assert_eq!(long(70, ""), 0);
        assert_eq!(long(71, ""), 1);
        assert_eq!(long(100, "view! { <p/> };\n"), 0);
        assert_eq!(long(101, "view! { <p/> };\n"), 1);
    }

    #[test]
    fn file_is_long_from_line_601_on() {
        let file = |n_lines| "a\n".repeat(n_lines);
        let found = long_files(&sources(&[("a.css", &file(600)), ("b.css", &file(601))]));
        assert_eq!(places(&found), ["b.css:601"]);
    }
}
