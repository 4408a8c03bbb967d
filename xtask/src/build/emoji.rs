//! The emoji that visitors can choose from (`widget/emoji.txt`), with their names in every language as
//! the Unicode consortium keeps them. One small file for a language, loaded when it is wanted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::output::Output;
use super::site::write_when_different;
use super::stamp::when_changed;
use crate::workspace::Workspace;

/// The panel's languages, and what the consortium calls them where that differs.
const LANGUAGES: [(&str, &str); 12] = [
    ("en", "en"),
    ("ar", "ar"),
    ("da", "da"),
    ("de", "de"),
    ("es", "es"),
    ("et", "et"),
    ("fi", "fi"),
    ("fr", "fr"),
    ("nb", "no"),
    ("nl", "nl"),
    ("pl", "pl"),
    ("sv", "sv"),
];
/// Words by which one emoji is found, besides its name.
const WORDS_MAX: usize = 8;

#[derive(Deserialize)]
struct File {
    annotations: Inner,
}

#[derive(Deserialize)]
struct Inner {
    annotations: BTreeMap<String, Annotation>,
}

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    default: Vec<String>,
    tts: Option<Vec<String>>,
}

pub fn name(language: &str) -> String {
    format!("emoji.{language}.json")
}

/// The names of all files.
pub fn names() -> impl Iterator<Item = String> {
    LANGUAGES.iter().map(|(language, _)| name(language))
}

pub fn build(workspace: &Workspace, output: &Output) -> Result<()> {
    let list = workspace.root.join("widget/emoji.txt");
    let files: Vec<_> = names().map(|name| output.parts().join(name)).collect();
    when_changed(&list, output.parts().join("emoji.stamp"), &files, || {
        let signs = fs::read_to_string(&list)?;
        for (language, folder) in LANGUAGES {
            let path = format!("cldr-annotations-full/annotations/{folder}/annotations.json");
            let names = read(&workspace.node_modules().join(path))?;
            let rows = rows(&signs, &names).with_context(|| format!("emoji in {language}"))?;
            write_when_different(&output.parts().join(name(language)), &serde_json::to_string(&rows)?)?;
        }
        Ok(())
    })
}

fn read(path: &Path) -> Result<BTreeMap<String, Annotation>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_str::<File>(&text)?.annotations.annotations)
}

/// What is written, what it is called, by what else it is found.
fn rows(signs: &str, names: &BTreeMap<String, Annotation>) -> Result<Vec<[String; 3]>> {
    let row = |sign: &str| {
        let bare = sign.trim_end_matches('\u{fe0f}');
        let found = names.get(bare).with_context(|| format!("{sign} has no name"))?;
        let name = found.tts.iter().flatten().next().with_context(|| format!("{sign} has no name"))?;
        let words: Vec<_> =
            found.default.iter().filter(|word| *word != name).take(WORDS_MAX).map(String::as_str).collect();
        Ok([sign.to_owned(), name.clone(), words.join(" ")])
    };
    signs.split_whitespace().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_without_a_name_are_refused() {
        let thumb = Annotation {
            default: vec!["+1".to_owned(), "yes".to_owned()],
            tts: Some(vec!["yes".to_owned()]),
        };
        let names = BTreeMap::from([("✌".to_owned(), thumb)]);
        let found = rows("✌\u{fe0f}\n", &names).unwrap();
        assert_eq!(found, [["✌\u{fe0f}", "yes", "+1"].map(str::to_owned)]);
        assert!(rows("😀", &names).is_err());
    }
}
