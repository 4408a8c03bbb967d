//! The object's state: its store, its sockets with what their attachments hold, and the output that
//! waits until what it tells of is on the disk.

use std::collections::{BTreeMap, VecDeque};

use pulina_shared::ids::{AccountId, ChannelId, ConversationId, VisitorId};
use pulina_shared::time::Timestamp;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::ServerFrame;
use pulina_worker::domain::socket::Socket;
use pulina_worker::internal::{BeginConversation, Policy, Report, secret_hash};

use crate::agenda::TabIndex;
use crate::mutant::Mutant;
use crate::network::LinkIndex;
use crate::polling::Answer;
use crate::store::Store;

/// Something that leaves the object.
#[derive(Debug)]
pub enum Output {
    /// The upgrade is answered.
    Opened(LinkIndex),
    /// A frame.
    Frame(LinkIndex, ServerFrame),
    /// A socket closes.
    Close(LinkIndex, u16),
    /// An answer to a request of this tab and carrier.
    Answer(TabIndex, u32, Box<Answer>),
    /// A report to the help desk.
    Report(Box<Report>),
    /// An order was carried out.
    OrderDone(u64),
}

/// A socket as the object has it.
#[derive(Clone, Debug)]
pub struct ServerSocket {
    /// The attachment.
    pub machine: Socket,
    /// When the engine last answered its heartbeat.
    pub answered_at: Option<Timestamp>,
    /// The last place that was sent.
    pub sent: u64,
    /// The last place that its client confirmed.
    pub confirmed: u64,
    /// Bytes of the events between the two.
    pub unconfirmed: VecDeque<(u64, u64)>,
}

/// The object.
pub struct Server {
    /// Its storage.
    pub store: Store,
    /// Its sockets.
    pub sockets: BTreeMap<LinkIndex, ServerSocket>,
    /// The process runs.
    pub is_up: bool,
    /// Counts processes; what belongs to an earlier one is void.
    pub life: u32,
    /// What waits for each commit that is not on the disk, oldest first.
    pub gate: VecDeque<Vec<Output>>,
    /// When the newest commit will be on the disk.
    pub flushed_at: u64,
    /// The server's clock against the true time.
    pub clock_offset_ms: i64,
    /// A report is on its way; known only while the process lives.
    pub is_reporting: bool,
    /// When the alarm is set to.
    pub alarm_at: Option<u64>,
    /// Numbers entered alarms; a replaced one is void.
    pub n_alarms: u32,
    /// The next commit fails, or is stored and nobody told.
    pub next_commit: NextCommit,
}

/// What happens to the next commit that writes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextCommit {
    /// It succeeds.
    Succeeds,
    /// Nothing is stored and the process dies.
    Fails,
    /// It is stored and the process dies.
    IsUnknown,
}

impl Server {
    /// An object that was never spoken to.
    pub fn new(mutant: Option<Mutant>) -> Self {
        Self {
            store: Store::new(mutant),
            sockets: BTreeMap::new(),
            is_up: true,
            life: 0,
            gate: VecDeque::new(),
            flushed_at: 0,
            clock_offset_ms: 0,
            is_reporting: false,
            alarm_at: None,
            n_alarms: 0,
            next_commit: NextCommit::Succeeds,
        }
    }

    /// The server's time.
    pub fn local(&self, now: u64) -> Timestamp {
        Timestamp(now.saturating_add_signed(self.clock_offset_ms))
    }
}

/// The visitor's secret; the same in every world.
pub fn token() -> VisitorToken {
    VisitorToken::new([5; 32])
}

/// How the conversation begins.
pub fn begin_conversation(token_hash: &str, policy: Policy) -> BeginConversation {
    let account = AccountId::new([1; 10]);
    BeginConversation {
        conversation: ConversationId::new(&account, [2; 10]),
        channel: ChannelId::new(&account, [3; 5]),
        visitor: VisitorId::new([4; 10]),
        token_hash: token_hash.to_owned(),
        policy,
        is_contact: false,
    }
}

/// The hash of [`token`].
pub fn token_hash() -> String {
    secret_hash(token().secret())
}
