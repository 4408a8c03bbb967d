//! Drives `shared::client` with the real browser: sockets or plain HTTP, timers, device storage.
//! Whatever happens goes in as one [`Input`]; every action that comes out is done here, in order.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use pulina_shared::client::{Action, Changed, Client, Input, Outcome, Role};
use pulina_shared::connection::Transport;
use pulina_shared::ids::{ConversationId, Seq, UserId};
use pulina_shared::limits;
use pulina_shared::outbox::OutboxItem;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::{ClientFrame, ServerText};
use wasm_bindgen_futures::spawn_local;

use crate::clock::{self, Timer};
use crate::device_storage::DeviceStorage;
use crate::http::RequestError;
use crate::json;
use crate::page::{PageEvent, PageEvents};
use crate::polling::{PollEvent, Polling, Route, close_code};
use crate::random;
use crate::socket::{CLOSE_ABNORMAL, Socket, SocketEvent};
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
}

/// One conversation as seen from this browser. Dropping the last handle ends it silently.
#[derive(Clone)]
pub struct Conversation {
    inner: Rc<Inner>,
}

struct Inner {
    client: RefCell<Client>,
    party: Party,
    device: Rc<DeviceStorage>,
    observer: RefCell<Option<Box<dyn Observer>>>,
    carrier: RefCell<Option<Carrier>>,
    wake: RefCell<Option<Timer>>,
    page_events: RefCell<Option<PageEvents>>,
}

enum Carrier {
    Socket(Socket),
    Polling(Polling),
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
        });
        Self { inner }
    }

    /// Takes up what the device kept, and connects if there is a conversation already.
    pub fn start(&self, observer: impl Observer + 'static) {
        *self.inner.observer.borrow_mut() = Some(Box::new(observer));
        let weak = Rc::downgrade(&self.inner);
        let page_events = PageEvents::listen(move |event| {
            if let (PageEvent::Visible | PageEvent::Online | PageEvent::Restored, Some(inner)) =
                (event, weak.upgrade())
            {
                inner.handle(Input::Nudged);
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
        self.inner.handle(Input::Begin { visited: self.inner.conversation().is_some() });
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

    /// Ends the link for good, without a word.
    pub fn end(&self) {
        *self.inner.page_events.borrow_mut() = None;
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
    fn handle(self: &Rc<Self>, input: Input) {
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
            Action::Open(Transport::Socket) => self.open_socket(),
            Action::Open(Transport::Http) => self.open_polling(),
            Action::Close => *self.carrier.borrow_mut() = None,
            Action::Transmit(frame) => self.transmit(frame),
            Action::Ping => match &*self.carrier.borrow() {
                Some(Carrier::Socket(socket)) => socket.send(limits::HEARTBEAT_PING),
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

    fn open_socket(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let opened = self.route().and_then(|route| {
            Socket::open(&route.path("/socket"), move |event| {
                if let Some(inner) = weak.upgrade() {
                    inner.take_socket_event(event);
                }
            })
        });
        match opened {
            Some(socket) => *self.carrier.borrow_mut() = Some(Carrier::Socket(socket)),
            None => self.soon(Input::Closed(CLOSE_ABNORMAL)),
        }
    }

    fn take_socket_event(self: &Rc<Self>, event: SocketEvent) {
        match event {
            SocketEvent::Opened => self.handle(Input::Opened { token: self.token() }),
            SocketEvent::Text(text) if text == limits::HEARTBEAT_PONG => self.handle(Input::Heard),
            SocketEvent::Text(text) => match json::parse::<ServerText>(&text) {
                Some(ServerText(frames)) => {
                    let n_bytes = text.len() as u64;
                    for frame in frames {
                        self.handle(Input::Frame { frame: Box::new(frame), n_bytes });
                    }
                }
                // What cannot be read leaves a gap; going on from our place fills it.
                None => self.closed(CLOSE_ABNORMAL),
            },
            SocketEvent::Closed(code) => self.closed(code),
        }
    }

    fn open_polling(self: &Rc<Self>) {
        let Some(route) = self.route() else { return self.soon(Input::Closed(CLOSE_ABNORMAL)) };
        let of_events = Rc::downgrade(self);
        let of_place = Rc::downgrade(self);
        let resume = move || of_place.upgrade().and_then(|inner| inner.client.borrow().timeline().resume());
        let polling = Polling::new(route, resume, move |event| match (event, of_events.upgrade()) {
            (PollEvent::Frame(frame, n_bytes), Some(inner)) => {
                inner.handle(Input::Frame { frame: Box::new(frame), n_bytes });
            }
            (PollEvent::Closed(code), Some(inner)) => inner.closed(code),
            (_, None) => {}
        });
        *self.carrier.borrow_mut() = Some(Carrier::Polling(polling));
        self.soon(Input::Opened { token: None });
    }

    fn closed(self: &Rc<Self>, code: u16) {
        *self.carrier.borrow_mut() = None;
        self.handle(Input::Closed(code));
    }

    fn transmit(&self, frame: ClientFrame) {
        match &*self.carrier.borrow() {
            Some(Carrier::Polling(polling)) => polling.send(frame),
            Some(Carrier::Socket(socket)) => {
                // A client's frames always serialise.
                if let Some(text) = json::text(&frame) {
                    socket.send(&text);
                }
            }
            None => {}
        }
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
        if let Some(text) = json::text(item) {
            self.device.write(&[OUTBOX, &item.id.to_string()].concat(), &text);
        }
    }

    /// What cannot be read is another version's; it is left for that one.
    fn kept_items(&self) -> Vec<OutboxItem> {
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

    fn route(&self) -> Option<Route> {
        Some(Route { conversation: self.conversation()?, token: self.token() })
    }
}
