//! Somebody who does not read harms only themselves.

use std::time::Duration;

use futures_util::future::join_all;
use pulina_shared::ids::Seq;
use pulina_shared::limits;
use pulina_tests::line::{Ending, Line};
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::socket::SocketOptions;
use pulina_tests::view::View;
use pulina_tests::wait;

/// To each go 17 MiB, 400 MiB in all. What the eight who do not read miss is far more than the
/// garbage by which the engine's memory goes up and down.
const N_STALLED: u64 = 8;
const N_HEALTHY_AGENTS: usize = 14;
const N_HEALTHY_VISITORS: usize = 1;
const N_MESSAGES: u64 = 600;
/// Half of what would be kept for those who do not read, if it were kept.
const MEMORY_GROWTH_BYTES_MAX: u64 = N_STALLED * N_MESSAGES * 3 * limits::MESSAGE_CHARACTERS_MAX as u64 / 2;

#[tokio::test]
async fn slow_readers_cost_no_memory_and_catch_up() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let (of_agent, of_visitor) = (agent.address(&visitor.begun.conversation), visitor.address());
    let mut healthy = Vec::new();
    for _ in 0..N_HEALTHY_AGENTS {
        healthy.push(agent.enters(&visitor.begun.conversation).await);
    }
    for _ in 0..N_HEALTHY_VISITORS {
        let line = Line::open(&of_visitor, View::of("healthy"), &SocketOptions::default()).await;
        healthy.push(line.map_err(|(ending, _)| ending).expect("a hello"));
    }
    // The same load without anybody slow shows what memory the work itself takes.
    write(&mut visitor, &mut healthy, Seq(N_MESSAGES)).await;
    let before_bytes = site.engine.memory_bytes();

    let options = SocketOptions { receive_buffer_bytes: Some(4 * 1024), ..SocketOptions::default() };
    let mut stalled = Vec::new();
    for _ in 0..N_STALLED {
        let line = Line::open(&of_visitor, View::of("stalled"), &options).await;
        stalled.push(line.map_err(|(ending, _)| ending).expect("a hello"));
    }
    write(&mut visitor, &mut healthy, Seq(2 * N_MESSAGES)).await;
    let growth_bytes = site.engine.memory_bytes().saturating_sub(before_bytes);
    println!("memory grew by {} KiB", growth_bytes / 1024);
    assert!(growth_bytes <= MEMORY_GROWTH_BYTES_MAX, "{growth_bytes} bytes");

    wait::pass(Duration::from_millis(limits::SLOW_READER_MS_MAX)).await;
    let closed = Ending::Closed(4_413, "slow_consumer".to_owned());
    join_all(stalled.into_iter().map(async |mut line| {
        // It begins to read again and finds that it was closed meanwhile.
        assert_eq!(line.ends().await, closed);
        assert_eq!(
            line.errors.iter().map(|error| error.problem.code.as_str()).collect::<Vec<_>>(),
            ["slow_consumer"]
        );
        let line = Line::open(&of_visitor, line.view, &SocketOptions::default()).await;
        let mut line = line.map_err(|(ending, _)| ending).expect("a hello");
        assert!(line.hello.resumed);
        line.sees_up_to(Seq(2 * N_MESSAGES)).await;
        let last = line.view.timeline().last().map(|event| event.seq);
        assert_eq!(last, Some(Seq(2 * N_MESSAGES)));
        let timeline = line.view.timeline();
        assert!(
            timeline.windows(2).all(|pair| pair[1].seq == pair[0].seq.next()),
            "in order, once, without a hole"
        );
    }))
    .await;
    let mut of_agent = Line::open(&of_agent, View::of("agent"), &SocketOptions::default())
        .await
        .map_err(|(e, _)| e)
        .expect("a hello");
    of_agent.says("all is well").await;
}

/// Writes large messages up to this place, read by everybody who is healthy.
async fn write(writer: &mut Line, healthy: &mut [Line], up_to: Seq) {
    let text = "…".repeat(limits::MESSAGE_CHARACTERS_MAX);
    let writing = async {
        while writer.last_seq() < up_to {
            let id = random::message_id();
            writer.sends_message(id, &text).await;
            let accepted = writer.answer(id).await.expect("it is accepted");
            writer.sees_up_to(accepted.seq).await;
        }
    };
    let reading = join_all(healthy.iter_mut().map(async |line| {
        wait::within("the healthy ones have everything", wait::DRAINED, async {
            while line.last_seq() < up_to {
                assert_eq!(line.ending(), None);
                line.hear().await;
            }
        })
        .await;
    }));
    tokio::join!(writing, reading);
}
