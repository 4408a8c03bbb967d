//! A server that nobody has a reason to reach: every host that is not on the stage leads to it, and
//! whoever knocks is noted with the first words.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A host of the canary's for texts that try to reach one.
pub const HOST: &str = "canary.example";

/// Hosts that a browser without any page asks for its own ends.
const OF_THE_BROWSER: [&str; 5] =
    ["*.google.com", "*.googleapis.com", "*.gstatic.com", "*.gvt1.com", "*.duckduckgo.com"];

/// The server.
pub struct Canary {
    address: SocketAddr,
    knocks: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Canary {
    /// Waits for what must not come.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn waits() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let knocks = Arc::default();
        let noted: Arc<Mutex<Vec<String>>> = Arc::clone(&knocks);
        let accepting = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut words = vec![0; 2_048];
                let n_read = stream.read(&mut words).await.unwrap_or(0);
                // Also of an encrypted greeting the host can be read.
                let is_word = |byte: &&u8| byte.is_ascii_graphic() || **byte == b' ';
                let words = words[..n_read].iter().filter(is_word).map(|byte| char::from(*byte)).collect();
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(words);
            }
        });
        Self { address, knocks, accepting }
    }

    /// What makes a browser take every other host for this one, except those that it asks by itself.
    pub fn flag(&self) -> String {
        let of_its_own = OF_THE_BROWSER.map(|host| format!("MAP {host} ~NOTFOUND")).join(", ");
        let canary = format!("MAP * {}", self.address);
        format!("--host-resolver-rules={of_its_own}, {canary}, EXCLUDE localhost, EXCLUDE 127.0.0.1")
    }

    /// Fails when somebody knocked.
    ///
    /// # Panics
    /// When somebody did.
    pub fn was_left_alone(&self) {
        let knocks = self.knocks.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(knocks.is_empty(), "somebody asked a foreign host: {knocks:?}");
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
