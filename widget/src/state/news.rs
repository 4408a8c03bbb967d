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
use crate::later::{self, Deed};
use crate::rows;
use crate::text;

/// More messages that were missed are told by their number only.
const TOLD_ONE_BY_ONE_MAX: usize = 3;

impl PanelState {
    /// Sees to it that what is new is said, now or when somebody can hear it. What could not be
    /// fetched to say it is asked for again with the next change.
    pub(super) fn note_news(self, client: &Client) {
        let marks = &self.shared().marks;
        let (last_seq, is_up_to_date) = (client.timeline().last_seq(), client.link() == Link::Open);
        let said = marks.said.get().filter(|said| *said <= last_seq);
        let is_heard = is_up_to_date && untrack(move || self.is_heard());
        match said {
            None => marks.said.set(is_up_to_date.then_some(last_seq)),
            Some(_) if !is_heard => marks.has_missed.set(true),
            Some(said) if said < last_seq => later::deed(self, Deed::TellNews),
            Some(_) => marks.has_missed.set(false),
        }
    }

    /// Says what is new since the last time.
    pub fn tell_news(self) {
        self.conversation().read(|client| self.say_news(client));
    }

    fn say_news(self, client: &Client) {
        let marks = &self.shared().marks;
        let Some(said) = marks.said.replace(Some(client.timeline().last_seq())) else { return };
        let new = client.timeline().events().iter().rev().take_while(|event| event.seq > said);
        let mut news: Vec<_> = new.filter_map(|event| self.news_of(client, &event.kind)).collect();
        news.reverse();
        let n_messages = news.iter().filter(|news| news.is_message).count();
        let is_summed_up = marks.has_missed.replace(false) && n_messages > TOLD_ONE_BY_ONE_MAX;
        if is_summed_up {
            self.announcer.say(text::say_count(Word::NewMessages, n_messages as u64));
        }
        for news in news {
            if !(news.is_message && is_summed_up) {
                self.announcer.say(news.words);
            }
        }
    }

    /// What an event sounds like; silent is whatever the visitor said, and what others changed.
    fn news_of(self, client: &Client, event: &EventKind) -> Option<News> {
        let words = match event {
            EventKind::Message(message) => return self.news_of_message(client, message),
            EventKind::Activity(activity @ (Activity::Closed(_) | Activity::Reopened(_))) => {
                rows::activity_text(activity, client.timeline().state())?
            }
            EventKind::Edited(edited) if is_own(client, edited.message) => text::say(Word::Edited),
            EventKind::Deleted(message) if is_own(client, *message) => text::say(Word::TakenBack),
            _ => return None,
        };
        Some(News { is_message: false, words })
    }

    fn news_of_message(self, client: &Client, message: &Message) -> Option<News> {
        if message.is_deleted || client.role().is_own_side(&message.author) {
            return None;
        }
        let timeline = client.timeline();
        let name = self.name_of(rows::speaker(&message.author, timeline.state()));
        let said = match timeline.current_text(message) {
            "" => text::say(Word::FileSent),
            said => markdown::plain(said),
        };
        Some(News { is_message: true, words: [&text::say_name(Word::Says, &name), ": ", &said].concat() })
    }
}

struct News {
    is_message: bool,
    words: String,
}

fn is_own(client: &Client, id: MessageId) -> bool {
    let is_it = |message: &Message| message.id == id && client.role().is_own_side(&message.author);
    client.timeline().events().iter().any(|event| event.kind.message().is_some_and(is_it))
}
