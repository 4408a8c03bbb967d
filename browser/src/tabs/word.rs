//! What tabs say to each other, and the channel on which they do: an array of plain values, read
//! with care, because a tab may still run an older or already a newer panel.

use js_sys::Array;
use pulina_shared::ids::{MessageId, Seq};
use pulina_shared::tabs::{Line, Note, TabId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::ServerFrame;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Something said to all other tabs.
pub(super) enum Word {
    /// About the lead.
    Note(Note),
    /// The leader's line brought this frame.
    Text(String),
    /// The leader's polling brought this page, after this place.
    Page(String, Option<Seq>),
    /// An act, as the device keeps it now.
    Kept(String),
    /// A failed act was thrown away.
    Discarded(MessageId),
    /// The visitor has seen everything up to here.
    Read(Seq),
    /// The visitor began or stopped typing.
    Typing(bool),
    /// The leader may try again now; whether the person wants it.
    Nudge(bool),
    /// The chat was opened or closed.
    Opened(bool),
}

impl Word {
    /// Kind, value and text.
    fn parts(&self) -> (&'static str, u64, String) {
        let none = String::new;
        match self {
            Self::Note(Note::Ask { is_seen }) => ("ask", u64::from(*is_seen), none()),
            Self::Note(Note::Lead { since, line: Line::Up }) => ("up", since.0, none()),
            Self::Note(Note::Lead { since, line: Line::Down(code) }) => ("down", since.0, code.to_string()),
            Self::Note(Note::Heard(seq)) => ("heard", seq.0, none()),
            Self::Text(text) => ("text", 0, text.clone()),
            Self::Page(text, None) => ("first", 0, text.clone()),
            Self::Page(text, Some(after)) => ("page", after.0, text.clone()),
            Self::Kept(text) => ("kept", 0, text.clone()),
            Self::Discarded(id) => ("gone", 0, id.to_string()),
            Self::Read(seq) => ("read", seq.0, none()),
            Self::Typing(is_typing) => ("type", u64::from(*is_typing), none()),
            Self::Nudge(is_wish) => ("try", u64::from(*is_wish), none()),
            Self::Opened(is_open) => ("open", u64::from(*is_open), none()),
        }
    }

    /// `None` for what another version of the panel says.
    fn of(kind: &str, value: u64, text: String) -> Option<Self> {
        let is = value > 0;
        Some(match kind {
            "ask" => Self::Note(Note::Ask { is_seen: is }),
            "up" => Self::Note(Note::Lead { since: Timestamp(value), line: Line::Up }),
            "down" => {
                Self::Note(Note::Lead { since: Timestamp(value), line: Line::Down(text.parse().ok()?) })
            }
            "heard" => Self::Note(Note::Heard(Seq(value))),
            "text" => Self::Text(text),
            "first" => Self::Page(text, None),
            "page" => Self::Page(text, Some(Seq(value))),
            "kept" => Self::Kept(text),
            "gone" => Self::Discarded(MessageId::parse(&text).ok()?),
            "read" => Self::Read(Seq(value)),
            "type" => Self::Typing(is),
            "try" => Self::Nudge(is),
            "open" => Self::Opened(is),
            _ => return None,
        })
    }
}

/// The text that a socket would have brought for the answer to a posted command.
pub(super) fn answer_text(frame: &ServerFrame) -> Option<String> {
    let (tag, text) = match frame {
        ServerFrame::Accepted(accepted) => ("accepted", serde_json::to_string(accepted)),
        ServerFrame::Rejected(rejected) => ("rejected", serde_json::to_string(rejected)),
        _ => return None,
    };
    Some(["{\"", tag, "\":", &text.ok()?, "}"].concat())
}

/// The channel of one conversation's tabs. Dropping it leaves it.
pub(super) struct Post {
    channel: BroadcastChannel,
    _hear: Closure<dyn Fn(MessageEvent)>,
}

impl Post {
    /// `None` where tabs cannot hear each other.
    pub(super) fn open(name: &str, on_word: impl Fn(TabId, Word) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((from, word)) = read(&event.data()) {
                on_word(from, word);
            }
        });
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Some(Self { channel, _hear: hear })
    }

    /// Says it to all other tabs.
    #[allow(clippy::cast_precision_loss, reason = "ids, places and times have at most 53 bits")]
    pub(super) fn say(&self, from: TabId, word: &Word) {
        let (kind, value, text) = word.parts();
        let said = Array::new();
        said.push(&JsValue::from_f64(from.0 as f64));
        said.push(&JsValue::from_str(kind));
        said.push(&JsValue::from_f64(value as f64));
        said.push(&JsValue::from_str(&text));
        // Plain values can always be posted, and what is closed has nobody who listens.
        let _ = self.channel.post_message(&said);
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as whole as they were said")]
fn read(data: &JsValue) -> Option<(TabId, Word)> {
    let said: &Array = data.dyn_ref()?;
    let number = |index| said.get(index).as_f64().map(|number| number as u64);
    let word = Word::of(&said.get(1).as_string()?, number(2)?, said.get(3).as_string()?)?;
    Some((TabId(number(0)?), word))
}
