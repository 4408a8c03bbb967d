//! The layers of the worker: edge, durable, storage, domain, each knowing only what is below it.
//!
//! Both `use` lines and paths in the text count, in macros too.

use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse};

use super::Finding;
use super::path::{Segments, paths_of, roots};
use super::source::{Kind, Rust, Sources, TextFile};

/// A folder of the worker and the modules of the crate that it must not name.
const LAYER_RULES: [(&str, &[&str], &str); 4] = [
    ("worker/src/domain/", &["storage", "durable", "edge"], "pulina_shared and domain: rules are pure"),
    ("worker/src/storage/", &["durable", "edge"], "domain: storage is below the objects"),
    ("worker/src/durable/", &["edge"], "storage and domain"),
    ("worker/src/edge/", &["storage", "domain"], "the stubs of durable"),
];

pub fn layers(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, forbidden, instead) in LAYER_RULES {
        for (file, rust) in sources.rust_in(&[folder, &format!("{}.rs", folder.trim_end_matches('/'))]) {
            for (name, line) in modules_named(file, rust) {
                if forbidden.contains(&name.as_str()) {
                    findings.push(Finding::new(
                        &file.path,
                        line,
                        format!("`crate::{name}` is not below this layer, use {instead}"),
                    ));
                }
            }
        }
    }
    for (file, rust) in sources.rust_in(&["worker/src/domain/"]) {
        for (name, line) in roots(rust) {
            if name == "worker" {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    "`worker::` is the platform, use values that the object hands in",
                ));
            }
        }
    }
    for (file, rust) in sources.rust_in(&["worker/src/storage/"]) {
        for token in rust.tokens.iter().filter(|token| token.is("WebSocket")) {
            findings.push(Finding::new(&file.path, token.line, "storage knows no sockets, use durable"));
        }
    }
    findings
}

/// Modules of the crate's top that the file names, by `crate::`, by `super::`, or in a group.
fn modules_named(file: &TextFile, rust: &Rust) -> Segments {
    let mut found: Vec<_> = rust
        .tokens
        .windows(3)
        .filter(|window| window[0].is("crate") && window[1].is("::") && window[2].kind == Kind::Ident)
        .map(|window| (window[2].text.clone(), window[2].line))
        .collect();
    let mut uses = CrateUses { depth: depth_of(&file.path), found: Vec::new() };
    uses.visit_file(&rust.syntax);
    found.extend(uses.found);
    found
}

/// How many modules a file is below the crate's top: `src/edge/mod.rs` and `src/edge.rs` are one.
fn depth_of(path: &str) -> usize {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    let inside = inside.trim_end_matches(".rs").trim_end_matches("/mod");
    if inside == "lib" || inside == "main" { 0 } else { inside.split('/').count() }
}

struct CrateUses {
    depth: usize,
    found: Segments,
}

impl<'a> Visit<'a> for CrateUses {
    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        self.depth += 1;
        visit::visit_item_mod(self, item);
        self.depth -= 1;
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.found
            .extend(paths_of(&item.tree).into_iter().filter_map(|path| module_at_top(&path, self.depth)));
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| (segment.ident.to_string(), segment.ident.span().start().line))
            .collect();
        self.found.extend(module_at_top(&segments, self.depth));
        visit::visit_path(self, path);
    }
}

/// The crate's top module that a path leads through, if it goes by the top.
fn module_at_top(path: &[(String, usize)], depth: usize) -> Option<(String, usize)> {
    let n_supers = path.iter().take_while(|(name, _)| name == "super").count();
    let is_from_top = path.first()?.0 == "crate" || (n_supers > 0 && n_supers == depth);
    let skip = if n_supers > 0 { n_supers } else { 1 };
    is_from_top.then(|| path.get(skip).cloned())?
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    #[test]
    fn rules_must_not_reach_storage_by_any_path() {
        let text = "use crate::storage::load;\nuse super::super::storage;\nuse crate::{\n    edge,\n};\n\
                    fn a() { crate::durable::b(); }\nuse worker::Env;\nuse super::ticket;\n";
        let found = layers(&sources(&[("worker/src/domain/conversation.rs", text)]));
        let mut lines: Vec<_> = found.iter().map(|finding| finding.line).collect();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines, [1, 2, 4, 6, 7]);
    }

    #[test]
    fn edge_may_call_stubs_and_no_rules() {
        let text = "use crate::durable::stub;\nuse crate::domain::decide;\n";
        assert_eq!(
            places(&layers(&sources(&[("worker/src/edge/mod.rs", text)]))),
            ["worker/src/edge/mod.rs:2"]
        );
    }
}
