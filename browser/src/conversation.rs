//! Drives `shared::client` with the real browser: sockets or plain HTTP, timers, device storage.
//! Whatever happens goes in as one [`Input`]; every action that comes out is done here, in order.

mod line;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use pulina_shared::client::{Action, Changed, Client, Input, Outcome, Role};
use pulina_shared::connection::{Link, Transport};
use pulina_shared::ids::{ConversationId, Seq, UserId};
use pulina_shared::limits;
use pulina_shared::outbox::OutboxItem;
use pulina_shared::token::VisitorToken;
use wasm_bindgen_futures::spawn_local;

use self::line::{Carrier, Sharer};
use crate::clock::{self, Timer};
use crate::device_storage::DeviceStorage;
use crate::http::RequestError;
use crate::json;
use crate::page::{PageEvent, PageEvents};
use crate::polling::{Route, close_code};
use crate::random;
use crate::sharing::Told;
use crate::visit::Visit;

/// Before the id of every act that the device keeps.
const OUTBOX: &str = "outbox.";

/// Who takes part from this browser.
#[derive(Debug)]
pub enum Party {
    /// The visitor, whose conversation begins with their first message.
    Visitor(Visit),
    /// A signed-in user in a conversation that exists.
    Agent(UserId, ConversationId),
}

/// What an app wants to know of.
pub trait Observer {
    /// These parts of the client changed; they can be read now.
    fn changed(&self, changed: Changed);

    /// What was done goes back to where it was done: it was refused, if it has a failure; else the
    /// device keeps as many acts as it can.
    fn given_back(&self, item: OutboxItem);

    /// What arrived ([`Conversation::arrived`]) was not seen in any tab, and this is the one tab that
    /// makes it heard. `is_seen` is whether the person looks at any of the tabs.
    fn unseen(&self, _is_seen: bool) {}

    /// The chat was opened or closed in another tab.
    fn opened_elsewhere(&self, _is_open: bool) {}
}

/// One conversation as seen from this browser. Dropping the last handle ends it silently.
#[derive(Clone)]
pub struct Conversation {
    inner: Rc<Inner>,
}

pub(crate) struct Inner {
    client: RefCell<Client>,
    party: Party,
    device: Rc<DeviceStorage>,
    observer: RefCell<Option<Box<dyn Observer>>>,
    carrier: RefCell<Option<Carrier>>,
    wake: RefCell<Option<Timer>>,
    page_events: RefCell<Option<PageEvents>>,
    sharing: RefCell<Sharer>,
    /// How the client wants its frames to travel.
    transport: Cell<Transport>,
    /// How the last line ended; 0 before there was one.
    close_code: Cell<u16>,
}

impl Conversation {
    /// Nothing happens before [`Self::start`]. Unsent messages are kept in `device`.
    pub fn new(party: Party, device: Rc<DeviceStorage>) -> Self {
        let role = match &party {
            Party::Visitor(_) => Role::Visitor,
            Party::Agent(user, _) => Role::Agent(user.clone()),
        };
        let inner = Rc::new(Inner {
            client: RefCell::new(Client::new(role)),
            party,
            device,
            observer: RefCell::new(None),
            carrier: RefCell::new(None),
            wake: RefCell::new(None),
            page_events: RefCell::new(None),
            sharing: RefCell::new(Sharer::Absent(false)),
            transport: Cell::new(Transport::Socket),
            close_code: Cell::new(0),
        });
        Self { inner }
    }

    /// Takes up what the device kept, and connects if there is a conversation already.
    pub fn start(&self, observer: impl Observer + 'static) {
        *self.inner.observer.borrow_mut() = Some(Box::new(observer));
        let weak = Rc::downgrade(&self.inner);
        let page_events = PageEvents::listen(move |event| {
            if let Some(inner) = weak.upgrade() {
                inner.take_page_event(event);
            }
        });
        *self.inner.page_events.borrow_mut() = Some(page_events);
        if self.inner.conversation().is_some() {
            self.begin();
        }
        self.inner.handle(Input::Restore(self.inner.kept_items()));
    }

    /// Connects, also after the other side refused; does nothing when that is under way.
    pub fn begin(&self) {
        self.inner.tell(Told::Nudged(true));
        self.inner.handle(Input::Begin { visited: self.inner.conversation().is_some() });
    }

    /// Takes up the conversation that another tab of this browser has begun, if this one has none.
    pub fn look_again(&self) {
        if let Party::Visitor(visit) = &self.inner.party
            && self.read(Client::link) == Link::Idle
            && visit.look_again()
        {
            self.begin();
        }
    }

    /// Something of the other side is here, up to this place: if it is not seen soon in any tab, one
    /// of them is told ([`Observer::unseen`]).
    pub fn arrived(&self, seq: Seq) {
        self.inner.tell(Told::Arrived(seq));
        self.inner.run_tabs();
    }

    /// The person opened or closed the chat; other tabs of this browser do the same.
    pub fn opened(&self, is_open: bool) {
        self.inner.tell(Told::Opened(is_open));
    }

    /// Hands in what the person did.
    pub fn handle(&self, input: Input) {
        self.inner.handle(input);
    }

    /// Looks at the client.
    pub fn read<T>(&self, look: impl FnOnce(&Client) -> T) -> T {
        look(&self.inner.client.borrow())
    }

    /// Where the conversation is and what proves that one may enter; absent before it was begun.
    pub fn route(&self) -> Option<Route> {
        self.inner.route()
    }

    /// The page begins with this conversation of the same visitor the next time.
    pub fn remember(&self, conversation: &ConversationId) {
        if let Party::Visitor(visit) = &self.inner.party {
            visit.remember(conversation);
        }
    }

    /// Ends the link for good, without a word.
    pub fn end(&self) {
        *self.inner.sharing.borrow_mut() = Sharer::Over;
        *self.inner.carrier.borrow_mut() = None;
        *self.inner.wake.borrow_mut() = None;
    }

    /// Begins the visit, if there is none yet, without saying anything: for what needs a
    /// conversation before the first message.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn ensure_visit(&self) -> Result<(), RequestError> {
        if let (Party::Visitor(visit), None) = (&self.inner.party, self.route()) {
            visit.begin().await?;
        }
        self.begin();
        Ok(())
    }

    /// Fetches the events before the oldest one that is here.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn load_older(&self) -> Result<(), RequestError> {
        let floor = self.read(|client| client.timeline().floor());
        let Some(route) = self.inner.route() else { return Ok(()) };
        if floor == Seq(0) {
            return Ok(());
        }
        let limit = limits::FIRST_PAGE_EVENTS.to_string();
        let query = ["?before=", &floor.next().0.to_string(), "&limit=", &limit].concat();
        let (page, _) = route.events(&query).await?;
        self.inner.handle(Input::Older { epoch: page.epoch, events: page.events });
        Ok(())
    }
}

impl Inner {
    /// The one way into the machine.
    pub(crate) fn handle(self: &Rc<Self>, input: Input) {
        self.process(input, false);
    }

    /// Takes over what was done in another tab, which has told all others already.
    pub(crate) fn take_over(self: &Rc<Self>, input: Input) {
        self.process(input, true);
    }

    fn process(self: &Rc<Self>, input: Input, is_from_tab: bool) {
        let is_done_here = !is_from_tab
            && matches!(input, Input::Do { .. } | Input::Retry(_) | Input::Discard(_) | Input::Seen(_));
        let outcome = self.client.borrow_mut().process(input, clock::now(), random::number());
        let Outcome { actions, changed, wake_at } = outcome;
        let weak = Rc::downgrade(self);
        *self.wake.borrow_mut() = wake_at.map(|at| {
            Timer::at(at, move || {
                if let Some(inner) = weak.upgrade() {
                    inner.handle(Input::Woke);
                }
            })
        });
        for action in actions {
            if is_done_here {
                self.tell_tabs(&action);
            }
            self.perform(action);
        }
        self.run_tabs();
        if changed != Changed::default()
            && let Some(observer) = self.observer.borrow().as_ref()
        {
            observer.changed(changed);
        }
    }

    pub(crate) fn unseen(&self, is_seen: bool) {
        if let Some(observer) = self.observer.borrow().as_ref() {
            observer.unseen(is_seen);
        }
    }

    pub(crate) fn opened_elsewhere(&self, is_open: bool) {
        if let Some(observer) = self.observer.borrow().as_ref() {
            observer.opened_elsewhere(is_open);
        }
    }

    fn perform(self: &Rc<Self>, action: Action) {
        match action {
            Action::Visit => self.visit(),
            Action::ForgetVisit => {
                if let Party::Visitor(visit) = &self.party {
                    visit.forget();
                }
            }
            Action::Open(transport) => {
                self.transport.set(transport);
                self.open();
            }
            Action::Close => self.drop_carrier(),
            Action::Transmit(frame) => self.transmit(frame),
            Action::Ping => match &*self.carrier.borrow() {
                Some(Carrier::Socket(socket)) => socket.send(limits::HEARTBEAT_PING.to_owned()),
                Some(Carrier::Shared) => self.tell(Told::Pinged),
                // Every answered question is a sign of life.
                Some(Carrier::Polling(_)) | None => {}
            },
            Action::Keep(item) => self.keep(&item),
            Action::Forget(id) => self.device.remove(&[OUTBOX, &id.to_string()].concat()),
            Action::GiveBack(item) => {
                if let Some(observer) = self.observer.borrow().as_ref() {
                    observer.given_back(item);
                }
            }
        }
    }

    fn take_page_event(self: &Rc<Self>, event: PageEvent) {
        match event {
            PageEvent::Visible | PageEvent::Hidden => self.tell(Told::Seen(event == PageEvent::Visible)),
            PageEvent::Left => self.tell(Told::Left),
            PageEvent::Online | PageEvent::Offline | PageEvent::Restored => {}
        }
        match event {
            PageEvent::Visible | PageEvent::Online | PageEvent::Restored => {
                self.tell(Told::Nudged(false));
                self.handle(Input::Nudged);
            }
            PageEvent::Hidden | PageEvent::Offline | PageEvent::Left => self.run_tabs(),
        }
    }

    fn visit(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let Some(inner) = weak.upgrade() else { return };
            let Party::Visitor(visit) = &inner.party else { return };
            let input = match visit.begin().await {
                Ok(()) => Input::Visited,
                Err(error) => Input::VisitFailed {
                    refused: (!error.is_retryable()).then(|| close_code(&error)),
                    retry_after_ms: match &error {
                        RequestError::Refused(problem) => problem.retry_after_ms.unwrap_or(0),
                        RequestError::Unreachable | RequestError::Unreadable(_) => 0,
                    },
                },
            };
            inner.handle(input);
        });
    }

    /// Hands something in after the current input was dealt with.
    fn soon(self: &Rc<Self>, input: Input) {
        let weak: Weak<Self> = Rc::downgrade(self);
        spawn_local(async move {
            if let Some(inner) = weak.upgrade() {
                inner.handle(input);
            }
        });
    }

    fn keep(&self, item: &OutboxItem) {
        // Texts and numbers always serialise.
        if let Ok(text) = serde_json::to_string(item) {
            self.device.write(&[OUTBOX, &item.id.to_string()].concat(), &text);
        }
    }

    /// What cannot be read is another version's; it is left for that one.
    pub(crate) fn kept_items(&self) -> Vec<OutboxItem> {
        let names = self.device.names(OUTBOX);
        let texts = names.iter().filter_map(|name| self.device.read(name));
        texts.filter_map(|text| json::parse(&text)).collect()
    }

    fn conversation(&self) -> Option<ConversationId> {
        match &self.party {
            Party::Visitor(visit) => visit.conversation(),
            Party::Agent(_, conversation) => Some(conversation.clone()),
        }
    }

    fn token(&self) -> Option<VisitorToken> {
        match &self.party {
            Party::Visitor(visit) => visit.token(),
            Party::Agent(..) => None,
        }
    }

    pub(crate) fn route(&self) -> Option<Route> {
        Some(Route { conversation: self.conversation()?, token: self.token() })
    }
}
