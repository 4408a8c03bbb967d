//! A network that lets no socket through: the chat goes on over plain HTTP, with a part of the app
//! that is asked for again when it could not be had. The desk asks again and again.

use pulina_tests::front::Wrong;
use pulina_tests::stage::Stage;
use pulina_tests::wait;

const CHUNK: &str = "/assets/panel-line-";

#[tokio::test]
async fn chat_goes_on_without_sockets_although_its_missing_part_comes_late() {
    let (stage, front) = Stage::behind_front().await;
    front.breaks(CHUNK, Wrong::Status(503));
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let n_fetched = || front.seen().iter().filter(|seen| seen.path.starts_with(CHUNK)).count();
    assert_eq!(n_fetched(), 0, "nobody needs it before there is a conversation");
    visitor.says("First").await;
    wait::until("the part to be asked for", wait::DRAINED, async || (n_fetched() > 0).then_some(())).await;
    visitor.last_stands("Sending…").await;
    front.heals();
    visitor.last_stands("Sent").await;
    let is_socket = |path: &str| path.ends_with("/socket");
    let socket = front.seen().into_iter().find(|seen| is_socket(&seen.path)).expect("a socket").path;

    front.goes_down_at(&socket);
    visitor.says("Second").await;
    visitor.last_stands("Sent").await;
    let agent = stage.agent().await;
    agent.opens_ticket("Second").await;
    agent.begins_reply().await;
    agent.replies("Third").await;
    visitor.sees_exactly(&["First", "Second", "Third"]).await;
}

/// As after a newer build was put in the place of the one that a page had loaded.
#[tokio::test]
async fn panel_whose_parts_are_gone_is_loaded_again_and_sends_what_waits() {
    let (stage, front) = Stage::behind_front().await;
    front.breaks(CHUNK, Wrong::Status(404));
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.running_panel().await.evaluate("window.isOld = true").await;
    visitor.says("Still here").await;
    wait::until("a new panel", wait::DRAINED, async || {
        let panel = visitor.running_panel().await;
        (panel.try_evaluate("window.isOld === undefined").await == Ok(true.into())).then_some(())
    })
    .await;
    front.heals();
    visitor.last_stands("Sent").await;
    visitor.sees_exactly(&["Still here"]).await;
}

#[tokio::test]
async fn desk_sees_new_tickets_without_a_socket() {
    let (stage, front) = Stage::behind_front().await;
    front.goes_down_at("/v1/help-desk/socket");
    let desk = stage.agent().await;
    let n_lists = || front.seen().iter().filter(|seen| seen.path.starts_with("/v1/tickets?")).count();
    // The first page, and then the questions that stand for the socket.
    wait::until("the list to be asked for again", wait::DRAINED, async || (n_lists() > 2).then_some(()))
        .await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Is anybody there?").await;
    desk.tab.shows("[data-testid=tickets]", "Is anybody there?").await;
    desk.opens_ticket("Is anybody there?").await;
    visitor.says("Hello?").await;
    desk.tab.shows("[data-testid=tickets]", "Hello?").await;
    desk.sees_exactly(&["Is anybody there?", "Hello?"]).await;
}
