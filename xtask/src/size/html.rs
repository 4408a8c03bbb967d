//! The two pages that the worker writes, as they are for the channel of a new account, in English.
//! They are compressed while they are sent, so not as hard as files are.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::build::brotli;
use crate::workspace::Workspace;

/// What engine and network use for an answer that is made for one request.
const QUALITY: u32 = 5;

/// As long as the worker's: colours from one accent (`shared/src/look.rs`).
const LOOK: &str = ":root{--accent:#3454d1;--on-accent:#ffffff;--accent-hover:#2f4cbd;--accent-pressed:#2a44a9;--accent-text:#2b49c5;--accent-part:#3f5ed8;--accent-soft:#e9edfb;--focus:#3f5ed8;}@media (prefers-color-scheme:dark){:root:where(:not(.scheme-light)){--accent-text:#9db0f5;--accent-part:#7d95ee;--accent-soft:#1f2747;--focus:#7d95ee;}}:root:where(.scheme-dark){--accent-text:#9db0f5;--accent-part:#7d95ee;--accent-soft:#1f2747;--focus:#7d95ee;}";

/// Raw and compressed bytes.
pub type Bytes = (usize, usize);

/// The page in the frame, with all of the panel's sentences inside.
pub fn panel(workspace: &Workspace) -> Result<Bytes> {
    let template = fs::read_to_string(workspace.root.join("widget/panel.html"))?;
    let strings = fs::read_to_string(workspace.root.join("worker/strings/en.json"))?;
    let strings: Map<String, Value> = serde_json::from_str(&strings)?;
    let channel = "chn_0123456789abcdefghjkmnpqr";
    let settings = json!({
        "channel": channel,
        "language": "en",
        "words": strings.values().map(sentence).collect::<Vec<_>>(),
        "title": "Chat with our help desk",
        "subtitle": "We are here to help",
        "welcome": "Hello! How can we help you?",
        "accent": "#3454d1",
        "on_accent": "#ffffff",
        "faces": [{"id": "usr_0123456789abcdef", "name": "Aino Virtanen"}],
        "storage": "always",
        "availability": {"is_open": true, "away": "message", "reply_time": "hidden"},
        "email": "off",
        "files": {"are_allowed": true, "n_bytes_max": 26_214_400, "kinds": []},
        "asks_for_rating": true,
        "emoji": "/assets/emoji.en-0123456789abcdef.json",
        "languages": ["en", "ar", "da", "de", "es", "et", "fi", "fr", "nb", "nl", "pl", "sv"],
    });
    let mut values = strings;
    let settings = settings.to_string();
    for (name, value) in [
        ("settings", settings.as_str()),
        ("channel", channel),
        ("lang", "en"),
        ("dir", "ltr"),
        ("classes", "font-system"),
        ("scheme", "light dark"),
        ("look", LOOK),
        ("nonce", "fpJ0aGlzIGlzIGEgbm9uY2U"),
        ("css", "/assets/panel-0123456789abcdef.css"),
        ("js", "/assets/panel-123456789abcdef0.js"),
        ("wasm", "/assets/panel_bg-23456789abcdef01.wasm"),
        ("work", "/assets/work-3456789abcdef012.js"),
        ("title", "Chat with our help desk"),
        ("subtitle", "We are here to help"),
        ("welcome", "Hello! How can we help you?"),
    ] {
        values.insert(name.to_owned(), value.into());
    }
    bytes(&filled(&template, &values)?)
}

/// The desk's page; what is put into it is short.
pub fn desk(workspace: &Workspace) -> Result<Bytes> {
    bytes(&fs::read_to_string(workspace.root.join("desk/desk.html"))?)
}

fn bytes(page: &str) -> Result<Bytes> {
    Ok((page.len(), brotli(page.as_bytes(), QUALITY)?.len()))
}

/// A sentence, or all forms of one that counts.
fn sentence(written: &Value) -> String {
    match written {
        Value::String(sentence) => sentence.clone(),
        Value::Object(forms) => forms.values().filter_map(Value::as_str).collect::<Vec<_>>().join("\u{1f}"),
        _ => String::new(),
    }
}

fn filled(template: &str, values: &Map<String, Value>) -> Result<String> {
    let mut parts = template.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").context("a placeholder without an end")?;
        let value = values.get(name).with_context(|| format!("nothing to put in the place of {name}"))?;
        page.push_str(&sentence(value));
        page.push_str(rest);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_of_the_panels_page_is_filled() -> Result<()> {
        let (raw, packed) = panel(&Workspace::find()?)?;
        assert!(packed < raw);
        Ok(())
    }
}
