//! From the client machine to what is shown: only what differs is set, so only that is drawn again.

use std::rc::Rc;

use leptos::prelude::*;
use pulina_browser::clock;
use pulina_shared::client::{Changed, Client};
use pulina_shared::connection::Link;
use pulina_shared::ids::Seq;
use pulina_shared::wire::conversation::{ConversationState, ConversationStatus, PublicUser};
use pulina_shared::wire::embed::Happening;
use pulina_shared::words::Word;

use super::first::known_of;
use super::{Older, PanelState, Row, RowContent, Screen};
use crate::dates;
use crate::gate::Known;
use crate::later::{self, Deed};
use crate::rows::{self, MessageView, RowView, Speaker, Standing};
use crate::shown::Shown;
use crate::text;

impl PanelState {
    /// Copies what changed from the client machine, and says aloud what is new.
    pub(super) fn refresh(self, changed: Changed) {
        let conversation = self.conversation();
        conversation.read(|client| {
            if changed.rows || changed.state {
                self.place_unread_line(client);
                self.refresh_rows(client);
            }
            let known = known_of(client);
            let has_email = |known: &Known| known.is_email_known;
            let was_given = self.given.with_untracked(|given| given.is_email_done);
            if has_email(&known) && was_given && !self.known.with_untracked(has_email) {
                self.announcer.say(text::say(Word::EmailSaved));
            }
            self.known.set_if_other(known);
            self.screen.set_if_other(self.screen_of(client));
            if client.link() == Link::Open {
                self.ring(client);
            }
            self.note_news(client);
        });
        self.tell_story();
        if changed.link && self.link() == Link::Refused(4426) {
            self.reload_once();
        }
    }

    /// What the page's scripts can hear of: that there is a conversation, and that it was ended.
    fn tell_story(self) {
        let Some(route) = self.route() else { return };
        let marks = &self.marks;
        if !marks.is_begun.replace(true) {
            self.happened(Happening::Started, Some(route.conversation.clone()));
        }
        let (is_known, is_closed) =
            self.screen.with_untracked(|screen| (screen.last_seq > Seq(0), screen.is_closed));
        if is_known && marks.was_closed.replace(Some(is_closed)) == Some(false) && is_closed {
            self.happened(Happening::Ended, Some(route.conversation));
        }
    }

    fn screen_of(self, client: &Client) -> Screen {
        let timeline = client.timeline();
        let state = timeline.state();
        let writer = client.typing().next().map(|author| self.name_of(rows::speaker(author, state)));
        Screen {
            // Whoever loads says when that is over.
            older: if self.older() == Older::Loading { Older::Loading } else { older_of(client) },
            link: client.link(),
            put_off_until: client.put_off_until(),
            n_waiting: client.n_waiting(),
            n_unread: client.n_unread(),
            writer,
            is_closed: state.is_some_and(|state| state.status == ConversationStatus::Closed),
            is_over: state.is_some_and(|state| {
                state.status == ConversationStatus::Closed
                    && state.reopens_until.is_some_and(|until| until < clock::now())
            }),
            is_rated: state.is_some_and(|state| state.rating.is_some()),
            owner: self.shown_owner(state),
            last_seq: timeline.last_seq(),
        }
    }

    fn shown_owner(self, state: Option<&ConversationState>) -> Option<PublicUser> {
        let owner = state.filter(|_| self.settings().is_owner_shown)?;
        owner.people.iter().find(|person| Some(&person.id) == owner.owner.as_ref()).cloned()
    }

    fn place_unread_line(self, client: &Client) {
        let is_first_time = !self.was_connected();
        let is_in_sight = untrack(move || self.is_in_sight());
        if self.marks.unread_after.get().is_none() && client.n_unread() > 0 && (is_first_time || !is_in_sight)
        {
            self.marks.unread_after.set(Some(client.read_mark()));
        }
    }

    fn refresh_rows(self, client: &Client) {
        let wanted = rows::rows(client, self.marks.unread_after.get(), dates::day_number);
        let before = self.rows.get_untracked();
        let is_same = before.iter().map(|row| row.key).eq(wanted.iter().map(|(key, _)| *key));
        let mut cursor = 0;
        let mut rows = Vec::with_capacity(wanted.len());
        self.shared().place.hold();
        for (key, view) in wanted {
            // Both are in the same order, so what is passed over is gone.
            let rest = before.get(cursor..).unwrap_or_default();
            let known = rest.iter().position(|row| row.key == key);
            cursor += known.map_or(0, |index| index + 1);
            let known = known.and_then(|index| rest.get(index)).map(|row| row.content.clone());
            let content = match (known, view) {
                (Some(RowContent::Message(shown)), RowView::Message(view)) => {
                    self.update_message(&shown, view);
                    RowContent::Message(shown)
                }
                (_, RowView::Message(view)) => {
                    self.warn_of_failure(&view);
                    RowContent::Message(Rc::new(Shown::new(view)))
                }
                (_, RowView::Line(line)) => RowContent::Line(line),
            };
            rows.push(Row { key, content });
        }
        if !is_same {
            self.rows.set(rows);
        }
    }

    fn update_message(self, shown: &Shown<MessageView>, view: MessageView) {
        if shown.with_untracked(|before| *before == view) {
            return;
        }
        if !shown.with_untracked(|before| matches!(before.standing, Standing::Failed(_))) {
            self.warn_of_failure(&view);
        }
        shown.set(view);
    }

    fn warn_of_failure(self, view: &MessageView) {
        if let Standing::Failed(failure) = &view.standing {
            self.announcer.warn(text::failure(failure));
        }
    }

    pub(super) fn name_of(self, speaker: Speaker) -> String {
        match speaker {
            Speaker::Person { name, .. } => name,
            Speaker::You | Speaker::Team => self.title().to_owned(),
        }
    }

    /// A sound for what arrived since the last time.
    fn ring(self, client: &Client) {
        let last_seq = client.timeline().last_seq();
        let before = self.marks.rung.replace(Some(last_seq));
        let is_new = before.is_some_and(|before| client.n_of_others_after(before) > 0);
        if is_new && client.n_unread() > 0 && !self.is_silent.get_untracked() {
            later::deed(self, Deed::Sound);
        }
    }
}

/// Whether there are events before those that are here.
pub(super) fn older_of(client: &Client) -> Older {
    if client.timeline().floor() > Seq(0) { Older::Some } else { Older::None }
}
