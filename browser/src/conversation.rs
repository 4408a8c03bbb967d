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

use crate::clock::{self, Timer};
use crate::device_storage::DeviceStorage;
use crate::http::RequestError;
use crate::json;
use crate::page::{PageEvent, PageEvents};
use crate::polling::{Route, close_code};
use crate::random;
use crate::sharing::{Carrier, Sharing, Told};
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

    /// Another tab keeps something else on the device.
    fn kept_elsewhere(&self) {}

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
    pub(crate) device: Rc<DeviceStorage>,
    pub(crate) observer: RefCell<Option<Box<dyn Observer>>>,
    carrier: RefCell<Option<Box<dyn Carrier>>>,
    /// How the client wants its line.
    transport: Cell<Transport>,
    /// The part that makes lines, once it is here.
    pub(crate) sharer: RefCell<Option<Rc<dyn Sharing>>>,
    asks_for_sharer: Cell<bool>,
    n_sharer_failures: Cell<u8>,
    wake: RefCell<Option<Timer>>,
    page_events: RefCell<Option<PageEvents>>,
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
            transport: Cell::new(Transport::Socket),
            sharer: RefCell::new(None),
            asks_for_sharer: Cell::new(false),
            n_sharer_failures: Cell::new(0),
            wake: RefCell::new(None),
            page_events: RefCell::new(None),
        });
        Self { inner }
    }

    /// Takes up what the device kept, and connects if there is a conversation already.
    pub fn start(&self, observer: impl Observer + 'static) {
        *self.inner.observer.borrow_mut() = Some(Box::new(observer));
        let weak = Rc::downgrade(&self.inner);
        let page_events = PageEvents::listen(move |event| {
            let Some(inner) = weak.upgrade() else { return };
            match event {
                PageEvent::Visible | PageEvent::Online | PageEvent::Restored => inner.handle(Input::Nudged),
                PageEvent::Kept => inner.look_at_device(),
                PageEvent::Hidden | PageEvent::Offline => {}
            }
        });
        *self.inner.page_events.borrow_mut() = Some(page_events);
        if self.inner.conversation().is_some() {
            self.begin();
        }
        self.inner.restore();
    }

    /// Connects, also after the other side refused; does nothing when that is under way.
    pub fn begin(&self) {
        self.inner.begin();
    }

    /// Tells the other tabs that the chat was opened or closed in this one.
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

    /// The visitor's secret, or the one that a visit would begin with.
    pub fn token_to_come(&self) -> Option<VisitorToken> {
        match &self.inner.party {
            Party::Visitor(visit) => Some(visit.token_to_come()),
            Party::Agent(..) => None,
        }
    }

    /// Begins with a conversation that the visitor has from another device.
    pub fn take_up(&self, conversation: &ConversationId) {
        if let Party::Visitor(visit) = &self.inner.party {
            visit.take_up(conversation);
            self.begin();
        }
    }

    /// Whether what other tabs begin may be somebody else's, so that this one keeps to its own.
    pub fn keep_apart(&self, is_apart: bool) {
        if let Party::Visitor(visit) = &self.inner.party {
            visit.keep_apart(is_apart);
        }
    }

    /// The secret of a conversation that another tab has begun and this one does not go on with.
    pub fn token_elsewhere(&self) -> Option<VisitorToken> {
        match &self.inner.party {
            Party::Visitor(visit) => visit.token_elsewhere(),
            Party::Agent(..) => None,
        }
    }

    /// Goes on with what another tab has begun.
    pub fn follow_device(&self) {
        self.keep_apart(false);
        self.inner.look_at_device();
    }

    /// Ends the link for good, without a word.
    pub fn end(&self) {
        *self.inner.page_events.borrow_mut() = None;
        *self.inner.sharer.borrow_mut() = None;
        *self.inner.carrier.borrow_mut() = None;
        *self.inner.wake.borrow_mut() = None;
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
        if let Input::Nudged = input {
            self.tell(Told::Nudged);
        }
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
            self.perform(action);
        }
        if changed.link {
            self.tell(Told::Link(self.client.borrow().link()));
        }
        if changed != Changed::default()
            && let Some(observer) = self.observer.borrow().as_ref()
        {
            observer.changed(changed);
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
            Action::Open(transport) => self.open(transport),
            Action::Close => {
                *self.carrier.borrow_mut() = None;
                self.tell(Told::GaveUp);
            }
            Action::Transmit(frame) => {
                if let Some(carrier) = &*self.carrier.borrow() {
                    carrier.transmit(frame);
                }
            }
            Action::Ping => {
                if let Some(carrier) = &*self.carrier.borrow() {
                    carrier.ping();
                }
            }
            Action::Keep(item) => self.keep(&item),
            Action::Forget(id) => self.device.remove(&[OUTBOX, &id.to_string()].concat()),
            Action::GiveBack(item) => {
                if let Some(observer) = self.observer.borrow().as_ref() {
                    observer.given_back(item);
                }
            }
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
    pub(crate) fn soon(self: &Rc<Self>, input: Input) {
        let weak: Weak<Self> = Rc::downgrade(self);
        spawn_local(async move {
            if let Some(inner) = weak.upgrade() {
                inner.handle(input);
            }
        });
    }

    fn keep(&self, item: &OutboxItem) {
        // Texts and numbers always serialise.
        if let Some(text) = json::text(item) {
            self.device.write(&[OUTBOX, &item.id.to_string()].concat(), &text);
        }
    }

    fn begin(self: &Rc<Self>) {
        self.handle(Input::Begin { visited: self.conversation().is_some() });
    }

    /// Takes up what the device keeps.
    pub(crate) fn restore(self: &Rc<Self>) {
        self.handle(Input::Restore(self.kept_items()));
    }

    /// Another tab may have begun the visit, or left something that concerns this one.
    fn look_at_device(self: &Rc<Self>) {
        self.tell(Told::Kept);
        if let Party::Visitor(visit) = &self.party
            && self.client.borrow().link() == Link::Idle
        {
            visit.look_again();
        } else {
            return;
        }
        if self.conversation().is_some() {
            self.begin();
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

    pub(crate) fn token(&self) -> Option<VisitorToken> {
        match &self.party {
            Party::Visitor(visit) => visit.token(),
            Party::Agent(..) => None,
        }
    }

    pub(crate) fn route(&self) -> Option<Route> {
        Some(Route { conversation: self.conversation()?, token: self.token() })
    }
}
