//! Rust files that no crate reaches by `mod`: they look alive and are not even compiled.

use std::collections::BTreeSet;

use syn::{Item, ItemMod, Lit, Meta};

use super::Finding;
use super::source::{Sources, has_extension};

pub fn dead_files(sources: &Sources) -> Vec<Finding> {
    let mut reached = BTreeSet::new();
    for root in roots(sources) {
        reach(sources, &root, &mut reached);
    }
    sources
        .files
        .iter()
        .filter(|file| has_extension(&file.path, "rs") && !reached.contains(&file.path))
        .map(|file| Finding::new(&file.path, 1, "no crate reaches this file, use `mod` or delete it"))
        .collect()
}

/// The files that cargo compiles by itself, and those that a manifest names.
fn roots(sources: &Sources) -> Vec<String> {
    let mut roots = Vec::new();
    for manifest in sources.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        roots.extend(["src/lib.rs", "src/main.rs", "build.rs"].map(|path| format!("{folder}{path}")));
        for own in ["src/bin/", "tests/", "benches/", "examples/"].map(|own| format!("{folder}{own}")) {
            let is_direct = |path: &str| {
                path.strip_prefix(&own).is_some_and(|rest| !rest.contains('/') || rest.ends_with("/main.rs"))
            };
            roots.extend(
                sources.files.iter().filter(|file| is_direct(&file.path)).map(|file| file.path.clone()),
            );
        }
        roots.extend(named_paths(&manifest.text).into_iter().map(|path| format!("{folder}{path}")));
    }
    roots
}

fn named_paths(manifest: &str) -> Vec<String> {
    let Ok(manifest) = manifest.parse::<toml::Table>() else {
        return Vec::new();
    };
    let path_of = |target: &toml::Value| Some(target.get("path")?.as_str()?.to_owned());
    let lists = ["test", "bin", "bench", "example"].iter().filter_map(|kind| manifest.get(*kind)?.as_array());
    lists.flatten().filter_map(path_of).chain(manifest.get("lib").and_then(path_of)).collect()
}

fn reach(sources: &Sources, path: &str, reached: &mut BTreeSet<String>) {
    let Some(rust) = sources.find(path).and_then(|file| file.rust.as_ref()) else {
        return;
    };
    if !reached.insert(path.to_owned()) {
        return;
    }
    reach_modules(sources, path, &folder_of_modules(path), &rust.syntax.items, reached);
}

fn reach_modules(
    sources: &Sources,
    path: &str,
    folder: &str,
    items: &[Item],
    reached: &mut BTreeSet<String>,
) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        if let Some((_, inner)) = &module.content {
            reach_modules(sources, path, &format!("{folder}{name}/"), inner, reached);
        } else if let Some(named) = path_attribute(module) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            reach(sources, &format!("{folder}/{named}"), reached);
        } else {
            reach(sources, &format!("{folder}{name}.rs"), reached);
            reach(sources, &format!("{folder}{name}/mod.rs"), reached);
        }
    }
}

/// Where `mod x;` of a file is looked for.
fn folder_of_modules(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_own_folder = matches!(name, "lib.rs" | "main.rs" | "mod.rs" | "build.rs");
    if is_own_folder { format!("{folder}/") } else { format!("{}/", path.trim_end_matches(".rs")) }
}

fn path_attribute(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    #[test]
    fn file_without_mod_is_dead() {
        let files = [
            ("a/Cargo.toml", "[[test]]\nname = \"t\"\npath = \"t/main.rs\"\n"),
            ("a/src/lib.rs", "mod b;\nmod inline { mod c; }\n#[path = \"odd.rs\"]\nmod d;\n"),
            ("a/src/b.rs", "mod e;\n"),
            ("a/src/b/e.rs", ""),
            ("a/src/inline/c.rs", ""),
            ("a/src/odd.rs", ""),
            ("a/src/f.rs", ""),
            ("a/t/main.rs", "mod g;\n"),
            ("a/t/g.rs", ""),
            ("a/t/h.rs", ""),
        ];
        assert_eq!(places(&dead_files(&sources(&files))), ["a/src/f.rs:1", "a/t/h.rs:1"]);
    }
}
