//! A conversation over plain HTTP, for networks that block sockets: posts commands, asks for events
//! every few seconds, and hands in the very frames that a socket would have brought.

use std::rc::{Rc, Weak};

use pulina_shared::ids::{ConversationId, Seq};
use pulina_shared::limits;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::VERSION;
use pulina_shared::wire::conversation::{
    Accepted, ClientFrame, Command, EventPage, Hello, Rejected, Resume, ServerFrame, ServerHello,
};
use pulina_shared::wire::http::EventsPage;
use wasm_bindgen_futures::spawn_local;

use crate::clock::Timer;
use crate::http::{Answer, Call, RequestError};
use crate::socket::CLOSE_ABNORMAL;

/// What comes of it.
#[derive(Debug)]
pub enum PollEvent {
    /// A frame, and how many bytes of JSON it came in.
    Frame(ServerFrame, u64),
    /// It is over, with the close code that a socket would have had. The last event.
    Closed(u16),
}

/// One conversation's routes, with what proves us.
#[derive(Clone, Debug)]
pub struct Route {
    /// Which conversation.
    pub conversation: ConversationId,
    /// A visitor's secret; users are known by their cookie.
    pub token: Option<VisitorToken>,
}

impl Route {
    /// The path of what follows the conversation's id.
    pub fn path(&self, rest: &str) -> String {
        ["/v1/conversations/", self.conversation.as_str(), rest].concat()
    }

    /// A page of events: after a place, before a place, or the newest.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn events(&self, query: &str) -> Result<(EventsPage, u64), RequestError> {
        let answer = self.proved(Call::get(&self.path(&["/events", query].concat()))).send().await?;
        Ok((answer.json()?, answer.n_bytes() as u64))
    }

    async fn post(&self, frame: &ClientFrame) -> Result<Answer, RequestError> {
        self.proved(Call::post(&self.path("/commands"))).send_json(frame).await
    }

    fn proved(&self, call: Call) -> Call {
        match &self.token {
            Some(token) => call.bearer(token.secret()),
            None => call,
        }
    }
}

/// Runs as long as it lives.
pub struct Polling {
    inner: Rc<Inner>,
}

struct Inner {
    route: Route,
    on_event: Box<dyn Fn(PollEvent)>,
    last_seq: Box<dyn Fn() -> Seq>,
}

impl Polling {
    /// Begins nothing before `hello` is sent. `last_seq` tells how far the client is.
    pub fn new(
        route: Route,
        last_seq: impl Fn() -> Seq + 'static,
        on_event: impl Fn(PollEvent) + 'static,
    ) -> Self {
        Self { inner: Rc::new(Inner { route, on_event: Box::new(on_event), last_seq: Box::new(last_seq) }) }
    }

    /// Sends a frame.
    pub fn send(&self, frame: ClientFrame) {
        let weak = Rc::downgrade(&self.inner);
        let route = self.inner.route.clone();
        match frame {
            ClientFrame::Hello(hello) => spawn_local(async move { run(&weak, &route, hello).await }),
            ClientFrame::Command(command) => {
                spawn_local(async move { carry_out(&weak, &route, command).await })
            }
            ClientFrame::Typing(_) | ClientFrame::MarkRead(_) => spawn_local(async move {
                // Signals may get lost.
                let _ = route.post(&frame).await;
            }),
            // Every page is asked for, so none needs to be confirmed.
            ClientFrame::Received(_) => {}
        }
    }
}

/// Greets, then asks until the polling is dropped or fails.
async fn run(inner: &Weak<Inner>, route: &Route, hello: Hello) {
    let outcome = match greet(route, hello.resume).await {
        Ok((greeting, page, n_bytes)) => {
            tell(inner, ServerFrame::Hello(greeting), 0);
            go_on(inner, route, page, n_bytes).await
        }
        Err(error) => Err(error),
    };
    if let (Err(error), Some(inner)) = (outcome, inner.upgrade()) {
        (inner.on_event)(PollEvent::Closed(close_code(&error)));
    }
}

/// The first page and the `hello` that a socket would have answered.
async fn greet(
    route: &Route,
    resume: Option<Resume>,
) -> Result<(ServerHello, EventsPage, u64), RequestError> {
    if let Some(Resume { epoch, after }) = resume {
        let (page, n_bytes) = route.events(&query_after(after)).await?;
        if page.epoch == epoch && page.last_seq >= after {
            return Ok((hello_of(&page, true, after), page, n_bytes));
        }
    }
    let (page, n_bytes) = route.events("").await?;
    let after = page.events.first().map_or(page.last_seq, |event| Seq(event.seq.0.saturating_sub(1)));
    Ok((hello_of(&page, false, after), page, n_bytes))
}

fn hello_of(page: &EventsPage, resumed: bool, after: Seq) -> ServerHello {
    ServerHello {
        version: VERSION,
        epoch: page.epoch.clone(),
        resumed,
        after,
        last_seq: page.last_seq,
        state: page.state.clone(),
    }
}

async fn go_on(
    inner: &Weak<Inner>,
    route: &Route,
    first: EventsPage,
    n_bytes: u64,
) -> Result<(), RequestError> {
    let epoch = first.epoch.clone();
    let (mut page, mut n_bytes) = (first, n_bytes);
    loop {
        if page.epoch != epoch {
            // Another history: greet again, as after a lost socket.
            return Err(RequestError::Unreachable);
        }
        let is_behind = page.events.last().is_some_and(|event| event.seq < page.last_seq);
        tell(inner, ServerFrame::State(page.state), 0);
        tell(inner, ServerFrame::Events(EventPage { events: page.events }), n_bytes);
        if !is_behind {
            pause(limits::POLL_INTERVAL_MS).await;
        }
        let Some(last_seq) = inner.upgrade().map(|inner| (inner.last_seq)()) else { return Ok(()) };
        (page, n_bytes) = route.events(&query_after(last_seq)).await?;
    }
}

async fn carry_out(inner: &Weak<Inner>, route: &Route, command: Command) {
    let id = command.id;
    let answered = route.post(&ClientFrame::Command(command)).await;
    match answered.and_then(|answer| answer.json::<Accepted>()) {
        Ok(accepted) => tell(inner, ServerFrame::Accepted(accepted), 0),
        Err(RequestError::Refused(problem)) if !matches!(problem.status, 401 | 403 | 404) => {
            tell(inner, ServerFrame::Rejected(Rejected { id, problem }), 0);
        }
        Err(error) => {
            if let Some(inner) = inner.upgrade() {
                (inner.on_event)(PollEvent::Closed(close_code(&error)));
            }
        }
    }
}

fn tell(inner: &Weak<Inner>, frame: ServerFrame, n_bytes: u64) {
    if let Some(inner) = inner.upgrade() {
        (inner.on_event)(PollEvent::Frame(frame, n_bytes));
    }
}

fn query_after(seq: Seq) -> String {
    ["?after=", &seq.0.to_string()].concat()
}

/// The code with which a socket would have been closed for the same reason.
pub fn close_code(error: &RequestError) -> u16 {
    match error {
        RequestError::Refused(problem) => 4_000_u16.saturating_add(problem.status),
        RequestError::Unreachable | RequestError::Unreadable(_) => CLOSE_ABNORMAL,
    }
}

async fn pause(duration_ms: u64) {
    let mut timer = None;
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        timer = Some(Timer::after(duration_ms, move || {
            let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
        }));
    });
    // A promise that is only ever resolved.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    drop(timer);
}
