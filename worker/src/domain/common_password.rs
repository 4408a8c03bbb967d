//! Long passwords that are no better than short ones: those that people who guess try first. The list of
//! what is common has lower-case lines in the order of their bytes (`xtask/src/build/passwords.rs`).

use pulina_shared::problem::{Code, Rejection};

/// What is written over and over is as good as what is written once, and that would be too short.
const REPEATED_CHARACTERS_MAX: usize = 8;

/// The list, while somebody chooses a password.
pub struct CommonPasswords<'a>(Vec<&'a str>);

impl<'a> CommonPasswords<'a> {
    /// Reads the list.
    pub fn new(text: &'a str) -> Self {
        Self(text.lines().collect())
    }

    /// Refuses a listed password, two listed ones in a row, one that is repeated, and runs like `abcdef…`.
    ///
    /// # Errors
    /// `password_common`.
    pub fn refuse(&self, password: &str) -> Result<(), Rejection> {
        let lower = password.to_lowercase();
        let characters: Vec<char> = lower.chars().collect();
        if self.has(&lower) || self.are_two(&lower) || self.is_repeated(&characters) || is_run(&characters) {
            return Err(Rejection::new(Code::PasswordCommon));
        }
        Ok(())
    }

    fn has(&self, text: &str) -> bool {
        self.0.binary_search(&text).is_ok()
    }

    fn are_two(&self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| {
            let (first, second) = text.split_at(at);
            self.has(first) && self.has(second)
        })
    }

    /// Also where the last repetition is cut short.
    fn is_repeated(&self, characters: &[char]) -> bool {
        let repeats = |n: usize| characters.iter().zip(&characters[n..]).all(|(one, next)| one == next);
        (1..characters.len())
            .filter(|&n| repeats(n))
            .any(|n| n < REPEATED_CHARACTERS_MAX || self.has(&characters[..n].iter().collect::<String>()))
    }
}

/// Whether every character is the one after, or before, the last.
fn is_run(characters: &[char]) -> bool {
    let steps = |(one, next): (&char, &char)| i64::from(u32::from(*next)) - i64::from(u32::from(*one));
    let mut steps = characters.iter().zip(characters.iter().skip(1)).map(steps);
    match steps.next() {
        Some(first @ (1 | -1)) => steps.all(|step| step == first),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "1234567890\n123456789987654321\niloveyou\njessica\npassword";

    fn is_common(password: &str) -> bool {
        CommonPasswords::new(LIST).refuse(password).is_err()
    }

    #[test]
    fn listed_and_two_listed_are_common_in_any_case() {
        for password in ["123456789987654321", "Iloveyou1234567890", "PasswordPassword", "iloveyouJessica"] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn what_is_repeated_or_counted_is_common() {
        let repeated = ["aaaaaaaaaaaaaaa", "abcabcabcabcabca", "123456789012345", "ääääääääääääääää"];
        for password in repeated.into_iter().chain(["abcdefghijklmnop", "zyxwvutsrqponmlk"]) {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn what_somebody_thought_of_is_not() {
        let own = ["correct horse battery", "iloveyou and jessica", "blue kettle blue kettle"];
        for password in own.into_iter().chain(["passwordpasswordx", "abcdefghijklmnoq", ""]) {
            assert!(!is_common(password), "{password}");
        }
    }
}
