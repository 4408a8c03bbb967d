//! A place in a list of tickets, opaque to clients. It names the last ticket of a page by what the
//! list is sorted by, so the next page goes on behind it whatever has changed meanwhile.

use pulina_shared::ids::TicketNumber;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::help_desk::{Ticket, View};

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// In which view.
    pub view: View,
    /// The last ticket's time of change.
    pub changed_at: Timestamp,
    /// The last ticket's number, because times can be the same.
    pub number: TicketNumber,
}

impl Cursor {
    /// The place behind this ticket.
    pub fn after(view: View, ticket: &Ticket) -> Self {
        Self { view, changed_at: ticket.changed_at, number: ticket.number }
    }

    /// Reads the text form, for a list of this view.
    ///
    /// # Errors
    /// `cursor_invalid`.
    pub fn parse(text: &str, view: View) -> Result<Self, Rejection> {
        let cursor = text.strip_prefix(view.as_str()).and_then(|rest| {
            let (changed_at, number) = rest.strip_prefix('-')?.split_once('-')?;
            let cursor =
                Self { view, changed_at: Timestamp(hex(changed_at)?), number: TicketNumber(hex(number)?) };
            // Only what `to_text` writes: no signs, no leading zeros, nothing above 2^53.
            (cursor.to_text() == text).then_some(cursor)
        });
        cursor.ok_or(Rejection::new(Code::CursorInvalid))
    }

    /// The text form.
    pub fn to_text(self) -> String {
        format!("{}-{:x}-{:x}", self.view.as_str(), self.changed_at.0, self.number.0)
    }
}

fn hex(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok().filter(|value| *value < 1 << 53)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_reads_what_it_wrote() {
        let cursor =
            Cursor { view: View::Mine, changed_at: Timestamp(1_700_000_000_000), number: TicketNumber(99) };
        assert_eq!(Cursor::parse(&cursor.to_text(), View::Mine), Ok(cursor));
    }

    #[test]
    fn what_this_server_did_not_make_is_refused() {
        let wrong = [
            "",
            "mine",
            "mine-1",
            "mine-1-",
            "mine-+1-1",
            "mine-01-1",
            "mine-1-1-1",
            "mine-ffffffffffffffff-1",
            "open-1-1",
        ];
        for text in wrong {
            assert!(Cursor::parse(text, View::Mine).is_err(), "{text:?}");
        }
    }
}
