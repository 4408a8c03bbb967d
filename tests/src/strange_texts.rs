//! Texts that are hard to draw or easy to misread: control characters, marks of direction, letters
//! that look like others, towers of accents, widths that no column has.

/// How many there are.
pub const N_STRANGE: usize = 200;

/// Words whose letters are not what they seem.
const LOOKALIKES: [&str; 20] = [
    "pаypаl",
    "аpple",
    "gооgle",
    "micrоsоft",
    "Ana (Вася)",
    "ᴀdmin",
    "аdmin",
    "𝐀𝐝𝐦𝐢𝐧",
    "Ⓐⓓⓜⓘⓝ",
    "ａｄｍｉｎ",
    "admin\u{2063}",
    "rnicrosoft",
    "Iegal",
    "0wner",
    "οwner",
    "ѕupport",
    "Ѕupport",
    "suppоrt",
    "ꓢupport",
    "𝚜𝚞𝚙𝚙𝚘𝚛𝚝",
];

/// Marks that turn, isolate, join or hide.
const MARKS: [char; 24] = [
    '\u{200e}',
    '\u{200f}',
    '\u{61c}',
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{2060}',
    '\u{feff}',
    '\u{ad}',
    '\u{fe0f}',
    '\u{e0041}',
    '\u{3164}',
    '\u{2028}',
    '\u{2029}',
    '\u{fffc}',
];

/// Wide, tall, or joined without end; each is repeated.
const WIDE: [(&str, usize); 16] = [
    ("W", 400),
    ("﷽", 60),
    ("𒐫", 60),
    ("👩‍👩‍👧‍👦", 60),
    ("🇫🇮", 120),
    ("ཧྐྵྨླྺྼྻྂ", 40),
    ("ำ", 200),
    ("ᄀ", 200),
    ("نستعليق", 60),
    ("ۖ", 200),
    ("ⷸ", 200),
    ("⃠", 200),
    ("̷", 200),
    ("_", 500),
    ("https://a.example/", 20),
    ("<", 300),
];

/// Sentences in which directions meet.
const MIXED: [&str; 10] = [
    "שלום (Ana) 123!",
    "مرحبا Ana، الطلب 45-12",
    "Order 12 של Ana",
    "(((עברית",
    "1. 2. 3. عربي",
    "Ana:محمد:Ana",
    "ערב\tabc\tערב",
    "٠١٢٣٤٥٦٧٨٩ 0123456789",
    "«عربي» [عربي] {عربي}",
    "a/b\\c/د\\هـ",
];

/// All of them, always in the same order.
pub fn strange_texts() -> Vec<String> {
    let controls = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
    let controls = controls.map(|control| format!("before{control}after"));
    let marks = MARKS.iter().flat_map(|mark| {
        [
            format!("{mark}Ana"),
            format!("An{mark}a said 12 + 3"),
            format!("{} end", mark.to_string().repeat(40)),
        ]
    });
    let towers = (1..=17).map(|n| {
        let marks: String = ('\u{300}'..='\u{36f}').cycle().skip(n).take(4 * n).collect();
        "Hello".chars().flat_map(|letter| format!("{letter}{marks}").chars().collect::<Vec<_>>()).collect()
    });
    let lookalikes = LOOKALIKES.iter().map(|&text| text.to_owned());
    let wide = WIDE.iter().map(|(text, n)| text.repeat(*n));
    let mixed = MIXED.iter().map(|&text| text.to_owned());
    controls.chain(marks).chain(towers).chain(lookalikes).chain(wide).chain(mixed).take(N_STRANGE).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_as_many_different_ones_as_promised() {
        assert_eq!(strange_texts().into_iter().collect::<BTreeSet<_>>().len(), N_STRANGE);
    }
}
