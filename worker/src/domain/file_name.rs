//! Names of files. A name is a label and nothing else: it is cleaned before anything is read from
//! it, and it can neither leave its line in a header nor its folder on a disk.

use pulina_shared::limits;
use pulina_shared::text::is_unseen;
use unicode_normalization::UnicodeNormalization;

/// What Windows takes for a device, whatever the extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];
/// Characters of an extension that may count as one when a long name is cut.
const EXTENSION_CHARACTERS_MAX: usize = 10;

/// The name without folders, without anything that cannot be seen, and short enough.
pub fn clean(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = own.nfc().filter(|character| !is_unseen(*character)).map(plain).collect();
    let folded = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = folded.trim_matches(|character| matches!(character, '.' | ' '));
    let short = shortened(bare);
    let stem = short.split('.').next().unwrap_or_default().trim_end();
    if DEVICES.contains(&stem.to_lowercase().as_str()) { format!("_{short}") } else { short }
}

/// The extension of a clean name, in lower case.
pub fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.trim().is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

/// The header `Content-Disposition` (RFC 6266): a name of plain letters for old programs, and the
/// real one, encoded byte by byte (RFC 8187).
pub fn content_disposition(is_inline: bool, name: &str) -> String {
    use std::fmt::Write;
    let how = if is_inline { "inline" } else { "attachment" };
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || " !#$&+-.^_`|~()".contains(character);
    let plain: String =
        name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// Characters that programs and shells give a meaning.
fn plain(character: char) -> char {
    match character {
        '"' | '<' | '>' | ':' | '|' | '?' | '*' | '%' => '_',
        other => other,
    }
}

/// Cut in the stem, so that the extension stays.
fn shortened(name: &str) -> String {
    let n_characters = name.chars().count();
    if n_characters <= limits::FILE_NAME_CHARACTERS_MAX {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= EXTENSION_CHARACTERS_MAX => {
            (stem, format!(".{ending}"))
        }
        _ => (name, String::new()),
    };
    let n_stem = limits::FILE_NAME_CHARACTERS_MAX.saturating_sub(ending.chars().count() + 1);
    let cut: String = stem.chars().take(n_stem).collect();
    format!("{}…{ending}", cut.trim_end_matches([' ', '.']))
}

#[cfg(test)]
#[path = "file_name_tests.rs"]
mod tests;
