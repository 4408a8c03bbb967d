//! Short names between an app's wasm and its glue. wasm-bindgen gives everything that crosses a
//! name with a hash; nobody but the two ever reads it, and hashes do not compress.
//!
//! Works on the glue as esbuild prints it: one member of an object begins per line, indented by
//! two spaces for each level. Whatever it does not find as expected ends the build.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// What `wasm-opt --minify-imports-and-exports-and-modules` prints: old names and new ones.
#[derive(Debug, Deserialize)]
pub struct Renaming {
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

/// wasm-opt's one name for all modules that something is imported from.
const MODULE: &str = "a";

/// The glue with the new names, and without the functions that the wasm does not import any more.
pub fn rename(glue: &str, renaming: Renaming) -> Result<String> {
    let imports: HashMap<_, _> = renaming.imports.into_iter().map(|(_, old, new)| (old, new)).collect();
    let exports: HashMap<_, _> = renaming.exports.into_iter().collect();
    let mut lines = glue.lines();
    let mut renamed = Vec::new();
    let mut n_given = 0;
    while let Some(line) = lines.next() {
        match Line::of(line) {
            Line::Function { name, rest } => {
                let body = take_member(&mut lines);
                if let Some(new) = imports.get(name) {
                    n_given += 1;
                    renamed.push(format!("    {new}: {rest}"));
                    for line in body {
                        renamed.push(with_exports(line, &exports)?);
                    }
                }
            }
            Line::Loader { name, rest } => {
                let new = imports.get(name).with_context(|| format!("nobody imports {name}"))?;
                n_given += 1;
                renamed.push(format!("  {new}: {rest}"));
            }
            Line::Shared { names, rest } => {
                let pairs = names.split(", ").map(|name| {
                    let new = exports.get(name).with_context(|| format!("{name} is not exported"))?;
                    Ok(format!("{new}: {name}"))
                });
                let pairs: Vec<_> = pairs.collect::<Result<_>>()?;
                renamed.push(format!("    const {{ {} }} = {rest}", pairs.join(", ")));
            }
            Line::Other(line) => renamed.push(with_exports(line, &exports)?),
        }
    }
    ensure!(n_given == imports.len(), "the glue has {n_given} of {} functions", imports.len());
    one_module(&renamed.join("\n"))
}

/// The lines up to the end of a member of the imports.
fn take_member<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut taken = Vec::new();
    for line in lines {
        taken.push(line);
        if line.starts_with("    }") {
            break;
        }
    }
    taken
}

/// What a line of the glue means for the names.
enum Line<'a> {
    /// The beginning of a function that the wasm imports.
    Function {
        name: &'a str,
        rest: &'a str,
    },
    /// A function that loads a chunk; the wasm imports it too.
    Loader {
        name: &'a str,
        rest: &'a str,
    },
    /// What chunks use of the main module.
    Shared {
        names: &'a str,
        rest: &'a str,
    },
    Other(&'a str),
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let member = |indent, prefix| {
            let (name, rest) = line.strip_prefix(indent)?.split_once(": ")?;
            name.starts_with(prefix).then_some((name, rest))
        };
        if let Some((name, rest)) = member("    ", "__wb") {
            return Self::Function { name, rest };
        }
        if let Some((name, rest)) = member("  ", "__wasm_split_load_") {
            return Self::Loader { name, rest };
        }
        let shared = line.strip_prefix("    const { ").and_then(|line| line.split_once(" } = "));
        match shared {
            Some((names, rest)) if rest.starts_with("initSync(") => Self::Shared { names, rest },
            _ => Self::Other(line),
        }
    }
}

/// Everything that the glue calls of the wasm, by its new name.
fn with_exports(line: &str, exports: &HashMap<String, String>) -> Result<String> {
    const INSTANCE: &str = "wasm.";
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut renamed = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(INSTANCE) {
        let (before, found) = rest.split_at(at + INSTANCE.len());
        renamed.push_str(before);
        rest = found;
        let is_another = before[..at].ends_with(|letter| is_of_name(letter) || letter == '.');
        let name = &found[..found.find(|letter| !is_of_name(letter)).unwrap_or(found.len())];
        if is_another {
            continue;
        }
        renamed.push_str(exports.get(name).with_context(|| format!("{name} is not exported"))?);
        rest = &found[name.len()..];
    }
    renamed.push_str(rest);
    Ok(renamed)
}

/// All that is imported comes from one module now.
fn one_module(glue: &str) -> Result<String> {
    const END: &str = "\n  return {\n    __proto__: null,\n";
    let (before, rest) = glue.split_once(END).context("the glue returns its imports in another way now")?;
    let (modules, after) = rest.split_once("\n  };\n").context("the imports do not end")?;
    let mut sources = Vec::new();
    for module in modules.lines() {
        let Some((_, source)) = module.trim().trim_end_matches(',').split_once("\": ") else {
            bail!("not a module: {module}");
        };
        sources.push(format!("...{source}"));
    }
    Ok(format!("{before}\n  return {{ {MODULE}: {{ {} }} }};\n{after}", sources.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = r#"__export(chunks_exports, {
  __wasm_split_load_x: () => __wasm_split_load_x
});
    const { memory } = initSync(void 0, void 0);
function __wbg_get_imports() {
  const import0 = {
    __proto__: null,
    __wbg_focus_0123: function(arg0) {
      wasm.__wbindgen_free(arg0, wasm.memory);
    },
    __wbg_gone_4567: function() {
      return handleError(function() {
        wasm.gone();
      }, arguments);
    },
  };
  return {
    __proto__: null,
    "./glue_bg.js": import0,
    "./chunks.js": chunks_exports
  };
}"#;

    fn renaming(focus: &str) -> Renaming {
        let json = format!(
            r#"{{"imports": [["m", "{focus}", "a"], ["m", "__wasm_split_load_x", "b"]],
                "exports": [["memory", "c"], ["__wbindgen_free", "d"]]}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn both_sides_get_the_same_names_and_what_is_not_imported_goes() {
        let renamed = rename(GLUE, renaming("__wbg_focus_0123")).unwrap();
        for line in [
            "  b: () => __wasm_split_load_x",
            "    const { c: memory } = initSync(void 0, void 0);",
            "    a: function(arg0) {",
            "      wasm.d(arg0, wasm.c);",
            "  return { a: { ...import0, ...chunks_exports } };",
        ] {
            assert!(renamed.lines().any(|renamed| renamed == line), "{line} in {renamed}");
        }
        assert!(!renamed.contains("gone"));
    }

    #[test]
    fn missing_function_ends_the_build() {
        assert!(rename(GLUE, renaming("__wbg_unknown_89ab")).is_err());
    }
}
