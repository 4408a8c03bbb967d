//! Leaves out of a linked app what it offers to JavaScript and nobody there calls.
//!
//! Leptos brings a library for streams whose classes are exported, so neither the linker nor
//! wasm-opt may drop them. What is left out here becomes unreachable and is dropped by the split.

use std::borrow::Cow;

use anyhow::{Context, Result, bail, ensure};
use wasm_encoder::{CustomSection, ExportKind, ExportSection, Module, RawSection};
use wasmparser::{ExternalKind, Parser, Payload};

/// The classes, as they stand in wasm-bindgen's descriptions; in lower case, the names of their functions.
const CLASSES: &str = "IntoUnderlying";

/// Where wasm-bindgen's macros leave their descriptions of what is exported and imported.
const DESCRIPTIONS: &str = "__wasm_bindgen_unstable";

/// The module without those classes.
pub fn without_unused_classes(linked: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(linked) {
        let payload = payload.context("not a wasm module")?;
        match &payload {
            Payload::ExportSection(exports) => {
                module.section(&without_functions(exports.clone())?);
            }
            Payload::CustomSection(custom) if custom.name() == DESCRIPTIONS => {
                let data = without_descriptions(custom.data())?;
                module.section(&CustomSection { name: DESCRIPTIONS.into(), data: Cow::Owned(data) });
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                    let data = linked.get(range).context("a section beyond the end")?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

fn without_functions(exports: wasmparser::ExportSectionReader<'_>) -> Result<ExportSection> {
    let unwanted = CLASSES.to_lowercase();
    let mut kept = ExportSection::new();
    for export in exports {
        let export = export?;
        if !export.name.contains(&unwanted) {
            kept.export(export.name, kind(export.kind)?, export.index);
        }
    }
    Ok(kept)
}

fn kind(kind: ExternalKind) -> Result<ExportKind> {
    Ok(match kind {
        ExternalKind::Func => ExportKind::Func,
        ExternalKind::Table => ExportKind::Table,
        ExternalKind::Memory => ExportKind::Memory,
        ExternalKind::Global => ExportKind::Global,
        other => bail!("an export of an unexpected kind: {other:?}"),
    })
}

/// Descriptions come in pairs, each part after its length in four bytes: which version wrote it,
/// and the description itself.
fn without_descriptions(mut data: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Vec::with_capacity(data.len());
    while !data.is_empty() {
        let whole = data;
        let (version, rest) = part(data)?;
        let (description, rest) = part(rest)?;
        ensure!(version.starts_with(b"{"), "wasm-bindgen writes its descriptions in another way now");
        if !contains(description, CLASSES.as_bytes()) {
            kept.extend_from_slice(&whole[..whole.len() - rest.len()]);
        }
        data = rest;
    }
    Ok(kept)
}

fn part(data: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, rest) = data.split_first_chunk::<4>().context("a description without a length")?;
    let length = usize::try_from(u32::from_le_bytes(*length))?;
    rest.split_at_checked(length).context("a description that is cut off")
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(parts: &[&str]) -> Vec<u8> {
        let mut data = Vec::new();
        for part in parts {
            data.extend(u32::try_from(part.len()).unwrap().to_le_bytes());
            data.extend(part.as_bytes());
        }
        data
    }

    #[test]
    fn only_descriptions_of_those_classes_are_left_out() {
        let data = described(&["{}", "kept", "{}", "class IntoUnderlyingSink", "{}", "too"]);
        assert_eq!(without_descriptions(&data).unwrap(), described(&["{}", "kept", "{}", "too"]));
        assert!(without_descriptions(&data[1..]).is_err());
    }
}
