//! The paths that a Rust file names: first segments, and every single path of a `use`.

use syn::visit::Visit;
use syn::{ItemUse, UseTree};

use super::source::{Kind, Rust, Token};

/// The segments of a path, each with its line.
pub type Segments = Vec<(String, usize)>;

/// First segments of all paths: `leptos` of `leptos::prelude`, and of `use leptos`.
pub fn roots(rust: &Rust) -> Segments {
    let mut roots = Vec::new();
    let tokens = &rust.tokens;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        let is_start = before.is_none_or(|before| !before.is("::") && !before.is("."))
            || starts_absolute_path(tokens, index);
        let leads_on = tokens.get(index + 1).is_some_and(|next| next.is("::"));
        let is_used = before.is_some_and(|before| before.is("use"));
        if token.kind == Kind::Ident && is_start && (leads_on || is_used) {
            roots.push((token.text.clone(), token.line));
        }
    }
    let mut uses = UseRoots::default();
    uses.visit_file(&rust.syntax);
    roots.extend(uses.found);
    roots
}

/// `::leptos::…`, where nothing that could be a path stands before the `::`.
fn starts_absolute_path(tokens: &[Token], index: usize) -> bool {
    index >= 1
        && tokens[index - 1].is("::")
        && (index < 2 || (tokens[index - 2].kind == Kind::Punct && !tokens[index - 2].is(">")))
}

/// The roots of `use {a::b, c};`, which no single token shows.
#[derive(Default)]
struct UseRoots {
    found: Segments,
}

impl<'a> Visit<'a> for UseRoots {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        for path in paths_of(&item.tree) {
            if let Some(first) = path.first() {
                self.found.push(first.clone());
            }
        }
    }
}

/// Every single path of a use tree, as segments with lines.
pub fn paths_of(tree: &UseTree) -> Vec<Segments> {
    let segment = |ident: &syn::Ident| (ident.to_string(), ident.span().start().line);
    match tree {
        UseTree::Path(path) => {
            let mut paths = paths_of(&path.tree);
            if paths.is_empty() {
                paths.push(Vec::new());
            }
            for rest in &mut paths {
                rest.insert(0, segment(&path.ident));
            }
            paths
        }
        UseTree::Name(name) => vec![vec![segment(&name.ident)]],
        UseTree::Rename(rename) => vec![vec![segment(&rename.ident)]],
        UseTree::Glob(_) => Vec::new(),
        UseTree::Group(group) => group.items.iter().flat_map(paths_of).collect(),
    }
}
