//! What of a text is seen: what has no look of its own, what turns its surroundings around, and
//! what is piled up on one letter until nobody can draw it.

/// Marks that one letter carries. No script needs a third of them.
const MARKS_MAX: u32 = 32;

/// A line set apart in a sentence, so that its direction turns nothing around it.
pub fn set_apart(line: &str) -> String {
    ["\u{2068}", line, "\u{2069}"].concat()
}

/// Whether it begins or ends an isolate of text in another direction.
pub fn is_isolate(character: char) -> bool {
    matches!(character, '\u{2066}'..='\u{2069}')
}

/// Whether there is nothing to see.
pub fn is_blank(text: &str) -> bool {
    // Some fonts have a sign for these.
    let may_be_seen = |c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffc}'..='\u{fffd}' | '\u{f0000}'..);
    text.chars().all(|c| c.is_whitespace() || (is_unseen(c) && !may_be_seen(c)))
}

/// Controls, marks of direction, characters without width, fillers, tags, and what is no character.
pub fn is_unseen(character: char) -> bool {
    (character.is_control() && !character.is_whitespace())
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}')
}

/// Control characters become their Unicode pictures and direction overrides the replacement
/// character, so that nobody is misled by what cannot be seen.
pub fn visible(character: char) -> char {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' => '\u{fffd}',
        other => other,
    }
}

/// Counts what is piled up on one letter. Browsers take a time that grows with the square of it:
/// ten thousand accents half a second, eight thousand skin tones ten.
#[derive(Debug, Default)]
pub struct Towers {
    n_marks: u32,
}

impl Towers {
    /// The character, or in the place of one mark too many a letter that carries those after it.
    pub fn cut(&mut self, character: char) -> char {
        if !is_piled_up(character) {
            self.n_marks = 0;
            return character;
        }
        self.n_marks += 1;
        if self.n_marks <= MARKS_MAX {
            return character;
        }
        self.n_marks = 0;
        '\u{25cc}'
    }
}

/// Whether it is drawn on the letter before it: accents, points, vowel signs, tones, enclosing
/// marks, selectors and skin tones. By whole blocks: what is no mark in them comes alone.
fn is_piled_up(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{711}' | '\u{730}'..='\u{74a}'
        | '\u{7a6}'..='\u{7b0}' | '\u{7eb}'..='\u{7f3}' | '\u{816}'..='\u{82d}' | '\u{859}'..='\u{85b}'
        | '\u{898}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eb1}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}' | '\u{f71}'..='\u{fbc}' | '\u{102b}'..='\u{103e}'
        | '\u{17b4}'..='\u{17d3}' | '\u{1ab0}'..='\u{1aff}' | '\u{1cd0}'..='\u{1cff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{200c}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{2de0}'..='\u{2dff}' | '\u{302a}'..='\u{302f}'
        | '\u{3099}'..='\u{309a}' | '\u{a66f}'..='\u{a67d}' | '\u{a8e0}'..='\u{a8f1}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        let mut towers = Towers::default();
        text.chars().map(|character| towers.cut(character)).collect()
    }

    #[test]
    fn towers_are_cut_and_what_people_write_is_not() {
        for text in ["Ünïcödé", "e\u{301}\u{323}", "नमस्ते क्षत्रिय", "น้ำที่นี่", "שָׁלוֹם", "السَّلَامُ", "ཧྐྵྨླྺྼྻྂ", "👩🏽‍🦱👨🏿‍👩🏻‍👧🏼‍👦🏾"]
        {
            assert_eq!(cut(text), text);
        }
        for mark in ['\u{301}', '\u{5b0}', '\u{1f3fb}', '\u{20dd}'] {
            let tower = format!("a{}", mark.to_string().repeat(10_000));
            let once = cut(&tower);
            assert_eq!(once.chars().count(), tower.chars().count());
            let highest = once.split(['a', '\u{25cc}']).map(|marks| marks.chars().count()).max();
            assert_eq!(highest, Some(32), "{mark:?}");
            assert_eq!(cut(&once), once, "cutting twice changes nothing");
        }
    }
}
