//! Everything that follows from a channel's one colour. Whatever an admin picks, text on it and in
//! it reaches 4.5:1 (WCAG 2, AA) and a mark in it 3:1, by moving the lightness and keeping the hue.
//!
//! The grounds below are those of `styles/tokens.css`; a test here fails when the two drift apart.

use serde::Serialize;

use crate::text::Colour;

/// What text must reach on its ground.
pub const TEXT_CONTRAST_MIN: f64 = 4.5;
/// What an icon, an edge or a focus ring must reach on its ground.
pub const PART_CONTRAST_MIN: f64 = 3.0;

/// The colours of one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Palette {
    /// As the admin chose it: the launcher, the header, the visitor's own bubbles.
    pub accent: Colour,
    /// Text and icons on `accent`, `hover` and `pressed`.
    pub on_accent: Colour,
    /// A button of the accent under the pointer.
    pub hover: Colour,
    /// A button of the accent while it is pressed.
    pub pressed: Colour,
    /// What stands on the light panel.
    pub light: Shades,
    /// What stands on the dark panel.
    pub dark: Shades,
}

/// The accent as it can be used on the panel's own surfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Shades {
    /// Links and other text, on every surface and on `soft`.
    pub text: Colour,
    /// Icons, edges and the focus ring, on every surface and on `soft`.
    pub part: Colour,
    /// A ground with a touch of the accent; the panel's own texts can be read on it too.
    pub soft: Colour,
}

/// The surfaces of one scheme, by their names in `styles/tokens.css`; the first is the panel's own.
type Grounds = [(&'static str, Colour); 5];

const LIGHT: Grounds = [
    ("surface", Colour { rgb: [0xff, 0xff, 0xff] }),
    ("surface-raised", Colour { rgb: [0xff, 0xff, 0xff] }),
    ("ground", Colour { rgb: [0xf4, 0xf5, 0xf7] }),
    ("surface-sunken", Colour { rgb: [0xf1, 0xf2, 0xf5] }),
    ("surface-hover", Colour { rgb: [0xec, 0xee, 0xf2] }),
];
const DARK: Grounds = [
    ("surface", Colour { rgb: [0x15, 0x17, 0x1c] }),
    ("surface-raised", Colour { rgb: [0x1d, 0x20, 0x27] }),
    ("ground", Colour { rgb: [0x0e, 0x0f, 0x13] }),
    ("surface-sunken", Colour { rgb: [0x22, 0x25, 0x2d] }),
    ("surface-hover", Colour { rgb: [0x28, 0x2c, 0x35] }),
];

const BLACK: Colour = Colour { rgb: [0, 0, 0] };
const WHITE: Colour = Colour { rgb: [0xff, 0xff, 0xff] };

/// How much of the accent is in the soft ground of the light panel.
const SOFT_ON_LIGHT: f64 = 0.10;
/// The same for the dark panel, where the eye needs more.
const SOFT_ON_DARK: f64 = 0.18;
/// How far a button goes towards black or white under the pointer; twice as far when pressed.
const HOVER_STEP: f64 = 0.12;

impl Palette {
    /// The colours that follow from this one.
    pub fn of(accent: Colour) -> Self {
        let on_accent = if accent.text_on_it() == "#ffffff" { WHITE } else { BLACK };
        let step = |amount: f64| {
            // Away from the text, so that it reads better still; near the end of the scale nothing
            // would be seen of that, and there is contrast to spare for the other way.
            let (away, towards) = if on_accent == WHITE { (BLACK, WHITE) } else { (WHITE, BLACK) };
            let moved = mix(accent, towards, amount);
            let is_at_the_end = contrast(accent, on_accent) > 12.0 && contrast(moved, on_accent) > 5.0;
            if is_at_the_end { moved } else { mix(accent, away, amount) }
        };
        Self {
            accent,
            on_accent,
            hover: step(HOVER_STEP),
            pressed: step(2.0 * HOVER_STEP),
            light: Shades::on(&LIGHT, accent, SOFT_ON_LIGHT, BLACK),
            dark: Shades::on(&DARK, accent, SOFT_ON_DARK, WHITE),
        }
    }
}

impl Shades {
    fn on(grounds: &Grounds, accent: Colour, soft_amount: f64, readable: Colour) -> Self {
        let [(_, panel), ..] = *grounds;
        let soft = mix(panel, accent, soft_amount);
        let reaching = |ratio_min: f64| {
            let is_enough = |colour: Colour| {
                grounds
                    .iter()
                    .chain([&("soft", soft)])
                    .all(|(_, ground)| contrast(colour, *ground) >= ratio_min)
            };
            (0..=64_u32)
                .map(|step| mix(accent, readable, f64::from(step) / 64.0))
                .find(|colour| is_enough(*colour))
                .unwrap_or(readable)
        };
        Self { text: reaching(TEXT_CONTRAST_MIN), part: reaching(PART_CONTRAST_MIN), soft }
    }
}

/// The contrast of two colours as WCAG 2 defines it, 1 to 21.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
    one.max(other) / one.min(other)
}

/// A colour on the way from one to another, where equal steps look equal (Oklab).
fn mix(from: Colour, to: Colour, amount: f64) -> Colour {
    let ([l1, a1, b1], [l2, a2, b2]) = (oklab(from), oklab(to));
    let between = |from: f64, to: f64| from + (to - from) * amount;
    if amount <= 0.0 { from } else { from_oklab([between(l1, l2), between(a1, a2), between(b1, b2)]) }
}

#[allow(clippy::many_single_char_names, reason = "the letters of the colour spaces")]
fn oklab(colour: Colour) -> [f64; 3] {
    let [r, g, b] = colour.linear();
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// What lies outside of what a screen can show is brought to its edge.
#[allow(clippy::many_single_char_names, reason = "the letters of the colour spaces")]
fn from_oklab([lightness, a, b]: [f64; 3]) -> Colour {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255 before")]
    let rgb = linear.map(|part| {
        let part = if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
        (part * 255.0).round().clamp(0.0, 255.0) as u8
    });
    Colour { rgb }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

    const TOKENS: &str = include_str!("../../styles/tokens.css");

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    /// The value of a token in the light scheme and in the dark one.
    fn tokens(name: &str) -> [Colour; 2] {
        let (light, dark) = TOKENS.split_once("@media (prefers-color-scheme: dark)").unwrap();
        [light, dark].map(|part| {
            let (_, rest) = part.split_once(&format!("--{name}: ")).unwrap();
            colour(rest.split(';').next().unwrap())
        })
    }

    fn check(accent: Colour) -> Result<(), String> {
        let palette = Palette::of(accent);
        let at_least = |ratio_min: f64, what: &str, one: Colour, other: Colour| {
            let ratio = contrast(one, other);
            if ratio >= ratio_min {
                Ok(())
            } else {
                Err(format!("{accent}: {what}: {one} on {other}: {ratio}"))
            }
        };
        for (what, ground) in
            [("accent", palette.accent), ("hover", palette.hover), ("pressed", palette.pressed)]
        {
            at_least(TEXT_CONTRAST_MIN, what, palette.on_accent, ground)?;
        }
        for (scheme, shades) in [palette.light, palette.dark].into_iter().enumerate() {
            let surfaces = LIGHT.iter().map(|(name, _)| tokens(name)[scheme]).chain([shades.soft]);
            for ground in surfaces {
                at_least(TEXT_CONTRAST_MIN, "text", shades.text, ground)?;
                at_least(PART_CONTRAST_MIN, "part", shades.part, ground)?;
            }
            for own in ["text", "text-muted"] {
                at_least(TEXT_CONTRAST_MIN, own, tokens(own)[scheme], shades.soft)?;
            }
        }
        if [palette.hover, palette.pressed].contains(&accent) || palette.hover == palette.pressed {
            return Err(format!("{accent}: pointing and pressing cannot be seen: {palette:?}"));
        }
        Ok(())
    }

    #[test]
    fn grounds_are_those_of_the_style_sheet() {
        for (scheme, grounds) in [LIGHT, DARK].into_iter().enumerate() {
            for (name, ground) in grounds {
                assert_eq!(tokens(name)[scheme], ground, "{name}");
            }
        }
    }

    #[test]
    fn contrast_is_as_wcag_defines_it() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(colour("#767676"), WHITE) - 4.54).abs() < 0.005);
        assert!((contrast(WHITE, WHITE) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_thousand_random_colours_can_be_read_everywhere() {
        let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let config = ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new_with_rng(config, seed)
            .run(&any::<[u8; 3]>(), |rgb| check(Colour { rgb }).map_err(TestCaseError::fail))
            .unwrap();
    }

    #[test]
    fn colours_at_the_edges_can_be_read_everywhere() {
        let steps = [0, 1, 2, 8, 0x33, 0x66, 0x80, 0x99, 0xcc, 0xf0, 0xfe, 0xff];
        for r in steps {
            for g in steps {
                for b in steps {
                    check(Colour { rgb: [r, g, b] }).unwrap();
                }
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_as_it_is() {
        let blue = colour("#2a48bf");
        assert_eq!(Palette::of(blue).light.text, blue);
        assert_eq!(Palette::of(colour("#a3b3ff")).dark.text, colour("#a3b3ff"));
        assert_eq!(Palette::of(colour("#ffe600")).light.text.rgb[2], 0, "a dark yellow is no blue");
    }

    #[test]
    fn a_colour_survives_the_way_through_oklab() {
        for text in ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#123456", "#fedcba"] {
            assert_eq!(from_oklab(oklab(colour(text))), colour(text));
        }
    }
}
