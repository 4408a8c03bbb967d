//! A mistake in the settings: which field, and what to say there.

use pulina_shared::problem::Rejection;

use crate::text;

/// A field that cannot be used, by its JSON pointer, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub pointer: String,
    pub sentence: String,
}

impl Mistake {
    /// What a judgement of the settings means.
    pub fn of(rejection: &Rejection) -> Self {
        let pointer = rejection.pointer.as_deref().unwrap_or_default().to_owned();
        let sentence = text::settings_mistake(rejection.code, &pointer, rejection.limit);
        Self { pointer, sentence }
    }

    /// Whether it is of the field with this pointer, or of a line in it.
    pub fn is_of(&self, pointer: &str) -> bool {
        self.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistake_in_a_line_is_of_its_field() {
        let mistake = Mistake { pointer: "/allowed_origins/2".to_owned(), sentence: String::new() };
        assert!(mistake.is_of("/allowed_origins") && !mistake.is_of("/allowed") && !mistake.is_of("/look"));
    }
}
