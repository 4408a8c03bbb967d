//! One participant's socket to one conversation, and everything that was heard on it.
//! It reads only when somebody waits for something, confirms what came as PROTOCOL.md asks, and
//! never repairs: what came is kept as it came.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use pulina_shared::ids::{ConversationId, MessageId, Seq};
use pulina_shared::limits;
use pulina_shared::problem::Problem;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::VERSION;
use pulina_shared::wire::conversation::{
    Accepted, Act, ClientFrame, Command, ConversationState, ErrorFrame, Event, EventKind, Hello, SendMessage,
    ServerFrame, ServerHello, ServerText, TypingSignal,
};

use crate::door::Door;
use crate::socket::{Heard, NotOpened, Socket, SocketOptions};
use crate::view::{Connection, View};
use crate::{random, wait};

/// How a participant proves who they are.
#[derive(Clone)]
pub enum Credentials {
    /// By the token in the first frame.
    Visitor(VisitorToken),
    /// By the session's cookie at the upgrade.
    Agent(String),
}

/// Everything needed to open a line, again and again.
#[derive(Clone)]
pub struct Address {
    /// Where to knock.
    pub door: Door,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Who.
    pub credentials: Credentials,
}

impl Address {
    /// Opens the bare socket; nothing is said on it.
    ///
    /// # Errors
    /// When it is refused or the connection fails.
    pub async fn knock(&self, options: &SocketOptions) -> Result<Socket, NotOpened> {
        wait::within("the socket opens", wait::ANSWERED, self.knock_for_ever(options)).await
    }

    /// Opens the bare socket, however long that may take.
    ///
    /// # Errors
    /// When it is refused or the connection fails.
    pub async fn knock_for_ever(&self, options: &SocketOptions) -> Result<Socket, NotOpened> {
        let path = format!("/v1/conversations/{}/socket", self.conversation);
        let options = match &self.credentials {
            Credentials::Visitor(_) => options.clone(),
            Credentials::Agent(cookie) => {
                options.clone().header("cookie", cookie).header("origin", &self.door.origin())
            }
        };
        Socket::try_open(&self.door, &path, &options).await
    }

    /// The first frame for this view.
    pub fn hello(&self, view: &View) -> ClientFrame {
        let token = match &self.credentials {
            Credentials::Visitor(token) => Some(token.clone()),
            Credentials::Agent(_) => None,
        };
        ClientFrame::Hello(Hello { version: VERSION, token, resume: view.place() })
    }
}

/// Why a line ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The server closed, with this code and reason.
    Closed(u16, String),
    /// The connection broke.
    Lost,
}

/// An open line, after the server's hello.
pub struct Line {
    socket: Socket,
    /// What was seen, over this and earlier connections.
    pub view: View,
    /// The server's hello.
    pub hello: ServerHello,
    /// The newest state.
    pub state: ConversationState,
    /// All typing signals that came.
    pub typing: Vec<TypingSignal>,
    /// All answers that came and were not taken yet.
    pub answers: HashMap<MessageId, Vec<Result<Accepted, Problem>>>,
    /// All errors that came.
    pub errors: Vec<ErrorFrame>,
    ending: Option<Ending>,
    n_unconfirmed: u64,
    unconfirmed_bytes: u64,
}

impl Line {
    /// Opens a line, going on from where the view stops.
    ///
    /// # Errors
    /// How it ended, when the server did not say hello; what was seen goes back to the caller.
    pub async fn open(
        address: &Address,
        view: View,
        options: &SocketOptions,
    ) -> Result<Self, (Ending, View)> {
        let Ok(mut socket) = address.knock(options).await else { return Err((Ending::Lost, view)) };
        let hello = address.hello(&view);
        let asked = view.place();
        socket.send_json(&hello).await;
        let mut errors = Vec::new();
        let (hello, behind, n_bytes) = loop {
            match socket.hear().await {
                Heard::Text(text) => {
                    let mut frames = read(&text).into_iter();
                    match frames.next() {
                        Some(ServerFrame::Hello(hello)) => break (hello, frames, text.len()),
                        Some(ServerFrame::Error(error)) => errors.push(error),
                        other => panic!("{}: before the hello came {other:?}", view.name),
                    }
                }
                Heard::Closed(code, reason) => return Err((Ending::Closed(code, reason), view)),
                Heard::Lost => return Err((Ending::Lost, view)),
            }
        };
        let mut view = view;
        view.connections.push(Connection {
            asked,
            epoch: hello.epoch.clone(),
            resumed: hello.resumed,
            after: hello.after,
            events: Vec::new(),
        });
        let mut line = Self {
            socket,
            view,
            state: hello.state.clone(),
            hello,
            typing: Vec::new(),
            answers: HashMap::new(),
            errors,
            ending: None,
            n_unconfirmed: 0,
            unconfirmed_bytes: 0,
        };
        for frame in behind {
            line.file(frame, n_bytes).await;
        }
        Ok(line)
    }

    /// Says nothing for so long but that it is there, as clients do.
    pub async fn stays(&mut self, length: Duration) {
        let until = Instant::now() + length;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.sends_text(limits::HEARTBEAT_PING).await;
            wait::pass(left.min(Duration::from_millis(limits::HEARTBEAT_INTERVAL_MS))).await;
        }
    }

    /// Sends any text frame.
    pub async fn sends_text(&mut self, text: impl Into<String>) {
        self.socket.send_text(text).await;
    }

    /// Sends a binary frame.
    pub async fn sends_binary(&mut self, bytes: Vec<u8>) {
        self.socket.send_binary(bytes).await;
    }

    /// Sends a frame.
    pub async fn sends(&mut self, frame: &ClientFrame) {
        self.socket.send_json(frame).await;
    }

    /// Sends a message under this id and does not wait.
    pub async fn sends_message(&mut self, id: MessageId, text: &str) {
        let act = Act::SendMessage(SendMessage::plain(text.to_owned()));
        self.sends(&ClientFrame::Command(Command { id, act })).await;
    }

    /// Says something and waits until it is stored.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn says(&mut self, text: &str) -> Accepted {
        let id = random::message_id();
        self.sends_message(id, text).await;
        self.answer(id).await.unwrap_or_else(|problem| panic!("{text:?} was refused: {problem:?}"))
    }

    /// Asks for anything under a new id and waits for the answer.
    ///
    /// # Errors
    /// The refusal.
    pub async fn does(&mut self, act: Act) -> Result<Accepted, Problem> {
        self.does_as(random::message_id(), act).await
    }

    /// The same under this id.
    ///
    /// # Errors
    /// The refusal.
    pub async fn does_as(&mut self, id: MessageId, act: Act) -> Result<Accepted, Problem> {
        self.sends(&ClientFrame::Command(Command { id, act })).await;
        self.answer(id).await
    }

    /// The answer to a command.
    ///
    /// # Errors
    /// The refusal.
    pub async fn answer(&mut self, id: MessageId) -> Result<Accepted, Problem> {
        self.hears(&format!("an answer to {id}"), |line| {
            let answers = line.answers.get_mut(&id)?;
            if answers.is_empty() { None } else { Some(answers.remove(0)) }
        })
        .await
    }

    /// Waits until a message with this text stands in the timeline.
    pub async fn sees(&mut self, text: &str) -> Event {
        self.hears(&format!("the message {text:?}"), |line| {
            line.view.timeline().into_iter().find(|event| message_text(event) == Some(text)).cloned()
        })
        .await
    }

    /// Waits until everything up to this place stands in the timeline.
    pub async fn sees_up_to(&mut self, seq: Seq) {
        self.hears(&format!("everything up to {seq:?}"), |line| (line.last_seq() >= seq).then_some(())).await;
    }

    /// Waits until the state is as wanted.
    pub async fn sees_state(
        &mut self,
        what: &str,
        is_wanted: impl Fn(&ConversationState) -> bool,
    ) -> ConversationState {
        self.hears(what, |line| is_wanted(&line.state).then(|| line.state.clone())).await
    }

    /// Waits for an error frame with this code.
    pub async fn sees_error(&mut self, code: &str) -> ErrorFrame {
        self.hears(&format!("the error {code}"), |line| {
            line.errors.iter().find(|error| error.problem.code == code).cloned()
        })
        .await
    }

    /// Waits until the line ends.
    pub async fn ends(&mut self) -> Ending {
        self.ends_within(wait::ANSWERED).await
    }

    /// Waits until the line ends.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn ends_within(&mut self, limit: Duration) -> Ending {
        let name = self.view.name.clone();
        wait::within(&format!("{name}: the end of the line"), limit, async {
            while self.ending.is_none() {
                self.hear().await;
            }
        })
        .await;
        self.ending.clone().expect("the line has ended")
    }

    /// Reads on until there is what was looked for.
    ///
    /// # Panics
    /// When it does not come in time, or the line ends before.
    pub async fn hears<T>(&mut self, what: &str, mut find: impl FnMut(&mut Self) -> Option<T>) -> T {
        let what = format!("{}: {what}", self.view.name);
        wait::within(&what, wait::ANSWERED, async {
            loop {
                if let Some(found) = find(self) {
                    return found;
                }
                if let Some(ending) = &self.ending {
                    panic!("{what}: the line ended with {ending:?}; errors: {:?}", self.errors);
                }
                self.hear().await;
            }
        })
        .await
    }

    /// Reads what comes until nothing came for a moment.
    pub async fn hears_all(&mut self) {
        while self.ending.is_none() && wait::nothing_else_within(wait::SILENCE, self.hear()).await.is_some() {
        }
    }

    /// Reads one text and files its frames.
    pub async fn hear(&mut self) {
        match self.socket.hear().await {
            Heard::Text(text) if text == limits::HEARTBEAT_PONG => {}
            Heard::Text(text) => {
                for frame in read(&text) {
                    self.file(frame, text.len()).await;
                }
            }
            Heard::Closed(code, reason) => self.ending = Some(Ending::Closed(code, reason)),
            Heard::Lost => {
                self.ending.get_or_insert(Ending::Lost);
            }
        }
    }

    /// `n_bytes` is what the text has in which it came.
    async fn file(&mut self, frame: ServerFrame, n_bytes: usize) {
        match frame {
            ServerFrame::Hello(hello) => panic!("{}: a second hello: {hello:?}", self.view.name),
            ServerFrame::Events(page) => {
                self.n_unconfirmed += page.events.len() as u64;
                self.unconfirmed_bytes += n_bytes as u64;
                if let Some(connection) = self.view.connections.last_mut() {
                    connection.events.extend(page.events);
                }
                if self.n_unconfirmed >= limits::CONFIRM_EVENTS
                    || self.unconfirmed_bytes >= limits::CONFIRM_BYTES
                {
                    self.confirms().await;
                }
            }
            ServerFrame::State(state) => self.state = state,
            ServerFrame::Typing(signal) => self.typing.push(signal),
            ServerFrame::Accepted(accepted) => {
                self.answers.entry(accepted.id).or_default().push(Ok(accepted));
            }
            ServerFrame::Rejected(rejected) => {
                self.answers.entry(rejected.id).or_default().push(Err(rejected.problem));
            }
            ServerFrame::Error(error) => self.errors.push(error),
            ServerFrame::Unknown => panic!("{}: an unknown frame", self.view.name),
        }
    }

    /// Tells the server what has arrived.
    pub async fn confirms(&mut self) {
        (self.n_unconfirmed, self.unconfirmed_bytes) = (0, 0);
        let received = ClientFrame::Received(self.last_seq());
        self.socket.send_json(&received).await;
    }

    /// The last event that came.
    pub fn last_seq(&self) -> Seq {
        self.view.place().map_or(Seq(0), |place| place.after)
    }

    /// The texts in the timeline.
    pub fn texts(&self) -> Vec<String> {
        self.view.timeline().into_iter().filter_map(message_text).map(str::to_owned).collect()
    }

    /// How the line ended, if it has.
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Breaks the connection and keeps what was seen.
    pub fn loses_connection(self) -> View {
        self.socket.reset();
        self.view
    }

    /// Closes as a client that is done and keeps what was seen.
    pub async fn leaves(self) -> View {
        self.socket.close().await;
        self.view
    }
}

/// The frames of a text.
///
/// # Panics
/// When it holds something else.
pub fn read(text: &str) -> Vec<ServerFrame> {
    let ServerText(frames) = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    frames
}

/// The text of a message; `None` for other events.
pub fn message_text(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Message(message) => Some(&message.text),
        _ => None,
    }
}
