//! How a channel looks, as the few lines of CSS that its pages need on top of the style sheet:
//! colours that follow from its accent, and its typeface, which the visitor's device has or lacks.

use std::fmt::Write;

use crate::colour::{Palette, Shades};
use crate::wire::channel::{Font, Look, Scheme};

/// The rules for a page, as heavy as those of the style sheet, so they must stand behind it.
pub fn css(look: &Look) -> String {
    let Palette { accent, on_accent, hover, pressed, light, dark } = Palette::of(look.accent);
    let mut css = format!(
        ":root{{--accent:{accent};--on-accent:{on_accent};--accent-hover:{hover};--accent-pressed:{pressed};{}",
        shades(&light)
    );
    if let Some(families) = families(look.font) {
        // Writing to a String cannot fail.
        let _ = write!(css, "--font:{families}");
    }
    let dark = shades(&dark);
    let _ = write!(
        css,
        "}}@media (prefers-color-scheme:dark){{:root:where(:not(.scheme-light)){{{dark}}}}}:root:where(.scheme-dark){{{dark}}}"
    );
    css
}

fn shades(Shades { text, part, soft }: &Shades) -> String {
    format!("--accent-text:{text};--accent-part:{part};--accent-soft:{soft};--focus:{part};")
}

/// The classes of the page's root element. The panel changes them when it follows the page.
pub fn classes(look: &Look) -> String {
    let font = match look.font {
        Font::System => "font-system",
        Font::Inherit => "font-inherit",
        Font::Serif => "font-serif",
        Font::Rounded => "font-rounded",
        Font::Humanist => "font-humanist",
        Font::Geometric => "font-geometric",
        Font::Mono => "font-mono",
    };
    let scheme = match look.scheme {
        Scheme::Auto => "",
        Scheme::Light => " scheme-light",
        Scheme::Dark => " scheme-dark",
        Scheme::Page => " scheme-page",
    };
    format!("{font}{scheme}")
}

/// What the page tells the browser before the style sheet is there, so that nothing flashes.
pub fn scheme(look: &Look) -> &'static str {
    match look.scheme {
        Scheme::Auto | Scheme::Page => "light dark",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    }
}

/// Families that come with the usual systems; absent for the style sheet's own.
fn families(font: Font) -> Option<&'static str> {
    Some(match font {
        // Which families the customer's page has, the panel learns from it.
        Font::System | Font::Inherit => return None,
        Font::Serif => {
            "ui-serif,\"Iowan Old Style\",\"Palatino Linotype\",\"Noto Serif\",\"DejaVu Serif\",Georgia,serif"
        }
        Font::Rounded => {
            "ui-rounded,\"SF Pro Rounded\",\"Hiragino Maru Gothic ProN\",Quicksand,Nunito,\"Arial Rounded MT Bold\",\
             Calibri,sans-serif"
        }
        Font::Humanist => {
            "Seravek,\"Gill Sans Nova\",\"Gill Sans\",Ubuntu,Calibri,\"DejaVu Sans\",\"Noto Sans\",sans-serif"
        }
        Font::Geometric => {
            "Avenir,\"Avenir Next\",Montserrat,\"Century Gothic\",Corbel,\"URW Gothic\",sans-serif"
        }
        Font::Mono => "ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Colour;

    const TOKENS: &str = include_str!("../../styles/tokens.css");

    /// The declarations of the first block behind this.
    fn block(behind: &str) -> Vec<&'static str> {
        let (_, rest) = TOKENS.split_once(behind).unwrap();
        let (_, rest) = rest.split_once('{').unwrap();
        let (block, _) = rest.split_once('}').unwrap();
        block.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    }

    #[test]
    fn a_channel_that_is_always_dark_is_as_dark_as_the_device() {
        let by_device = block("@media (prefers-color-scheme: dark) {");
        let by_channel = block("\n:root:where(.scheme-dark) ");
        assert!(by_device.len() > 10);
        assert_eq!(by_channel, by_device);
    }

    #[test]
    fn every_font_is_css_that_stays_within_its_rule() {
        for font in [Font::System, Font::Inherit, Font::Serif, Font::Rounded, Font::Humanist] {
            let look =
                Look { font, scheme: Scheme::Dark, accent: Colour { rgb: [255, 0, 0] }, ..Look::default() };
            let css = css(&look);
            assert!(css.starts_with(":root{--accent:#ff0000;"), "{css}");
            assert_eq!(css.matches('{').count(), css.matches('}').count());
            assert!(!css.contains('<'));
            assert!(classes(&look).ends_with(" scheme-dark"));
        }
    }
}
