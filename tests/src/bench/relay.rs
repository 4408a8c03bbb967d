//! How fast a message travels from a visitor to an agent, how many travel in a second, and what
//! idle conversations cost. Not measured: browsers, real networks, more than one process.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::rig::{Peer, Rig};
use crate::wait;

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct RelaySize {
    /// Messages sent one at a time, for latency.
    pub n_single: usize,
    /// Messages through one conversation.
    pub n_pipelined: usize,
    /// Conversations at once.
    pub n_conversations: usize,
    /// Messages through each of them.
    pub n_per_conversation: usize,
    /// Conversations that do nothing.
    pub n_idle: usize,
    /// How long they do nothing before the memory is read.
    pub idle: Duration,
}

impl RelaySize {
    /// As the bench runs it.
    pub const FULL: Self = Self {
        n_single: 3_000,
        n_pipelined: 10_000,
        n_conversations: 100,
        n_per_conversation: 100,
        n_idle: 5_000,
        // Objects fall asleep about ten seconds after the last alarm.
        idle: Duration::from_secs(20),
    };
    /// As the tests run it.
    pub const SMALL: Self = Self {
        n_single: 20,
        n_pipelined: 200,
        n_conversations: 5,
        n_per_conversation: 10,
        n_idle: 5,
        idle: Duration::from_millis(10),
    };
}

/// Messages of one conversation that are unanswered at once.
const WINDOW: usize = 64;
/// The same when many conversations share the machine.
const WINDOW_OF_MANY: usize = 8;
/// Messages that warm up engine and compiler and are not measured.
const N_WARM_UP: usize = 200;
/// A sentence of usual length.
const TEXT: &str = "Hello, I ordered a lamp last week and it has not arrived yet. Can you help me?";

/// What was measured.
#[derive(Clone, Debug)]
pub struct RelayFigures {
    /// From the visitor's send to the agent's receipt, sorted.
    pub latencies: Vec<Duration>,
    /// Messages a second through one conversation, seen by the agent.
    pub per_second: f64,
    /// Messages a second through many conversations together.
    pub per_second_of_many: f64,
    /// Memory of the process with all idle conversations open.
    pub idle_bytes: u64,
}

impl RelayFigures {
    /// The latency below which this share of the messages lies.
    pub fn latency(&self, percent: usize) -> Duration {
        let place = (self.latencies.len() * percent / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(place).copied().unwrap_or_default()
    }
}

/// Measures one relay. `start` is called twice: idle conversations get a process of their own.
pub async fn measure<F: Future<Output = Rig>>(start: impl Fn() -> F, size: &RelaySize) -> RelayFigures {
    let rig = start().await;
    let (latencies, per_second) = one_conversation(&rig, size).await;
    let per_second_of_many = many_conversations(&rig, size).await;
    drop(rig);
    let idle_bytes = idle_conversations(&start().await, size).await;
    RelayFigures { latencies, per_second, per_second_of_many, idle_bytes }
}

async fn one_conversation(rig: &Rig, size: &RelaySize) -> (Vec<Duration>, f64) {
    let (mut visitor, mut agent) = rig.pair().await;
    stream(&mut visitor, &mut agent, N_WARM_UP.min(size.n_pipelined), WINDOW).await;
    let mut latencies = Vec::with_capacity(size.n_single);
    for _ in 0..size.n_single {
        let sent_at = Instant::now();
        visitor.says(TEXT).await;
        agent.hears_messages(1).await;
        latencies.push(sent_at.elapsed());
        visitor.hears_answers(1).await;
    }
    latencies.sort_unstable();
    let took = stream(&mut visitor, &mut agent, size.n_pipelined, WINDOW).await;
    (latencies, rate(size.n_pipelined, took))
}

async fn many_conversations(rig: &Rig, size: &RelaySize) -> f64 {
    let mut pairs = Vec::new();
    for _ in 0..size.n_conversations {
        let (mut visitor, mut agent) = rig.pair().await;
        // The first message makes files; that is not what is measured here.
        stream(&mut visitor, &mut agent, 1, 1).await;
        pairs.push((visitor, agent));
    }
    let started_at = Instant::now();
    join_all(
        pairs
            .iter_mut()
            .map(|(visitor, agent)| stream(visitor, agent, size.n_per_conversation, WINDOW_OF_MANY)),
    )
    .await;
    rate(size.n_conversations * size.n_per_conversation, started_at.elapsed())
}

async fn idle_conversations(rig: &Rig, size: &RelaySize) -> u64 {
    let mut visitors = Vec::new();
    for _ in 0..size.n_idle {
        let (mut visitor, _) = rig.visitor().await;
        visitor.says(TEXT).await;
        visitor.hears_answers(1).await;
        visitors.push(visitor);
    }
    wait::pass(size.idle).await;
    rig.memory_bytes()
}

/// Sends messages with at most `window` unanswered; how long until the agent had them all.
async fn stream(visitor: &mut Peer, agent: &mut Peer, n_messages: usize, window: usize) -> Duration {
    let started_at = Instant::now();
    let sending = async {
        for n_sent in 0..n_messages {
            if n_sent >= window {
                visitor.hears_answers(1).await;
            }
            visitor.says(TEXT).await;
        }
        visitor.hears_answers(window.min(n_messages)).await;
    };
    let receiving = async {
        agent.hears_messages(n_messages).await;
        started_at.elapsed()
    };
    futures_util::future::join(sending, receiving).await.1
}

#[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
fn rate(n_messages: usize, took: Duration) -> f64 {
    n_messages as f64 / took.as_secs_f64()
}
