//! A server in front of ours that notes every request, counts what is downloaded, and on demand
//! answers wrongly, not at all, or refuses the connection. Sockets pass through it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pulina_shared::problem::Code;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::door::Door;
use crate::http_server::{HttpServer, Request};
use crate::wait;

/// What comes instead of the right answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A page about this status.
    Status(u16),
    /// Bytes that are nothing, with the type of a script or page as asked for.
    Garbage,
    /// A right answer of another type.
    Type,
    /// A script that is another one by some bytes, with everything else as it should be.
    Changed,
    /// Nothing, while the connection stays open.
    Silence,
    /// The connection is reset.
    Reset,
    /// A socket opens and closes at once, because the client is of an older version.
    Outdated,
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `GET`, `POST` …
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Request line and headers.
    pub head: String,
    /// Bytes of the answer, head and body, so far.
    pub n_bytes: u64,
}

/// The server in front.
pub struct Front {
    server: HttpServer,
    shared: Arc<Shared>,
}

struct Shared {
    target: Door,
    seen: Mutex<Vec<Seen>>,
    wrongs: Mutex<Vec<(String, Wrong)>>,
    /// Counts up; every connection made under a lower number is reset.
    resets: watch::Sender<u64>,
    /// sockets that are open now.
    n_sockets: watch::Sender<usize>,
}

/// Counted as long as it lives.
struct Counted(Arc<Shared>);

impl Counted {
    fn new(shared: Arc<Shared>) -> Self {
        shared.n_sockets.send_modify(|n_sockets| *n_sockets += 1);
        Self(shared)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.n_sockets.send_modify(|n_sockets| *n_sockets -= 1);
    }
}

impl Front {
    /// A server in front of this door.
    pub async fn before(door: &Door) -> Self {
        let shared = Arc::new(Shared {
            target: door.clone(),
            seen: Mutex::default(),
            wrongs: Mutex::default(),
            resets: watch::Sender::new(0),
            n_sockets: watch::Sender::new(0),
        });
        let of_requests = Arc::clone(&shared);
        let server = HttpServer::start(move |request| pass(request, Arc::clone(&of_requests))).await;
        Self { server, shared }
    }

    /// The way in.
    pub fn door(&self) -> Door {
        Door::new(self.server.address)
    }

    /// From now on what begins with this path is answered wrongly; behind a star, what ends with it.
    pub fn breaks(&self, path: &str, wrong: Wrong) {
        lock(&self.shared.wrongs).push((path.to_owned(), wrong));
    }

    /// Breaks every connection, and from now on every new one that asks for a path that begins so.
    pub fn goes_down_at(&self, path: &str) {
        self.breaks(path, Wrong::Reset);
        self.shared.resets.send_modify(|n_resets| *n_resets += 1);
    }

    /// Everything is answered rightly from now on.
    pub fn heals(&self) {
        lock(&self.shared.wrongs).clear();
    }

    /// How many sockets are open now.
    pub fn n_sockets(&self) -> usize {
        *self.shared.n_sockets.borrow()
    }

    /// Waits until so many sockets are open.
    ///
    /// # Panics
    /// When they are not in time.
    pub async fn has_sockets(&self, n_sockets: usize) {
        let mut count = self.shared.n_sockets.subscribe();
        let counted = wait::nothing_else_within(wait::ANSWERED, count.wait_for(|n| *n == n_sockets)).await;
        assert!(counted.is_some(), "{} sockets instead of {n_sockets}", self.n_sockets());
    }

    /// How many sockets were asked for so far.
    pub fn n_sockets_asked(&self) -> usize {
        self.seen().iter().filter(|seen| seen.path.ends_with("/socket")).count()
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }
}

async fn pass(request: Request, shared: Arc<Shared>) {
    let number = {
        let mut seen = lock(&shared.seen);
        let (method, path) = (request.method.clone(), request.path.clone());
        seen.push(Seen { method, path, head: request.head.clone(), n_bytes: 0 });
        seen.len() - 1
    };
    let wrong = {
        let wrongs = lock(&shared.wrongs);
        let is_meant = |path: &str| match path.strip_prefix('*') {
            Some(end) => request.path.split('?').next().is_some_and(|path| path.ends_with(end)),
            None => request.path.starts_with(path),
        };
        wrongs.iter().find(|(path, _)| is_meant(path)).map(|(_, wrong)| *wrong)
    };
    let mut resets = shared.resets.subscribe();
    let _counted = request.is_upgrade().then(|| Counted::new(Arc::clone(&shared)));
    tokio::select! {
        _ = resets.changed() => {}
        () = answer(request, wrong, number, &shared) => {}
    }
}

async fn answer(request: Request, wrong: Option<Wrong>, number: usize, shared: &Shared) {
    let asked_type = if request.path.starts_with("/embed/") { "text/javascript" } else { "text/html" };
    match wrong {
        None => carry(request, number, shared).await,
        Some(Wrong::Status(status)) => {
            request.answer(status, &[("content-type", "text/html")], b"<h1>No</h1>").await;
        }
        Some(Wrong::Garbage) => request.answer(200, &[("content-type", asked_type)], b"\x00\xff}{ <<<").await,
        Some(Wrong::Type) => {
            let headers = [("content-type", "image/png"), ("x-content-type-options", "nosniff")];
            request.answer(200, &headers, b"window.wrong = 1").await;
        }
        Some(Wrong::Changed) => {
            let headers = [("content-type", "text/javascript"), ("access-control-allow-origin", "*")];
            request.answer(200, &headers, b"window.Pulina = { planted: true };").await;
        }
        Some(Wrong::Silence) => std::future::pending().await,
        Some(Wrong::Reset) => drop(request.stream.set_zero_linger()),
        Some(Wrong::Outdated) => close_as_outdated(request).await,
    }
}

async fn close_as_outdated(mut request: Request) {
    let key = request.header("sec-websocket-key").unwrap_or_default();
    let accept = derive_accept_key(key.as_bytes());
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
    );
    // A close frame with nothing but its code.
    let [high, low] = Code::UpgradeRequired.close_code().to_be_bytes();
    let frame = [0x88, 2, high, low];
    // A browser that went away needs no answer.
    drop(request.stream.write_all(&[head.as_bytes(), &frame].concat()).await);
    drop(request.stream.read(&mut [0; 64]).await);
}

async fn carry(mut request: Request, number: usize, shared: &Shared) {
    let Ok(mut server) = TcpStream::connect(shared.target.address).await else {
        return drop(request.stream.set_zero_linger());
    };
    // One request for each connection, or later ones would pass unseen.
    let head = if request.is_upgrade() {
        request.head.clone()
    } else {
        let lines = request.head.trim_end().lines();
        let kept = lines.filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
        format!("{}\r\nconnection: close\r\n\r\n", kept.collect::<Vec<_>>().join("\r\n"))
    };
    if server.write_all(head.as_bytes()).await.is_err() || server.write_all(&request.rest).await.is_err() {
        return;
    }
    let (mut client_in, mut client_out) = request.stream.split();
    let (mut server_in, mut server_out) = server.split();
    let to_client = async {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(n_read @ 1..) = server_in.read(&mut buffer).await {
            lock(&shared.seen)[number].n_bytes += n_read as u64;
            if client_out.write_all(&buffer[..n_read]).await.is_err() {
                break;
            }
        }
    };
    let to_server = async {
        drop(tokio::io::copy(&mut client_in, &mut server_out).await);
    };
    // When one side has ended its part, nothing of the other matters any more.
    tokio::select! { () = to_client => {}, () = to_server => {} }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
