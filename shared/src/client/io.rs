//! What the client machine is told and what it answers.

use crate::connection::Transport;
use crate::ids::{Epoch, MessageId, Seq, UserId};
use crate::outbox::OutboxItem;
use crate::time::Timestamp;
use crate::token::VisitorToken;
use crate::wire::conversation::{Act, Author, ClientFrame, Event, SendMessage, ServerFrame};

/// Who this client is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The visitor whose conversation it is.
    Visitor,
    /// A signed-in user.
    Agent(UserId),
}

impl Role {
    /// How this client's own messages are signed.
    pub fn author(&self) -> Author {
        match self {
            Self::Visitor => Author::Visitor,
            Self::Agent(user) => Author::Agent(user.clone()),
        }
    }

    /// Whether a message counts as this side's: to a visitor their own, to users any user's.
    pub fn is_own_side(&self, author: &Author) -> bool {
        match self {
            Self::Visitor => *author == Author::Visitor,
            Self::Agent(_) => *author != Author::Visitor,
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Connect. `visited` when the device already knows a conversation (always for users).
    Begin {
        /// Whether no visit must be begun first.
        visited: bool,
    },
    /// The visit was begun.
    Visited,
    /// The visit could not be begun.
    VisitFailed {
        /// A code of 4000 and the status when trying again is useless.
        refused: Option<u16>,
        /// What the server asked for, else 0.
        retry_after_ms: u64,
    },
    /// The transport is open. A visitor's token goes into the first frame of a socket.
    Opened {
        /// Absent for users, who were known by their cookie.
        token: Option<VisitorToken>,
    },
    /// The line that another tab of this browser holds is open to this one as well. That tab sends
    /// what is to be sent, so this one only shows it. `kept` is what the device keeps now.
    Joined {
        /// What was done in any tab and is not known to be stored.
        kept: Vec<OutboxItem>,
    },
    /// The line is another one from now on, own or of another tab; it is opened at once.
    Moved,
    /// Another tab keeps this act, as it stands now.
    Shared(OutboxItem),
    /// The transport closed or never opened, with its close code (1006 when there was none).
    Closed(u16),
    /// A frame arrived.
    Frame {
        /// The frame.
        frame: Box<ServerFrame>,
        /// How many bytes of JSON it had.
        n_bytes: u64,
    },
    /// The answer to the heartbeat arrived, or any other sign of life.
    Heard,
    /// The wake time has come: the timer that was set for it rang, whatever the clock says now.
    Woke,
    /// The network came back, or the page was shown again.
    Nudged,
    /// The person said or did something.
    Do {
        /// Made for it, once.
        id: MessageId,
        /// What; texts are parsed.
        act: Act,
    },
    /// The person wants a failed act sent again.
    Retry(MessageId),
    /// The person throws a failed act away.
    Discard(MessageId),
    /// The text being written was changed (true) or given up (false).
    Typing(bool),
    /// The person has seen everything up to here.
    Seen(Seq),
    /// What the device kept over a reload.
    Restore(Vec<OutboxItem>),
    /// Older events were fetched.
    Older {
        /// The history they belong to.
        epoch: Epoch,
        /// The events.
        events: Vec<Event>,
    },
}

impl Input {
    /// Something said that is nothing but text.
    pub fn say(id: MessageId, text: String) -> Self {
        Self::Do { id, act: Act::SendMessage(SendMessage::plain(text)) }
    }
}

/// What the driver must do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Begin a visit and report it.
    Visit,
    /// Drop the visitor token and conversation from the device.
    ForgetVisit,
    /// Open a transport and report it.
    Open(Transport),
    /// Close the transport; nothing of it is reported any more.
    Close,
    /// Send a frame.
    Transmit(ClientFrame),
    /// Send the heartbeat.
    Ping,
    /// Put an act into device storage, replacing what is there under its id.
    Keep(OutboxItem),
    /// Remove an act from device storage.
    Forget(MessageId),
    /// It goes back to where it was done: it was refused, if it has a failure; else the outbox is full.
    GiveBack(OutboxItem),
}

/// What a view should look at again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The log or the echoes.
    pub rows: bool,
    /// Status, read marks, owner, people or what is unread.
    pub state: bool,
    /// The link.
    pub link: bool,
    /// Who is typing.
    pub typing: bool,
}

/// What follows from an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// To be done in order.
    pub actions: Vec<Action>,
    /// To be shown.
    pub changed: Changed,
    /// When [`Input::Woke`] is due; replaces every earlier answer. `None`: nothing to wait for.
    pub wake_at: Option<Timestamp>,
}
