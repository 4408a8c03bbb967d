//! The languages that visitors are spoken to in, and how one is chosen.
//!
//! A language that Pulina does not speak never fails anything: the next best one is taken.

use serde::{Deserialize, Serialize};

macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident = $tag:literal, $own_name:literal;)*) => {
        /// A language.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Language { $($(#[$doc])* #[serde(rename = $tag)] $name,)* }

        impl Language {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The BCP 47 tag, as in `lang` attributes.
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag,)* }
            }

            /// What its speakers call it.
            pub fn own_name(self) -> &'static str {
                match self { $(Self::$name => $own_name,)* }
            }
        }
    };
}

languages! {
    /// English.
    #[default]
    En = "en", "English";
    /// Arabic.
    Ar = "ar", "العربية";
    /// Danish.
    Da = "da", "Dansk";
    /// German.
    De = "de", "Deutsch";
    /// Spanish.
    Es = "es", "Español";
    /// Estonian.
    Et = "et", "Eesti";
    /// Finnish.
    Fi = "fi", "Suomi";
    /// French.
    Fr = "fr", "Français";
    /// Norwegian Bokmål.
    Nb = "nb", "Norsk bokmål";
    /// Dutch.
    Nl = "nl", "Nederlands";
    /// Polish.
    Pl = "pl", "Polski";
    /// Swedish.
    Sv = "sv", "Svenska";
}

impl Language {
    /// The language of a tag such as `fi`, `de-AT` or `pt_BR`, if Pulina speaks it.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        // Both are written as Bokmål readers expect it.
        let primary = if primary == "no" || primary == "nn" { "nb" } else { primary.as_str() };
        Self::ALL.iter().copied().find(|language| language.tag() == primary)
    }

    /// `rtl` or `ltr`, as in `dir` attributes.
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The first wish that may be spoken. `accept` is an `Accept-Language` header.
    pub fn choose(wishes: &[&str], accept: &str, fallback: Self, speaks: impl Fn(Self) -> bool) -> Self {
        let first = wishes.iter().copied().filter_map(Self::parse).find(|&language| speaks(language));
        first.or_else(|| Self::accepted(accept, speaks)).unwrap_or(fallback)
    }

    /// The best of an `Accept-Language` header.
    fn accepted(header: &str, speaks: impl Fn(Self) -> bool) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for entry in header.split(',').take(20) {
            let mut parts = entry.split(';');
            let spoken = parts.next().and_then(Self::parse).filter(|&language| speaks(language));
            let Some(language) = spoken else { continue };
            let weight = parts.next().and_then(|part| part.trim().strip_prefix("q="));
            let weight = weight.map_or(1.0, |text| text.parse::<f32>().unwrap_or(0.0));
            if weight > best.map_or(0.0, |(_, best)| best) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_regions_are_read() {
        assert_eq!(Language::parse("fi-FI"), Some(Language::Fi));
        assert_eq!(Language::parse("NN_no"), Some(Language::Nb));
        assert_eq!(Language::parse("tlh"), None);
        assert_eq!(Language::parse(""), None);
    }

    #[test]
    fn what_was_asked_for_comes_before_the_browser_and_the_channel() {
        let speaks = |language| language != Language::De;
        let choose = |wishes: &[&str], accept: &str| Language::choose(wishes, accept, Language::Et, speaks);
        assert_eq!(choose(&["", "sv"], "fi"), Language::Sv);
        assert_eq!(choose(&["tlh"], "xx, sv;q=0.5, fi;q=0.9"), Language::Fi);
        assert_eq!(choose(&["de", "pl"], "fi"), Language::Pl, "not every language may be spoken");
        assert_eq!(choose(&["de"], "de, fi;q=0.1"), Language::Fi);
        assert_eq!(choose(&[], "xx;q=0.1, fr;q=0"), Language::Et);
        assert_eq!(choose(&[], ""), Language::Et);
    }
}
