//! The desk's side of the help desk's socket (PROTOCOL §5), without input or output: it is told
//! what happened and answers what to do. Changes are merged by revision, so getting one twice does
//! no harm, and a history that does not go on is read again.

use pulina_shared::connection::{Connection, Link, LinkAction, Transport};
use pulina_shared::ids::{Epoch, Revision};
use pulina_shared::limits;
use pulina_shared::time::{SteadyClock, Timestamp};
use pulina_shared::wire;
use pulina_shared::wire::help_desk::{
    Changes, DeskFrame, DeskHello, DeskResume, HelpDeskFrame, HelpDeskHello,
};

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// A page was read: there is a place to go on from.
    Begin(Epoch, Revision),
    /// Somebody signed in again after the session ended.
    BeginAgain,
    /// The transport is open.
    Opened,
    /// The transport closed, or never opened.
    Closed(u16),
    /// A frame of this many bytes.
    Frame(usize, HelpDeskFrame),
    /// The heartbeat's answer, or an answer over plain HTTP.
    Heard,
    /// The network came back, the page was shown, or the person asked.
    Nudged,
    /// The wake time came.
    Woke,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open this transport.
    Open(Transport),
    /// Close the transport silently.
    Close,
    /// Send the heartbeat.
    Ping,
    /// Send this frame.
    Transmit(DeskFrame),
    /// Take this into the ticket book.
    Apply(Changes),
    /// The history does not go on: read the lists again.
    ReadAgain,
}

/// The machine.
#[derive(Clone, Debug)]
pub struct HelpDeskLink {
    connection: Connection,
    clock: SteadyClock,
    /// When the driver's timer will ring, by the steady clock.
    wake_at: Option<Timestamp>,
    place: Option<(Epoch, Revision)>,
    confirmed: Revision,
    unconfirmed_bytes: u64,
    n_unconfirmed_tickets: u64,
    retry_after_ms: u64,
}

impl Default for HelpDeskLink {
    fn default() -> Self {
        Self {
            connection: Connection::new(false),
            clock: SteadyClock::default(),
            wake_at: None,
            place: None,
            confirmed: Revision(0),
            unconfirmed_bytes: 0,
            n_unconfirmed_tickets: 0,
            retry_after_ms: 0,
        }
    }
}

impl HelpDeskLink {
    /// Where the link stands.
    pub fn link(&self) -> Link {
        self.connection.link()
    }

    /// Whether the lists must be asked for again and again, because sockets are blocked.
    pub fn is_polling(&self) -> bool {
        self.link() == Link::Open && self.connection.transport() == Transport::Http
    }

    /// When [`Input::Woke`] is due, by the device's clock.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.wake_at.map(|at| self.clock.on_device(at))
    }

    /// Takes what happened and says what to do, in this order. `device_time` may jump either way.
    pub fn process(&mut self, input: Input, device_time: Timestamp, random: u64) -> Vec<Action> {
        let mut now = self.clock.read(device_time);
        if let (Input::Woke, Some(due_at)) = (&input, self.wake_at.take()) {
            now = self.clock.rang(due_at);
        }
        let actions = self.take(input, now, random);
        self.wake_at = self.connection.wake_at();
        actions
    }

    fn take(&mut self, input: Input, now: Timestamp, random: u64) -> Vec<Action> {
        let link_actions = match input {
            Input::Begin(epoch, revision) => {
                // Later pages must not move the place over changes that are still on their way.
                self.place.get_or_insert((epoch, revision));
                self.connection.begin(now)
            }
            Input::BeginAgain if self.place.is_some() => self.connection.begin(now),
            Input::BeginAgain => Vec::new(),
            Input::Opened => return self.opened(now, random),
            Input::Closed(code) => {
                let retry_after_ms = std::mem::take(&mut self.retry_after_ms);
                self.connection.closed(code, retry_after_ms, now, random)
            }
            Input::Frame(n_bytes, frame) => return self.frame(n_bytes, frame, now, random),
            Input::Heard => {
                self.connection.heard(now, random);
                return Vec::new();
            }
            Input::Nudged => self.connection.nudged(now, random),
            Input::Woke => self.connection.woke(now, random),
        };
        link_actions
            .into_iter()
            .filter_map(|action| match action {
                LinkAction::Open(transport) => Some(Action::Open(transport)),
                LinkAction::Close => Some(Action::Close),
                LinkAction::Ping => Some(Action::Ping),
                // Only visitors begin visits.
                LinkAction::Visit | LinkAction::ForgetVisit => None,
            })
            .collect()
    }

    fn opened(&mut self, now: Timestamp, random: u64) -> Vec<Action> {
        self.connection.opened(now, random);
        self.unconfirmed_bytes = 0;
        self.n_unconfirmed_tickets = 0;
        if self.connection.transport() == Transport::Http {
            // Without a socket the lists are asked for again and again; nothing is to be greeted.
            self.connection.synced();
            return vec![Action::ReadAgain];
        }
        let resume = self.place.clone().map(|(epoch, after)| DeskResume { epoch, after });
        vec![Action::Transmit(DeskFrame::Hello(DeskHello { version: wire::VERSION, resume }))]
    }

    fn frame(&mut self, n_bytes: usize, frame: HelpDeskFrame, now: Timestamp, random: u64) -> Vec<Action> {
        // Only an answer shows that what we send arrives; changes come by themselves.
        if matches!(frame, HelpDeskFrame::Hello(_)) || self.connection.transport() == Transport::Http {
            self.connection.heard(now, random);
        } else {
            self.connection.received(now);
        }
        match frame {
            HelpDeskFrame::Hello(hello) => self.greeted(hello),
            HelpDeskFrame::Changes(changes) => self.changed(n_bytes, changes),
            HelpDeskFrame::Error(error) => {
                self.retry_after_ms = if error.fatal { error.problem.retry_after_ms.unwrap_or(0) } else { 0 };
                Vec::new()
            }
            HelpDeskFrame::Unknown => Vec::new(),
        }
    }

    fn greeted(&mut self, hello: HelpDeskHello) -> Vec<Action> {
        self.connection.synced();
        if hello.resumed {
            self.confirmed = self.place.as_ref().map_or(hello.revision, |(_, revision)| *revision);
            return Vec::new();
        }
        self.confirmed = hello.revision;
        self.place = Some((hello.epoch, hello.revision));
        vec![Action::ReadAgain]
    }

    fn changed(&mut self, n_bytes: usize, changes: Changes) -> Vec<Action> {
        if let Some((_, revision)) = &mut self.place {
            *revision = changes.revision.max(*revision);
        }
        self.unconfirmed_bytes = self.unconfirmed_bytes.saturating_add(n_bytes as u64);
        self.n_unconfirmed_tickets = self.n_unconfirmed_tickets.saturating_add(changes.tickets.len() as u64);
        let n_revisions = changes.revision.0.saturating_sub(self.confirmed.0);
        let is_due = n_revisions.max(self.n_unconfirmed_tickets) >= limits::CONFIRM_EVENTS
            || self.unconfirmed_bytes >= limits::CONFIRM_BYTES;
        let mut actions = Vec::with_capacity(2);
        if is_due {
            self.confirmed = changes.revision;
            self.unconfirmed_bytes = 0;
            self.n_unconfirmed_tickets = 0;
            actions.push(Action::Transmit(DeskFrame::Received(changes.revision)));
        }
        actions.push(Action::Apply(changes));
        actions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulina_shared::wire::help_desk::Counts;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn epoch(number: u8) -> Epoch {
        Epoch::new([number; 10])
    }

    fn changes(revision: u64) -> Changes {
        Changes {
            revision: Revision(revision),
            tickets: Vec::new(),
            users: Vec::new(),
            counts: Counts::default(),
            presence: None,
        }
    }

    fn hello(resumed: bool, revision: u64) -> HelpDeskFrame {
        HelpDeskFrame::Hello(HelpDeskHello {
            version: wire::VERSION,
            epoch: epoch(1),
            resumed,
            revision: Revision(revision),
        })
    }

    fn hello_sent(after: u64) -> Vec<Action> {
        let resume = Some(DeskResume { epoch: epoch(1), after: Revision(after) });
        vec![Action::Transmit(DeskFrame::Hello(DeskHello { version: wire::VERSION, resume }))]
    }

    fn open_link() -> HelpDeskLink {
        let mut link = HelpDeskLink::default();
        assert_eq!(
            link.process(Input::Begin(epoch(1), Revision(5)), NOW, 0),
            [Action::Open(Transport::Socket)]
        );
        assert_eq!(link.process(Input::Opened, NOW, 0), hello_sent(5));
        assert_eq!(link.process(Input::Frame(80, hello(true, 5)), NOW, 0), []);
        assert_eq!(link.link(), Link::Open);
        link
    }

    #[test]
    fn lost_link_goes_on_from_the_last_change() {
        let mut link = open_link();
        assert_eq!(
            link.process(Input::Frame(80, HelpDeskFrame::Changes(changes(9))), NOW, 0),
            [Action::Apply(changes(9))]
        );
        assert_eq!(link.process(Input::Closed(1006), NOW, 0), []);
        let at = link.wake_at().expect("a try");
        assert_eq!(link.process(Input::Woke, at, 0), [Action::Open(Transport::Socket)]);
        assert_eq!(link.process(Input::Opened, at, 0), hello_sent(9));
    }

    #[test]
    fn history_that_does_not_go_on_is_read_again() {
        let mut link = open_link();
        assert_eq!(link.process(Input::Frame(80, hello(false, 2)), NOW, 0), [Action::ReadAgain]);
        link.process(Input::Closed(1006), NOW, 0);
        let at = link.wake_at().expect("a try");
        link.process(Input::Woke, at, 0);
        assert_eq!(link.process(Input::Opened, at, 0), hello_sent(2), "the new history's own place");
    }

    #[test]
    fn page_that_is_read_later_does_not_move_the_place() {
        let mut link = open_link();
        assert_eq!(link.process(Input::Begin(epoch(1), Revision(9)), NOW, 0), []);
        link.process(Input::Closed(1006), NOW, 0);
        let at = link.wake_at().expect("a try");
        link.process(Input::Woke, at, 0);
        assert_eq!(link.process(Input::Opened, at, 0), hello_sent(5));
    }

    #[test]
    fn changes_are_confirmed_by_number_or_by_bytes() {
        let mut link = open_link();
        let confirms =
            |actions: &[Action]| actions.iter().any(|action| matches!(action, Action::Transmit(_)));
        assert!(!confirms(&link.process(Input::Frame(80, HelpDeskFrame::Changes(changes(54))), NOW, 0)));
        assert!(confirms(&link.process(Input::Frame(80, HelpDeskFrame::Changes(changes(55))), NOW, 0)));
        assert!(!confirms(&link.process(Input::Frame(60_000, HelpDeskFrame::Changes(changes(56))), NOW, 0)));
        assert!(confirms(&link.process(Input::Frame(10_000, HelpDeskFrame::Changes(changes(57))), NOW, 0)));
    }

    #[test]
    fn session_that_ended_stops_the_link_until_a_sign_in() {
        let mut link = open_link();
        assert_eq!(link.process(Input::Closed(4401), NOW, 0), []);
        assert_eq!((link.link(), link.wake_at()), (Link::Refused(4401), None));
        let again = link.process(Input::BeginAgain, NOW.plus(5_000), 0);
        assert_eq!(again, [Action::Open(Transport::Socket)]);
    }

    #[test]
    fn clock_that_steps_back_does_not_put_off_the_next_try() {
        let mut link = open_link();
        link.process(Input::Closed(1006), NOW, 0);
        let yesterday = Timestamp(NOW.0 - 900_000);
        link.process(Input::Heard, yesterday, 0);
        let due_in_ms = link.wake_at().expect("a try").since(yesterday);
        assert!(due_in_ms <= limits::FIRST_RETRY_MS_MAX, "{due_in_ms}");
        assert_eq!(link.process(Input::Woke, yesterday, 0), [Action::Open(Transport::Socket)]);
    }

    #[test]
    fn changes_that_come_in_do_not_hide_that_nothing_goes_out() {
        let mut link = open_link();
        let mut now = NOW;
        let mut n_pings = 0;
        while link.link() == Link::Open {
            now = now.plus(1_000);
            assert!(now.since(NOW) <= 60_000 + 1_000, "the dead direction was not noticed");
            link.process(Input::Frame(80, HelpDeskFrame::Changes(changes(now.0))), now, 0);
            let woken = link.wake_at().filter(|at| *at <= now).map(|_| link.process(Input::Woke, now, 0));
            n_pings += woken.iter().flatten().filter(|action| **action == Action::Ping).count();
        }
        assert_eq!(n_pings, 2);
    }

    #[test]
    fn pause_that_the_server_asked_for_is_kept() {
        use pulina_shared::problem::{Code, Problem, Rejection};
        let mut link = open_link();
        let problem = Problem::from(&Rejection::retry_after(Code::RateFrames, 20_000));
        let error = pulina_shared::wire::conversation::ErrorFrame { problem, fatal: true };
        link.process(Input::Frame(80, HelpDeskFrame::Error(error)), NOW, 0);
        link.process(Input::Closed(4429), NOW, 0);
        assert!(link.wake_at().expect("a try").since(NOW) >= 20_000);
    }
}
