//! A conversation over plain HTTP, for networks that block sockets: posts commands, asks for events
//! every few seconds, and hands in the very frames that a socket would have brought.

use std::rc::{Rc, Weak};

use pulina_shared::ids::ConversationId;
use pulina_shared::limits;
use pulina_shared::polling::{ends_link, frames};
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::{
    Accepted, ClientFrame, Command, Hello, Rejected, Resume, ServerFrame,
};
use pulina_shared::wire::http::EventsPage;
use wasm_bindgen_futures::spawn_local;

use crate::clock::pause;
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

    /// A request about this conversation, with one's own proof.
    pub fn call(&self, method: &str, rest: &str) -> Call {
        self.proved(Call::new(method, &self.path(rest)))
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
    resume: Box<dyn Fn() -> Option<Resume>>,
}

impl Polling {
    /// Begins nothing before `hello` is sent. `resume` tells how far the client is.
    pub fn new(
        route: Route,
        resume: impl Fn() -> Option<Resume> + 'static,
        on_event: impl Fn(PollEvent) + 'static,
    ) -> Self {
        Self { inner: Rc::new(Inner { route, on_event: Box::new(on_event), resume: Box::new(resume) }) }
    }

    /// Does what a frame asks for.
    pub fn send(&self, frame: ClientFrame) {
        let inner = Rc::downgrade(&self.inner);
        let route = self.inner.route.clone();
        spawn_local(async move {
            match frame {
                ClientFrame::Hello(hello) => run(&inner, &route, hello).await,
                ClientFrame::Command(command) => carry_out(&inner, &route, command).await,
                ClientFrame::Typing(_) | ClientFrame::MarkRead(_) => {
                    // Signals may get lost.
                    let _ = route.post(&frame).await;
                }
                // Every page is asked for, so none needs to be confirmed.
                ClientFrame::Received(_) => {}
            }
        });
    }
}

/// Asks for events until the polling is dropped or nobody answers; the first page is the greeting.
async fn run(inner: &Weak<Inner>, route: &Route, hello: Hello) {
    let mut asked = hello.resume;
    loop {
        let answer = route.events(&asked.as_ref().map_or_else(String::new, query_after)).await;
        let (page, n_bytes) = match answer {
            Ok(answer) => answer,
            Err(error) => {
                if let Some(inner) = inner.upgrade() {
                    (inner.on_event)(PollEvent::Closed(close_code(&error)));
                }
                return;
            }
        };
        let is_behind = page.events.last().is_some_and(|event| event.seq < page.last_seq);
        let Some([hello, events]) = frames(page, asked.as_ref()) else {
            // Another history: the newest page is a beginning.
            asked = None;
            continue;
        };
        tell(inner, hello, 0);
        tell(inner, events, n_bytes);
        if !is_behind {
            pause(limits::POLL_INTERVAL_MS).await;
        }
        let Some(inner) = inner.upgrade() else { return };
        asked = (inner.resume)();
    }
}

async fn carry_out(inner: &Weak<Inner>, route: &Route, command: Command) {
    let (id, act) = (command.id, command.act.clone());
    let answered = route.post(&ClientFrame::Command(command)).await;
    match answered.and_then(|answer| answer.json::<Accepted>()) {
        Ok(accepted) => tell(inner, ServerFrame::Accepted(accepted), 0),
        Err(RequestError::Refused(problem)) if !ends_link(&problem, &act) => {
            tell(inner, ServerFrame::Rejected(Rejected { id, problem: *problem }), 0);
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

/// Asks for what follows this place.
pub(crate) fn query_after(resume: &Resume) -> String {
    ["?after=", &resume.after.0.to_string()].concat()
}

/// The code with which a socket would have been closed for the same reason.
pub fn close_code(error: &RequestError) -> u16 {
    match error {
        RequestError::Refused(problem) => 4_000_u16.saturating_add(problem.status),
        RequestError::Unreachable | RequestError::Unreadable(_) => CLOSE_ABNORMAL,
    }
}
