//! What tabs say to each other, and the channel on which they do: a text of a word, a number and
//! what belongs to it, read with care, for whatever it may be that somebody else posts there.

use gloo_events::EventListener;
use pulina_shared::tabs::{Line, Note, Reign};
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

/// Something said to all other tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// About the lead.
    Note(Note),
    /// To be sent over the line of this reign.
    Send(Reign, String),
    /// The line of this reign brought this.
    Text(Reign, String),
    /// The leader may try again at once, or look whether its line lives.
    Nudge,
    /// The chat was opened or closed.
    Opened(bool),
}

impl Word {
    fn text(&self) -> String {
        let (kind, value, rest) = match self {
            Self::Note(Note::Who) => ("who", 0, ""),
            Self::Note(Note::Lead(reign, Line::Down)) => ("down", reign.0, ""),
            Self::Note(Note::Lead(reign, Line::Up)) => ("up", reign.0, ""),
            Self::Note(Note::Lead(reign, Line::Polled)) => ("polled", reign.0, ""),
            Self::Send(reign, text) => ("send", reign.0, &**text),
            Self::Text(reign, text) => ("text", reign.0, &**text),
            Self::Nudge => ("nudge", 0, ""),
            Self::Opened(is_open) => ("open", u64::from(*is_open), ""),
        };
        [kind, " ", &value.to_string(), " ", rest].concat()
    }

    fn parse(text: &str) -> Option<Self> {
        let (kind, behind) = text.split_once(' ')?;
        let (value, rest) = behind.split_once(' ')?;
        let value = value.parse().ok()?;
        let reign = Reign(value);
        Some(match kind {
            "who" => Self::Note(Note::Who),
            "down" => Self::Note(Note::Lead(reign, Line::Down)),
            "up" => Self::Note(Note::Lead(reign, Line::Up)),
            "polled" => Self::Note(Note::Lead(reign, Line::Polled)),
            "send" => Self::Send(reign, rest.to_owned()),
            "text" => Self::Text(reign, rest.to_owned()),
            "nudge" => Self::Nudge,
            "open" => Self::Opened(value > 0),
            _ => return None,
        })
    }
}

/// The channel of tabs that may share a line. Dropping it leaves it.
pub(super) struct Post {
    channel: BroadcastChannel,
    _hear: EventListener,
}

impl Post {
    /// `None` where tabs cannot hear each other.
    pub(super) fn open(name: &str, on_word: impl Fn(Word) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let hear = EventListener::new(&channel, "message", move |event| {
            let said = event.dyn_ref().and_then(|event: &MessageEvent| event.data().as_string());
            if let Some(word) = said.as_deref().and_then(Word::parse) {
                on_word(word);
            }
        });
        Some(Self { channel, _hear: hear })
    }

    /// Says it to all other tabs.
    pub(super) fn say(&self, word: &Word) {
        // Texts can always be posted.
        let _ = self.channel.post_message(&word.text().into());
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.channel.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_heard_and_nothing_else() {
        let reign = Reign(7);
        let notes = [Line::Down, Line::Up, Line::Polled].map(|line| Word::Note(Note::Lead(reign, line)));
        let others = [
            Word::Note(Note::Who),
            Word::Send(reign, r#"{"typing": true}"#.to_owned()),
            Word::Text(reign, String::new()),
            Word::Nudge,
            Word::Opened(true),
            Word::Opened(false),
        ];
        for word in notes.into_iter().chain(others) {
            assert_eq!(Word::parse(&word.text()), Some(word));
        }
        for other in ["", "who", "who 0", "up x ", "up -1 ", "fireworks 7 "] {
            assert_eq!(Word::parse(other), None, "{other:?}");
        }
    }
}
