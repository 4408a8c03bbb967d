//! One browser tab: the client machine and the driver around it, as the browser's own driver works.

use pulina_shared::client::{Client, Role};
use pulina_shared::ids::{Epoch, MessageId, Seq, SessionId};
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::PublicUser;

use crate::agenda::Happening;
use crate::network::{LinkIndex, Network};

/// Who sits there.
#[derive(Clone, Debug)]
pub enum Person {
    /// The visitor.
    Visitor,
    /// An agent, signed in.
    Agent(PublicUser, SessionId),
}

/// What carries the tab's frames.
#[derive(Debug)]
pub enum Carrier {
    /// Nothing.
    None,
    /// A socket.
    Socket(LinkIndex),
    /// Questions and answers.
    Polling,
}

/// One tab. Without a client it is closed.
pub struct Tab {
    /// Who sits there.
    pub person: Person,
    /// The browser that it is a tab of.
    pub device: usize,
    /// The machine.
    pub client: Option<Client>,
    /// Counts openings; what belongs to an earlier one is void.
    pub life: u32,
    /// Counts carriers; an answer to an earlier one is void.
    pub n_carriers: u32,
    /// What carries its frames.
    pub carrier: Carrier,
    /// Where it is.
    pub network: Network,
    /// The device's clock against the true time.
    pub clock_offset_ms: i64,
    /// When the clock last jumped; politeness is not measured across a jump.
    pub jumped_at: u64,
    /// When the machine wants to be woken.
    pub wake_at: Option<u64>,
    /// The earliest timer that is entered in the agenda.
    pub timer_at: Option<u64>,
    /// Frozen: what happens to it waits.
    pub is_frozen: bool,
    /// What waits.
    pub waiting: Vec<Happening>,
    /// When it last was frozen or thawed; a frozen tab notices nothing.
    pub thawed_at: u64,
    /// When it last opened a transport by itself.
    pub opened_at: Option<u64>,
    /// How many lines were pasted at once.
    pub n_pasted: u64,
    /// The message that was given back just now.
    pub given_back: bool,
    /// What was shown last: the history, after how many restores, the place before the first event,
    /// the last place.
    pub shown: Option<(Epoch, u32, Seq, Seq)>,
    /// Whether it was connected and up to date since everything healed.
    pub was_open: bool,
    /// It went on with its history, and nothing came yet.
    pub has_resumed: bool,
    /// Ids that went over the wire, for a planted bug.
    pub renamed: Vec<(MessageId, MessageId)>,
    /// The place that the client was told of, for a planted bug.
    pub told_place: u64,
}

impl Tab {
    /// A tab that was not opened yet.
    pub fn new(person: Person, device: usize, network: Network) -> Self {
        Self {
            person,
            device,
            client: None,
            life: 0,
            n_carriers: 0,
            carrier: Carrier::None,
            network,
            clock_offset_ms: 0,
            jumped_at: 0,
            wake_at: None,
            timer_at: None,
            is_frozen: false,
            waiting: Vec::new(),
            thawed_at: 0,
            opened_at: None,
            n_pasted: 0,
            given_back: false,
            shown: None,
            was_open: false,
            has_resumed: false,
            renamed: Vec::new(),
            told_place: 0,
        }
    }

    /// The device's time.
    pub fn local(&self, now: u64) -> Timestamp {
        Timestamp(now.saturating_add_signed(self.clock_offset_ms))
    }

    /// What the client is.
    pub fn role(&self) -> Role {
        match &self.person {
            Person::Visitor => Role::Visitor,
            Person::Agent(user, _) => Role::Agent(user.id.clone()),
        }
    }

    /// The socket, if that is what carries.
    pub fn link(&self) -> Option<LinkIndex> {
        match self.carrier {
            Carrier::Socket(link) => Some(link),
            Carrier::None | Carrier::Polling => None,
        }
    }
}
