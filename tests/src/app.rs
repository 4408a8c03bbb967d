//! The client machine that panels and desks run, driven over real sockets: it decides when to
//! ping, when a link is dead and when to come back. Plain HTTP is not driven here; nobody may
//! count on it, because three sockets in a row must fail first.

use std::time::Duration;

use pulina_shared::client::{Action, Client, Input, Role};
use pulina_shared::connection::{Link, Transport};
use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::wire::conversation::Event;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinHandle};

use crate::line::{Address, Credentials};
use crate::socket::{Heard, NotOpened, Socket, SocketOptions};
use crate::{line, random, wait};

/// A running app of one participant.
pub struct App {
    inputs: mpsc::UnboundedSender<Input>,
    client: watch::Receiver<Client>,
    task: AbortHandle,
}

impl App {
    /// Starts it for a conversation that exists.
    pub fn starts(address: Address, role: Role) -> Self {
        let client = Client::new(role);
        let (inputs, received) = mpsc::unbounded_channel();
        let (shown, watched) = watch::channel(client.clone());
        let driver = Driver { address, client, shown, link: None, wake_in: None };
        let task = tokio::spawn(driver.run(received)).abort_handle();
        let app = Self { inputs, client: watched, task };
        app.does(Input::Begin { visited: true });
        app
    }

    /// Hands something to the machine.
    ///
    /// # Panics
    /// When the driver failed.
    pub fn does(&self, input: Input) {
        self.inputs.send(input).expect("the app runs");
    }

    /// Says something; it may be offline.
    pub fn says(&self, text: &str) -> MessageId {
        let id = random::message_id();
        self.does(Input::say(id, text.to_owned()));
        id
    }

    /// Waits until the machine is as wanted.
    ///
    /// # Panics
    /// When it does not come to be in time.
    pub async fn becomes(&mut self, what: &str, limit: Duration, is_wanted: impl Fn(&Client) -> bool) {
        let came = wait::within(what, limit, self.client.wait_for(|client| is_wanted(client))).await;
        came.expect("the app runs");
    }

    /// Waits until the link is open and up to date.
    pub async fn is_connected(&mut self, limit: Duration) {
        self.becomes("the link is open", limit, |client| client.link() == Link::Open).await;
    }

    /// What stands in the log as this app has it.
    pub fn events(&self) -> Vec<Event> {
        self.client.borrow().timeline().events().to_vec()
    }

    /// The place up to which the log has come.
    pub fn client(&self) -> Client {
        self.client.borrow().clone()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.task.abort();
    }
}

enum Carrier {
    Opening(JoinHandle<Result<Socket, NotOpened>>),
    Open(Box<Socket>),
}

struct Driver {
    address: Address,
    client: Client,
    shown: watch::Sender<Client>,
    link: Option<Carrier>,
    wake_in: Option<Duration>,
}

impl Driver {
    async fn run(mut self, mut received: mpsc::UnboundedReceiver<Input>) {
        loop {
            let inputs = tokio::select! {
                input = received.recv() => {
                    let Some(input) = input else { return };
                    vec![input]
                }
                inputs = carry(&mut self.link, &self.address) => inputs,
                () = wait::pass(self.wake_in.unwrap_or_default()), if self.wake_in.is_some() => {
                    vec![Input::Woke]
                }
            };
            for input in inputs {
                self.take(input).await;
            }
        }
    }

    async fn take(&mut self, input: Input) {
        let random = u64::from_le_bytes(random::bytes());
        let now = random::now();
        let outcome = self.client.process(input, now, random);
        self.wake_in = outcome.wake_at.map(|at| Duration::from_millis(at.since(now)));
        for action in outcome.actions {
            self.perform(action).await;
        }
        self.shown.send_replace(self.client.clone());
    }

    async fn perform(&mut self, action: Action) {
        match action {
            Action::Open(Transport::Socket) => {
                let address = self.address.clone();
                let opening = async move { address.knock_for_ever(&SocketOptions::default()).await };
                self.link = Some(Carrier::Opening(tokio::spawn(opening)));
            }
            Action::Open(Transport::Http) => panic!("three sockets in a row never opened"),
            Action::Visit | Action::ForgetVisit => panic!("the conversation is gone"),
            Action::Close => self.link = None,
            Action::Transmit(frame) => {
                if let Some(Carrier::Open(socket)) = &mut self.link {
                    socket.send_json(&frame).await;
                }
            }
            Action::Ping => {
                if let Some(Carrier::Open(socket)) = &mut self.link {
                    socket.send_text(limits::HEARTBEAT_PING).await;
                }
            }
            // There is no device that could keep anything.
            Action::Keep(_) | Action::Forget(_) => {}
            Action::GiveBack(item) => panic!("not taken: {item:?}"),
        }
    }
}

/// What comes next over the link; never, when there is none.
async fn carry(link: &mut Option<Carrier>, address: &Address) -> Vec<Input> {
    match link {
        None => std::future::pending().await,
        Some(Carrier::Opening(opening)) => {
            let Ok(Ok(socket)) = opening.await else {
                *link = None;
                return vec![Input::Closed(1006)];
            };
            *link = Some(Carrier::Open(Box::new(socket)));
            let token = match &address.credentials {
                Credentials::Visitor(token) => Some(token.clone()),
                Credentials::Agent(_) => None,
            };
            vec![Input::Opened { token }]
        }
        Some(Carrier::Open(socket)) => match socket.hear().await {
            Heard::Text(text) if text == limits::HEARTBEAT_PONG => vec![Input::Heard],
            Heard::Text(text) => {
                let n_bytes = text.len() as u64;
                let input = |frame| Input::Frame { frame: Box::new(frame), n_bytes };
                line::read(&text).into_iter().map(input).collect()
            }
            Heard::Closed(code, _) => {
                *link = None;
                vec![Input::Closed(code)]
            }
            Heard::Lost => {
                *link = None;
                vec![Input::Closed(1006)]
            }
        },
    }
}
