//! What people do: write, read, retry, sign in again; and what they do at the desk.

use pulina_shared::client::Input;
use pulina_shared::connection::Link as LinkState;
use pulina_shared::ids::{MessageId, Seq, SessionId};
use pulina_shared::outbox::EchoState;
use pulina_worker::domain::ticket;

use crate::agenda::{Happening, TabIndex};
use crate::history::Said;
use crate::polling::{Purpose, Request};
use crate::tab::Person;
use crate::world::World;

/// Texts of people who all say the same.
const ALIKE: [&str; 3] = ["ok", "yes", "thank you"];

impl World {
    pub(crate) fn person_acts(&mut self, index: TabIndex) {
        if self.healed_at.is_some() {
            // Nobody writes any more, but whoever is refused still does what is asked for.
            self.come_back(index);
            return self.agenda.enter(self.now + 2_000, Happening::PersonActs(index));
        }
        if self.tabs[index].client.is_some() {
            self.act(index);
        }
        let at = self.now + self.chance.around_ms(self.plan.act_every_ms);
        self.agenda.enter(at, Happening::PersonActs(index));
    }

    fn act(&mut self, index: TabIndex) {
        if self.plan.is_flood && index == 0 && self.tabs[index].n_pasted < 500 {
            self.tabs[index].n_pasted += 190;
            for _ in 0..190 {
                self.say(index);
            }
        }
        if self.plan.are_acts_done && self.chance.one_in(4)
            || self.owes_consent(index) && self.chance.one_in(3)
        {
            return self.do_something(index);
        }
        match self.chance.below(100) {
            0..52 => self.say(index),
            52..58 => {
                for _ in 0..self.chance.within(2, 14) {
                    self.say(index);
                }
            }
            58..76 => self.see(index),
            76..82 => {
                let is_typing = self.chance.one_in(2);
                self.handle(index, Input::Typing(is_typing));
            }
            82..86 => self.deal_with_failed(index),
            86..90 => self.handle(index, Input::Nudged),
            90..94 => self.scroll_up(index),
            _ => self.come_back(index),
        }
    }

    fn say(&mut self, index: TabIndex) {
        self.n_said += 1;
        let number = self.n_said;
        let (typed, stored) = self.text(number);
        let tab = &mut self.tabs[index];
        tab.given_back = false;
        let id = MessageId::new(tab.local(self.now), self.chance.bytes());
        let said = Said {
            act: number,
            tab: index,
            author: tab.role().author(),
            text: stored,
            accepted: None,
            has_failed: false,
            is_given_up: false,
            is_rolled_back: false,
        };
        self.history.said.insert(id, said);
        self.history.order.push(id);
        self.trace(|| format!("tab {index} says {}", crate::words::short(id)));
        self.handle(index, Input::say(id, typed));
        if self.tabs[index].given_back
            && let Some(said) = self.history.said.get_mut(&id)
        {
            said.is_given_up = true;
        }
    }

    /// A text as typed and as it should be stored.
    fn text(&mut self, number: u64) -> (String, String) {
        if self.plan.is_flood && self.plan.flood_text_bytes > 100 {
            let text = format!("{number} {}", "x".repeat(self.plan.flood_text_bytes));
            return (text.clone(), text);
        }
        if self.plan.are_texts_alike {
            let text = self.chance.pick(&ALIKE).unwrap_or("ok").to_owned();
            return (text.clone(), text);
        }
        // Typed with a combining accent, stored as one character.
        if self.chance.one_in(10) {
            return (format!("cafe\u{301} {number}"), format!("caf\u{e9} {number}"));
        }
        let text = number.to_string();
        (text.clone(), text)
    }

    fn see(&mut self, index: TabIndex) {
        let Some(client) = &self.tabs[index].client else { return };
        let last = client.timeline().last_seq().0;
        let up_to = if self.chance.one_in(3) { self.chance.within(0, last) } else { last };
        self.handle(index, Input::Seen(Seq(up_to)));
    }

    fn deal_with_failed(&mut self, index: TabIndex) {
        let Some(client) = &self.tabs[index].client else { return };
        let failed = client.echoes().find(|(_, state)| *state == EchoState::Failed).map(|(item, _)| item.id);
        let Some(id) = failed else { return };
        if self.chance.one_in(3) {
            if let Some(said) = self.history.said.get_mut(&id) {
                said.is_given_up = true;
            }
            self.handle(index, Input::Discard(id));
        } else {
            self.handle(index, Input::Retry(id));
        }
    }

    fn scroll_up(&mut self, index: TabIndex) {
        let tab = &self.tabs[index];
        let Some(client) = &tab.client else { return };
        let floor = client.timeline().floor();
        if floor > Seq(0) {
            let n_carriers = tab.n_carriers;
            self.ask(index, n_carriers, Request::Events(Purpose::Older(floor.next())));
        }
    }

    /// Somebody who was refused does what the refusal asks for.
    pub(crate) fn come_back(&mut self, index: TabIndex) {
        let bytes = self.chance.bytes();
        let tab = &mut self.tabs[index];
        let Some(LinkState::Refused(code)) = tab.client.as_ref().map(pulina_shared::client::Client::link)
        else {
            return;
        };
        if let (4401, Person::Agent(_, session)) = (code, &mut tab.person) {
            *session = SessionId::new(bytes);
        }
        tab.opened_at = None;
        self.trace(|| format!("tab {index} was refused with {code} and comes back"));
        self.handle(index, Input::Begin { visited: true });
    }

    // ---- At the desk ----

    pub(crate) fn desk_acts(&mut self) {
        if self.healed_at.is_some() {
            return;
        }
        let at = self.now + self.chance.around_ms(4 * self.plan.act_every_ms);
        self.agenda.enter(at, Happening::DeskActs);
        let Some(record) = self.desk.record.clone() else { return };
        let now = self.server.local(self.now);
        let n_user = self.chance.below(self.users.len());
        let user = self.users[n_user].clone();
        let changed = match self.chance.below(8) {
            0..3 => ticket::close(&record, &user.id, now),
            3..5 => ticket::reopen(&record, &user.id, now),
            5 => {
                let owner = (!self.chance.one_in(3)).then_some(user);
                let by = &self.users[0].id;
                ticket::change_owner(&record, record.ticket.owner.as_ref(), owner, by, now).ok().flatten()
            }
            6 => {
                self.users[n_user].name = format!("User {n_user} of {}", self.now % 1_000);
                let profile = self.users[n_user].clone();
                self.take_profile(&profile);
                self.desk.update_person(profile);
                None
            }
            _ => {
                self.end_a_session();
                None
            }
        };
        if let Some(changed) = changed {
            self.desk.change(changed);
        }
        self.order_soon();
    }

    fn take_profile(&mut self, profile: &pulina_shared::wire::conversation::PublicUser) {
        for tab in &mut self.tabs {
            if let Person::Agent(user, _) = &mut tab.person
                && user.id == profile.id
            {
                *user = profile.clone();
            }
        }
    }

    fn end_a_session(&mut self) {
        let index = self.chance.below(self.tabs.len());
        if let Person::Agent(_, session) = &self.tabs[index].person {
            let session = session.clone();
            self.trace(|| format!("desk: the sign-in of tab {index} ends"));
            self.desk.end_session(session);
        }
    }
}
