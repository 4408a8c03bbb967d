//! A text as a QR code, drawn as one path.

use std::fmt::Write;

use leptos::prelude::*;
use qrcodegen::{QrCode as Squares, QrCodeEcc};

/// Light squares that have to stand around the dark ones.
const MARGIN: i32 = 4;

/// The dark squares as a path, and how many there are side by side.
fn path(squares: &Squares) -> (String, i32) {
    let size = squares.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| squares.get_module(*x, y)) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    (path, size)
}

/// The picture; nothing where the text is too long for one.
#[component]
pub fn QrCode(
    /// The text.
    of: String,
    /// What it is, for ears.
    label: &'static str,
) -> impl IntoView {
    let squares = Squares::encode_text(&of, QrCodeEcc::Low).ok()?;
    let (path, size) = path(&squares);
    let side = size + 2 * MARGIN;
    let view_box = format!("{} {} {side} {side}", -MARGIN, -MARGIN);
    Some(view! {
        <svg class="qr-code" role="img" aria-label=label viewBox=view_box shape-rendering="crispEdges">
            <path d=path/>
        </svg>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corner_of_every_code_is_dark() {
        let squares = Squares::encode_text("otpauth://totp/a", QrCodeEcc::Medium).ok().unwrap();
        let (path, size) = path(&squares);
        assert!(path.starts_with("M0 0h1v1h-1zM1 0"), "{path}");
        assert_eq!(size, 25);
    }
}
