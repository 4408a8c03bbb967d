//! The network goes away: connections break and are refused, or nothing is heard any more. (The
//! browser's own offline mode only stalls an open socket, so the network is broken from outside.)

use pulina_tests::proxy::{Network, Proxy};
use pulina_tests::site::Site;
use pulina_tests::stage::Stage;

const WRITTEN: [&str; 4] = ["Before", "One", "Two", "Three"];

#[tokio::test]
async fn what_is_written_without_a_network_arrives_in_order() {
    let (stage, front) = Stage::behind_front().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says(WRITTEN[0]).await;
    visitor.last_stands("Sent").await;

    front.goes_down_at("/");
    for words in &WRITTEN[1..] {
        visitor.says(words).await;
        visitor.last_stands("Sending…").await;
    }
    front.heals();
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&WRITTEN).await;
    let agent = stage.agent().await;
    agent.opens_ticket("Three").await;
    agent.sees_exactly(&WRITTEN).await;
}

#[tokio::test]
async fn what_a_black_hole_swallowed_arrives_in_order() {
    let site = Site::start_without_rates().await;
    let proxy = Proxy::before(&site.door()).await;
    let stage = Stage::of(site, proxy.door()).await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says(WRITTEN[0]).await;
    visitor.last_stands("Sent").await;

    proxy.becomes(Network::BlackHole);
    for words in &WRITTEN[1..] {
        visitor.says(words).await;
        visitor.last_stands("Sending…").await;
    }
    // What was on the way is lost with its connections.
    proxy.resets();
    proxy.becomes(Network::Passes);
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&WRITTEN).await;
    let agent = stage.agent().await;
    agent.opens_ticket("Three").await;
    agent.sees_exactly(&WRITTEN).await;
}

#[tokio::test]
async fn reload_without_a_network_keeps_what_waits_and_what_was_being_typed() {
    let (stage, front) = Stage::behind_front().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says(WRITTEN[0]).await;
    visitor.last_stands("Sent").await;

    front.goes_down_at("/v1/");
    visitor.says(WRITTEN[1]).await;
    visitor.says(WRITTEN[2]).await;
    visitor.tab.types("Thr").await;
    visitor.tab.reloads().await;
    let panel = visitor.opens_chat().await;
    visitor.sees_exactly(&WRITTEN[1..3]).await;
    panel.until("the draft is back", "document.getElementById('text').value === 'Thr'").await;
    visitor.says("ee").await;
    visitor.last_stands("Sending…").await;

    front.heals();
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&WRITTEN).await;
    let agent = stage.agent().await;
    agent.opens_ticket("Three").await;
    agent.sees_exactly(&WRITTEN).await;
}

#[tokio::test]
async fn first_message_without_a_network_waits_too() {
    let (stage, front) = Stage::behind_front().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.running_panel().await;
    front.goes_down_at("/v1/");
    visitor.says("Hello?").await;
    visitor.last_stands("Sending…").await;
    visitor.panel().await.shows(".status", "Your message is sent when you are back.").await;
    front.heals();
    visitor.last_stands("Sent").await;
    stage.agent().await.opens_ticket("Hello?").await;
}
