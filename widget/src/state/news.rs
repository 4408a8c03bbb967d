//! What happened in the conversation is said aloud, once, in order, with who said it. Never what was
//! there before: the first time up to date is history. What came while nobody could hear it is told
//! when somebody can again; of much that was missed only how much it is.

use leptos::prelude::*;
use pulina_shared::client::Client;
use pulina_shared::connection::Link;
use pulina_shared::ids::MessageId;
use pulina_shared::markdown;
use pulina_shared::wire::conversation::{Activity, EventKind, Message};
use pulina_shared::words::Word;

use super::PanelState;
use crate::rows;
use crate::text;

/// More messages that were missed are told by their number only.
const TOLD_ONE_BY_ONE_MAX: usize = 3;

impl PanelState {
    /// Says what is new since the last time.
    pub(super) fn say_news(self, client: &Client) {
        let marks = self.marks();
        let last_seq = client.timeline().last_seq();
        let is_up_to_date = client.link() == Link::Open;
        let Some(said) = marks.said.get().filter(|said| *said <= last_seq) else {
            return marks.said.set(is_up_to_date.then_some(last_seq));
        };
        let is_heard = untrack(move || self.is_open.get() && self.is_page_visible.get());
        if !is_up_to_date || !is_heard {
            return marks.has_missed.set(true);
        }
        marks.said.set(Some(last_seq));
        let mut lines: Vec<(bool, String)> = Vec::new();
        for event in client.timeline().events().iter().rev().take_while(|event| event.seq > said) {
            let line = self.news_of(client, &event.kind);
            lines.extend(line.map(|line| (event.kind.message().is_some(), line)));
        }
        lines.reverse();
        let n_messages = lines.iter().filter(|(is_message, _)| *is_message).count();
        let is_summed_up = marks.has_missed.replace(false) && n_messages > TOLD_ONE_BY_ONE_MAX;
        if is_summed_up {
            self.announcer.say(&text::say_count(Word::NewMessages, n_messages as u64));
        }
        for (is_message, line) in lines {
            if !(is_message && is_summed_up) {
                self.announcer.say(&line);
            }
        }
    }

    /// What an event sounds like; silent is whatever the visitor said, and what others changed.
    fn news_of(self, client: &Client, event: &EventKind) -> Option<String> {
        match event {
            EventKind::Message(message) => self.news_of_message(client, message),
            EventKind::Activity(activity @ (Activity::Closed(_) | Activity::Reopened(_))) => {
                rows::activity_text(activity, client.timeline().state())
            }
            EventKind::Edited(edited) if is_own(client, edited.message) => Some(text::say(Word::Edited)),
            EventKind::Deleted(message) if is_own(client, *message) => Some(text::say(Word::TakenBack)),
            _ => None,
        }
    }

    fn news_of_message(self, client: &Client, message: &Message) -> Option<String> {
        if message.is_deleted || client.role().is_own_side(&message.author) {
            return None;
        }
        let timeline = client.timeline();
        let name = self.name_of(rows::speaker(&message.author, timeline.state()));
        let words = match timeline.current_text(message) {
            "" => text::say(Word::FileSent),
            words => markdown::plain(words),
        };
        Some([&text::say_name(Word::Says, &name), ": ", &words].concat())
    }
}

fn is_own(client: &Client, id: MessageId) -> bool {
    let is_it = |message: &Message| message.id == id && client.role().is_own_side(&message.author);
    client.timeline().events().iter().any(|event| event.kind.message().is_some_and(is_it))
}
