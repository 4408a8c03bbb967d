//! A TCP proxy that breaks the network on purpose, switchable while connections are open.
//! Bytes that a black hole holds back are not dropped: as with real TCP they arrive after healing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::door::Door;
use crate::wait;

/// How the network behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Everything passes.
    Passes,
    /// Nothing passes, nobody is told.
    BlackHole,
    /// Nothing passes from the server to the client.
    LosesAnswers,
    /// Nothing passes from the client to the server.
    LosesRequests,
    /// Every piece takes so long.
    Delays(Duration),
}

/// A direction of travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// A proxy in front of a door.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    target: SocketAddr,
    network: watch::Sender<Network>,
    /// Counts up; every connection that was made under a lower number is reset.
    resets: watch::Sender<u64>,
    /// Bytes that may still pass before a reset; negative when there is no such limit.
    until_cut: [AtomicI64; 2],
    n_accepted: AtomicU64,
}

impl Proxy {
    /// A proxy in front of this door, through which everything passes.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn before(door: &Door) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("the listener has an address");
        let shared = Arc::new(Shared {
            target: door.address,
            network: watch::Sender::new(Network::Passes),
            resets: watch::Sender::new(0),
            until_cut: [AtomicI64::new(-1), AtomicI64::new(-1)],
            n_accepted: AtomicU64::new(0),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, accepting }
    }

    /// The way in.
    pub fn door(&self) -> Door {
        Door::new(self.address)
    }

    /// From now on the network behaves so, for connections that are open as well.
    pub fn becomes(&self, network: Network) {
        self.shared.network.send_replace(network);
    }

    /// Resets all connections that are open now.
    pub fn resets(&self) {
        self.shared.resets.send_modify(|n_resets| *n_resets += 1);
    }

    /// Lets this many bytes more pass in this direction, then resets the connection in whose
    /// midst that happened, and behaves well again.
    pub fn cuts_after(&self, n_bytes: u32, direction: Direction) {
        self.shared.until_cut[direction as usize].store(i64::from(n_bytes), Ordering::SeqCst);
    }

    /// How many connections have come so far.
    pub fn n_accepted(&self) -> u64 {
        self.shared.n_accepted.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.resets();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        shared.n_accepted.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(connect(client, Arc::clone(&shared)));
    }
}

async fn connect(mut client: TcpStream, shared: Arc<Shared>) {
    let mut resets = shared.resets.subscribe();
    let Ok(mut server) = TcpStream::connect(shared.target).await else {
        drop(client.set_zero_linger());
        return;
    };
    for stream in [&client, &server] {
        drop(stream.set_nodelay(true));
    }
    let is_orderly = {
        let (client_in, client_out) = client.split();
        let (server_in, server_out) = server.split();
        let both_ways = async {
            tokio::try_join!(
                carry(client_in, server_out, Direction::ToServer, &shared),
                carry(server_in, client_out, Direction::ToClient, &shared),
            )
        };
        tokio::select! {
            _ = resets.changed() => false,
            result = both_ways => result.is_ok(),
        }
    };
    if !is_orderly {
        for stream in [&client, &server] {
            drop(stream.set_zero_linger());
        }
    }
}

/// The connection ends with a reset.
struct Broken;

/// Carries one direction until its orderly end.
async fn carry(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    direction: Direction,
    shared: &Shared,
) -> Result<(), Broken> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await;
        shared.lets_pass(direction).await;
        let n_read = read.map_err(|_| Broken)?;
        if n_read == 0 {
            return to.shutdown().await.map_err(|_| Broken);
        }
        let n_allowed = shared.takes_from_cut(n_read, direction);
        to.write_all(&buffer[..n_allowed]).await.map_err(|_| Broken)?;
        if n_allowed < n_read {
            return Err(Broken);
        }
    }
}

impl Shared {
    /// Waits until the network lets something pass in this direction.
    async fn lets_pass(&self, direction: Direction) {
        let mut network = self.network.subscribe();
        let state = network.wait_for(|network| match network {
            Network::Passes | Network::Delays(_) => true,
            Network::BlackHole => false,
            Network::LosesAnswers => direction == Direction::ToServer,
            Network::LosesRequests => direction == Direction::ToClient,
        });
        // The sender lives as long as this.
        let delay = match state.await.as_deref() {
            Ok(Network::Delays(delay)) => Some(*delay),
            _ => None,
        };
        if let Some(delay) = delay {
            wait::pass(delay).await;
        }
    }

    /// How many of these bytes may pass before the cut.
    fn takes_from_cut(&self, n_read: usize, direction: Direction) -> usize {
        let left = &self.until_cut[direction as usize];
        let n_read = i64::try_from(n_read).unwrap_or(i64::MAX);
        let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| match left {
            ..0 => None,
            _ => Some(if left < n_read { -1 } else { left - n_read }),
        });
        usize::try_from(before.unwrap_or(n_read).min(n_read)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that sends back what comes.
    async fn echo() -> Door {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    drop(tokio::io::copy(&mut from, &mut to).await);
                });
            }
        });
        Door::new(address)
    }

    async fn says(stream: &mut TcpStream, text: &str) -> Option<String> {
        stream.write_all(text.as_bytes()).await.unwrap();
        hears(stream, text.len()).await
    }

    async fn hears(stream: &mut TcpStream, n_bytes: usize) -> Option<String> {
        let mut bytes = vec![0; n_bytes];
        let read = wait::nothing_else_within(wait::SILENCE, stream.read_exact(&mut bytes)).await?;
        read.ok().map(|_| String::from_utf8(bytes).unwrap())
    }

    #[tokio::test]
    async fn what_a_black_hole_holds_back_comes_after_healing() {
        let proxy = Proxy::before(&echo().await).await;
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        assert_eq!(says(&mut stream, "one").await.as_deref(), Some("one"));
        for network in [Network::BlackHole, Network::LosesAnswers, Network::LosesRequests] {
            proxy.becomes(network);
            assert_eq!(says(&mut stream, "two").await, None, "{network:?}");
            proxy.becomes(Network::Passes);
            assert_eq!(hears(&mut stream, 3).await.as_deref(), Some("two"), "{network:?}");
        }
    }

    #[tokio::test]
    async fn reset_breaks_what_is_open_and_nothing_else() {
        let proxy = Proxy::before(&echo().await).await;
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        assert_eq!(says(&mut stream, "one").await.as_deref(), Some("one"));
        proxy.resets();
        let error = stream.read(&mut [0; 1]).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        assert_eq!(says(&mut stream, "two").await.as_deref(), Some("two"));
    }

    #[tokio::test]
    async fn cut_falls_on_the_very_byte() {
        let proxy = Proxy::before(&echo().await).await;
        for n_bytes in [0, 1, 4] {
            let mut stream = TcpStream::connect(proxy.address).await.unwrap();
            assert_eq!(says(&mut stream, "whole").await.as_deref(), Some("whole"));
            proxy.cuts_after(n_bytes, Direction::ToClient);
            stream.write_all(b"broken").await.unwrap();
            let mut came = Vec::new();
            stream.read_to_end(&mut came).await.unwrap_err();
            assert_eq!(came, &b"broken"[..n_bytes as usize]);
        }
    }
}
