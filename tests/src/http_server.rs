//! As much of an HTTP server as the tests need: one request for each connection. It reads the head
//! of a request; what follows is for whoever answers.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const HEAD_BYTES_MAX: usize = 64 * 1024;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// A request whose head has come.
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Request line and headers.
    pub head: String,
    /// The first bytes of the body, as far as they have come with the head.
    pub rest: Vec<u8>,
    /// The connection it came over.
    pub stream: TcpStream,
}

/// A listening server; it ends with the value.
pub struct HttpServer {
    /// Where it listens.
    pub address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl HttpServer {
    /// Hands every request to `answer`.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start<F>(answer: impl Fn(Request) -> F + Send + Sync + Clone + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let answer = answer.clone();
                tokio::spawn(async move {
                    if let Some(request) = Request::read(stream).await {
                        answer(request).await;
                    }
                });
            }
        });
        Self { address, accepting }
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Request {
    /// `None` when the other side went away or sent no head.
    async fn read(mut stream: TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(HEAD_END.len()).position(|part| part == HEAD_END) {
                break end + HEAD_END.len();
            }
            let n_read = stream.read_buf(&mut bytes).await.ok()?;
            if n_read == 0 || bytes.len() > HEAD_BYTES_MAX {
                return None;
            }
        };
        let rest = bytes.split_off(end);
        let head = String::from_utf8(bytes).ok()?;
        let mut line = head.lines().next()?.split(' ');
        let (method, path) = (line.next()?.to_owned(), line.next()?.to_owned());
        Some(Self { method, path, head, rest, stream })
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(is, _)| is.eq_ignore_ascii_case(name)).map(|(_, text)| text.trim())
    }

    /// Whether it asks for a WebSocket.
    pub fn is_upgrade(&self) -> bool {
        self.head.to_ascii_lowercase().contains("\r\nupgrade: websocket")
    }

    /// Answers with a whole body.
    pub async fn answer(mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        let mut head =
            format!("HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        // A browser that went away needs no answer.
        drop(self.stream.write_all(head.as_bytes()).await);
        drop(self.stream.write_all(body).await);
        drop(self.stream.shutdown().await);
    }
}
