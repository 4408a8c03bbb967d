//! When to say "typing", and when to stop believing it.

use crate::limits;
use crate::time::Timestamp;
use crate::wire::conversation::{Author, TypingSignal};

/// What this side tells.
#[derive(Clone, Debug, Default)]
pub struct TypingOut {
    told_at: Option<Timestamp>,
}

impl TypingOut {
    /// The text was changed or given up. Returns what to tell now, if anything.
    pub fn changed(&mut self, is_typing: bool, now: Timestamp) -> Option<bool> {
        match (is_typing, self.told_at) {
            (true, Some(at)) if now.since(at) < limits::TYPING_INTERVAL_MS => None,
            (true, _) => {
                self.told_at = Some(now);
                Some(true)
            }
            (false, Some(_)) => {
                self.told_at = None;
                Some(false)
            }
            (false, None) => None,
        }
    }

    /// A message was sent, which says by itself that typing ended.
    pub fn sent(&mut self) {
        self.told_at = None;
    }
}

/// What the others are believed to do.
#[derive(Clone, Debug, Default)]
pub struct TypingIn {
    typing: Vec<(Author, Timestamp)>,
}

impl TypingIn {
    /// A signal arrived. Returns whether anything changed.
    pub fn heard(&mut self, signal: &TypingSignal, now: Timestamp) -> bool {
        let was_typing = self.stop(&signal.author);
        if signal.is_typing {
            self.typing.push((signal.author.clone(), now.plus(limits::TYPING_SHOWN_MS)));
        }
        was_typing != signal.is_typing
    }

    /// Somebody is not typing any more, because they said something. Returns whether they were.
    pub fn stop(&mut self, author: &Author) -> bool {
        let n_before = self.typing.len();
        self.typing.retain(|(typing, _)| typing != author);
        self.typing.len() < n_before
    }

    /// Forgets whom nothing was heard of for too long. Returns whether anything changed.
    pub fn woke(&mut self, now: Timestamp) -> bool {
        let n_before = self.typing.len();
        self.typing.retain(|(_, until)| *until > now);
        self.typing.len() < n_before
    }

    /// Nobody is heard of while there is no link.
    pub fn clear(&mut self) {
        self.typing.clear();
    }

    /// When [`Self::woke`] has something to forget.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.typing.iter().map(|(_, until)| *until).min()
    }

    /// Who is typing.
    pub fn authors(&self) -> impl Iterator<Item = &Author> {
        self.typing.iter().map(|(author, _)| author)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(50_000);

    #[test]
    fn typing_is_told_at_most_every_three_seconds_and_its_end_once() {
        let mut out = TypingOut::default();
        assert_eq!(out.changed(true, NOW), Some(true));
        assert_eq!(out.changed(true, NOW.plus(2_999)), None);
        assert_eq!(out.changed(true, NOW.plus(3_000)), Some(true));
        assert_eq!(out.changed(false, NOW.plus(3_001)), Some(false));
        assert_eq!(out.changed(false, NOW.plus(3_002)), None);
    }

    #[test]
    fn typing_is_believed_for_seven_seconds() {
        let mut typing = TypingIn::default();
        let signal = TypingSignal { author: Author::Visitor, is_typing: true };
        assert!(typing.heard(&signal, NOW));
        assert!(!typing.heard(&signal, NOW.plus(3_000)), "nothing new");
        assert!(!typing.woke(NOW.plus(9_999)));
        assert!(typing.woke(NOW.plus(10_000)));
        assert_eq!(typing.authors().count(), 0);
    }
}
