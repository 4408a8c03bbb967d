//! One WebSocket, raw: whatever text or bytes one likes to send, and whatever comes back.
//! What it means is the business of the actors; hostile tests use this directly.

use std::io;

use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::door::Door;
use crate::wait;

/// An open WebSocket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A text frame.
    Text(String),
    /// The server closed, with this code and reason.
    Closed(u16, String),
    /// The connection broke without a close frame.
    Lost,
}

/// Why a socket did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// Answered by this HTTP status.
    Refused(u16),
    /// The connection failed before an answer.
    Lost,
}

/// What is special about a socket.
#[derive(Clone, Default)]
pub struct SocketOptions {
    /// Headers of the upgrade.
    pub headers: Vec<(String, String)>,
    /// The receive buffer; small for those who shall not read.
    pub receive_buffer_bytes: Option<u32>,
}

impl SocketOptions {
    /// The same with a header more.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Socket {
    /// Opens a socket.
    ///
    /// # Errors
    /// When it is refused or the connection fails.
    ///
    /// # Panics
    /// When nothing at all comes back.
    pub async fn open(door: &Door, path: &str, options: &SocketOptions) -> Result<Self, NotOpened> {
        wait::within(path, wait::ANSWERED, Self::try_open(door, path, options)).await
    }

    /// Opens a socket, however long that may take.
    ///
    /// # Errors
    /// When it is refused or the connection fails.
    ///
    /// # Panics
    /// When path or headers are malformed.
    pub async fn try_open(door: &Door, path: &str, options: &SocketOptions) -> Result<Self, NotOpened> {
        let mut request = format!("ws://{}{path}", door.address).into_client_request().expect("a path");
        for (name, value) in &options.headers {
            let name = HeaderName::try_from(name.as_str()).expect("a header name");
            request
                .headers_mut()
                .insert(name, HeaderValue::try_from(value.as_str()).expect("a header value"));
        }
        let stream = connect(door, options).await.map_err(|_| NotOpened::Lost)?;
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((stream, response)) => {
                let extensions = response.headers().get("sec-websocket-extensions");
                assert_eq!(extensions, None, "frames are not compressed");
                Ok(Self { stream })
            }
            Err(Error::Http(response)) => Err(NotOpened::Refused(response.status().as_u16())),
            Err(_) => Err(NotOpened::Lost),
        }
    }

    /// Sends a text frame. A broken connection is noticed when the next frame is read.
    pub async fn send_text(&mut self, text: impl Into<String>) {
        self.send(Message::text(text.into())).await;
    }

    /// Sends a value as a JSON text frame.
    ///
    /// # Panics
    /// When the value has no JSON form.
    pub async fn send_json(&mut self, value: &impl Serialize) {
        self.send_text(serde_json::to_string(value).expect("it has a JSON form")).await;
    }

    /// Sends a binary frame.
    pub async fn send_binary(&mut self, bytes: Vec<u8>) {
        self.send(Message::binary(bytes)).await;
    }

    async fn send(&mut self, message: Message) {
        // Reading tells what happened to the connection, in order with what came before.
        drop(self.stream.send(message).await);
    }

    /// The next frame, however long it takes.
    pub async fn hear(&mut self) -> Heard {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Heard::Text(text.as_str().to_owned()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.as_str().to_owned());
                }
                Some(Ok(Message::Close(None))) => return Heard::Closed(1005, String::new()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Lost,
            }
        }
    }

    /// Closes as a client that is done.
    pub async fn close(mut self) {
        drop(self.stream.close(None).await);
    }

    /// Breaks the connection with a reset, without a close frame.
    pub fn reset(self) {
        // Without it the end is an orderly one, which is a weaker test.
        drop(self.stream.get_ref().set_zero_linger());
    }
}

async fn connect(door: &Door, options: &SocketOptions) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if let Some(bytes) = options.receive_buffer_bytes {
        socket.set_recv_buffer_size(bytes)?;
    }
    let stream = socket.connect(door.address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
