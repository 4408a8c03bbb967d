//! Keys as a keyboard has them: what a page sees is what it would see from a person.

use serde_json::{Value, json};

/// Held together with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// The shift key.
    Shift,
}

/// The parameters of `Input.dispatchKeyEvent` for the press and the release of a key.
pub fn stroke(key: &str, held: Held) -> [Value; 2] {
    let (code, number, text) = match key {
        "Enter" => ("Enter".to_owned(), 13, "\r".to_owned()),
        "Tab" => ("Tab".to_owned(), 9, String::new()),
        "Escape" => ("Escape".to_owned(), 27, String::new()),
        "Backspace" => ("Backspace".to_owned(), 8, String::new()),
        "PageUp" => ("PageUp".to_owned(), 33, String::new()),
        "Home" => ("Home".to_owned(), 36, String::new()),
        "ArrowLeft" => ("ArrowLeft".to_owned(), 37, String::new()),
        "ArrowUp" => ("ArrowUp".to_owned(), 38, String::new()),
        "ArrowRight" => ("ArrowRight".to_owned(), 39, String::new()),
        "ArrowDown" => ("ArrowDown".to_owned(), 40, String::new()),
        "End" => ("End".to_owned(), 35, String::new()),
        _ => character(key),
    };
    let kind = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
    let modifiers = if held == Held::Shift { 8 } else { 0 };
    let common = json!({"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers});
    let (mut down, mut up) = (common.clone(), common);
    down["type"] = kind.into();
    down["text"] = text.into();
    up["type"] = "keyUp".into();
    [down, up]
}

fn character(key: &str) -> (String, u32, String) {
    let character = key.chars().next().unwrap_or(' ').to_ascii_uppercase();
    let code = match character {
        'A'..='Z' => format!("Key{character}"),
        '0'..='9' => format!("Digit{character}"),
        '?' => "Slash".to_owned(),
        ' ' => "Space".to_owned(),
        _ => String::new(),
    };
    let number = if character == '?' {
        191
    } else if code.is_empty() {
        0
    } else {
        u32::from(character)
    };
    (code, number, key.to_owned())
}
