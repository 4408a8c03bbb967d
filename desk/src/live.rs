//! Conversations that this desk is connected to: the one on screen, the few before it, so that
//! going back is instant, and every one with replies that are not stored yet, so that nothing is
//! left unsent when the agent moves on.

use std::rc::Rc;

use leptos::prelude::*;
use pulina_browser::conversation::{Conversation, Observer, Party};
use pulina_browser::device_storage::DeviceStorage;
use pulina_browser::random;
use pulina_shared::client::{Changed, Client, Input};
use pulina_shared::connection::Link;
use pulina_shared::ids::{ConversationId, MessageId, UserId};
use pulina_shared::outbox::OutboxItem;
use pulina_shared::problem::Code;
use pulina_shared::wire::conversation::{Act, Author};

use crate::attached::Attached;
use crate::state::Desk;

/// Connections that are kept without need.
const CONVERSATIONS_MAX: usize = 4;

/// What a view of a conversation listens to.
#[derive(Clone, Default)]
struct Bells {
    rows: ArcTrigger,
    state: ArcTrigger,
    link: ArcTrigger,
    typing: ArcTrigger,
    given_back: ArcRwSignal<Option<OutboxItem>>,
}

struct Listener {
    desk: Desk,
    bells: Bells,
    link: Box<dyn Fn() -> Link>,
}

impl Observer for Listener {
    fn changed(&self, changed: Changed) {
        let Bells { rows, state, link, typing, .. } = &self.bells;
        for (has_changed, bell) in
            [(changed.rows, rows), (changed.state, state), (changed.link, link), (changed.typing, typing)]
        {
            if has_changed {
                bell.notify();
            }
        }
        if changed.link && (self.link)() == Link::Refused(Code::SessionEnded.close_code()) {
            self.desk.session_ended();
        }
    }

    fn given_back(&self, item: OutboxItem) {
        self.bells.given_back.set(Some(item));
    }
}

/// A connected conversation.
#[derive(Clone)]
pub struct LiveConversation {
    pub id: ConversationId,
    /// What goes with the next reply.
    pub attached: Attached,
    conversation: Conversation,
    bells: Bells,
}

impl LiveConversation {
    fn open(desk: Desk, user: UserId, id: ConversationId) -> Self {
        let device = Rc::new(DeviceStorage::open(format!("pulina.desk.{user}.{id}.")));
        let conversation = Conversation::new(Party::Agent(user, id.clone()), device);
        let bells = Bells::default();
        let client = conversation.clone();
        let link = Box::new(move || client.read(Client::link));
        conversation.start(Listener { desk, bells: bells.clone(), link });
        let attached = Attached::new(id.clone());
        Self { id, attached, conversation, bells }
    }

    /// Looks at the client when the log, the echoes or the small state change. Tracks.
    pub fn rows<T>(&self, look: impl FnOnce(&Client) -> T) -> T {
        self.bells.rows.track();
        self.bells.state.track();
        self.conversation.read(look)
    }

    /// Where the link stands. Tracks.
    pub fn link(&self) -> Link {
        self.bells.link.track();
        self.conversation.read(Client::link)
    }

    /// Whether the visitor is typing. Tracks.
    pub fn is_visitor_typing(&self) -> bool {
        self.bells.typing.track();
        self.conversation.read(|client| client.typing().any(|author| *author == Author::Visitor))
    }

    /// Looks at the client without tracking.
    pub fn read<T>(&self, look: impl FnOnce(&Client) -> T) -> T {
        self.conversation.read(look)
    }

    /// What could not be done and goes back to where it was done.
    pub fn given_back(&self) -> ArcRwSignal<Option<OutboxItem>> {
        self.bells.given_back.clone()
    }

    /// Hands in what the agent did.
    pub fn handle(&self, input: Input) {
        self.conversation.handle(input);
    }

    /// Carries out what the agent did, now or as soon as there is a connection.
    pub fn act(&self, act: Act) {
        self.handle(Input::Do { id: random::message_id(), act });
    }

    /// Sends a failed reply again.
    pub fn retry(&self, id: MessageId) {
        self.handle(Input::Retry(id));
    }

    /// Throws a failed reply away.
    pub fn discard(&self, id: MessageId) {
        self.handle(Input::Discard(id));
    }

    /// Fetches older events; an explanation when that failed.
    pub async fn load_older(&self) -> Result<(), String> {
        self.conversation.load_older().await.map_err(|error| crate::api::explain(&error))
    }
}

/// All of them, the one used last at the end.
#[derive(Clone, Copy)]
pub struct LiveConversations {
    desk: Desk,
    open: StoredValue<Vec<LiveConversation>, LocalStorage>,
}

impl LiveConversations {
    /// None yet.
    pub fn new(desk: Desk) -> Self {
        Self { desk, open: StoredValue::new_local(Vec::new()) }
    }

    /// Whether the conversation is connected already.
    pub fn has(self, id: &ConversationId) -> bool {
        self.open.with_value(|open| open.iter().any(|live| live.id == *id))
    }

    /// The conversation, connected.
    pub fn open(self, id: &ConversationId) -> Option<LiveConversation> {
        let mut open = self.open.get_value();
        let live = match open.iter().position(|live| live.id == *id) {
            Some(index) => open.remove(index),
            None => LiveConversation::open(self.desk, self.desk.user_id()?, id.clone()),
        };
        open.push(live.clone());
        drop_what_is_not_needed(&mut open);
        self.open.set_value(open);
        Some(live)
    }

    /// Connects every conversation with replies that the device kept unsent.
    pub fn take_up_unsent(self) {
        let names = self.desk.device.with_value(|device| {
            device.as_ref().map(|device| device.names(ConversationId::PREFIX)).unwrap_or_default()
        });
        for name in names {
            if let Some((id, rest)) = name.split_once('.')
                && rest.starts_with("outbox.")
                && let Ok(id) = ConversationId::parse(id)
                && !self.has(&id)
            {
                self.open(&id);
            }
        }
    }

    /// After a new sign-in: links that were refused begin again.
    pub fn begin_again(self) {
        for live in self.open.get_value() {
            live.handle(Input::Begin { visited: true });
        }
    }

    /// Closes them all.
    pub fn end(self) {
        self.open.set_value(Vec::new());
    }
}

fn drop_what_is_not_needed(open: &mut Vec<LiveConversation>) {
    while open.len() > CONVERSATIONS_MAX {
        let last = open.len().saturating_sub(1);
        let is_idle = |live: &LiveConversation| {
            live.read(Client::n_waiting) == 0 && untrack(|| live.attached.is_empty())
        };
        let idle = open.iter().take(last).position(is_idle);
        let Some(index) = idle else { return };
        open.remove(index);
    }
}
