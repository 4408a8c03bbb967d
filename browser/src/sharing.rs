//! Between a conversation and the part of it that shares its line with the browser's other tabs.
//! That part ([`crate::tabs`]) is a chunk of its own, loaded when a line is first wanted.

use std::rc::Rc;

use pulina_shared::ids::{ConversationId, MessageId, Seq};
use pulina_shared::outbox::OutboxItem;
use pulina_shared::wire::conversation::{ClientFrame, ServerFrame};

/// What the sharing part is told.
pub(crate) enum Told<'a> {
    /// The client wants a line.
    Wanted,
    /// The client has no line any more.
    Unwanted,
    /// The client wants to know whether the shared line lives.
    Pinged,
    /// The client says this over a shared line.
    Transmit(ClientFrame),
    /// Our own line brought this text, and the client has taken it.
    Text(&'a str),
    /// Our own polling brought this page, after that place, and the client has taken it.
    Page(String, Option<Seq>),
    /// Our own polling brought this, and the client has taken it.
    Answer(&'a ServerFrame),
    /// Something was done in this tab, and the device keeps it.
    Kept(&'a OutboxItem),
    /// Something that failed was thrown away in this tab.
    Discarded(MessageId),
    /// The visitor has seen everything up to here.
    Read(Seq),
    /// A good moment to try again; whether the person asked for it.
    Nudged(bool),
    /// Something of the other side arrived.
    Arrived(Seq),
    /// The chat was opened or closed in this tab.
    Opened(bool),
    /// Whether somebody looks at this tab.
    Seen(bool),
    /// The page is being frozen, put away or left.
    Left,
}

/// The sharing part. Dropping it lets the lock go.
pub(crate) trait Sharing {
    /// Takes something up; what follows happens in [`Self::run`].
    fn tell(&self, told: Told<'_>);
    /// Does what follows, unless that is going on already.
    fn run(self: Rc<Self>);
    /// Of which conversation this shares the line.
    fn conversation(&self) -> &ConversationId;
}
