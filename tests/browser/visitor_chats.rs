//! A conversation from the first click to the read mark.

use pulina_tests::chromium::keys::Held;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::Stage;

#[tokio::test]
async fn visitor_and_agent_talk() {
    let stage = Stage::sets().await;
    let agent = stage.agent().await;
    agent.tab.find("heading", "All quiet").await;

    let visitor = stage.visitor("demo/index.html").await;
    visitor.opens_chat().await;
    visitor.says("Do you ship to Norway?").await;
    visitor.last_stands("Sent").await;

    // The ticket comes by itself; an agent who takes it says so to the visitor.
    agent.opens_ticket("Do you ship to Norway?").await;
    agent.tab.click("button", "Take").await;
    agent.tab.shows("[data-testid=log]", "You took this ticket").await;
    visitor.panel().await.shows("[role=log]", "\u{2068}Ana\u{2069} joined the conversation").await;

    // Both see the other one write, and only while it lasts.
    agent.begins_reply().await;
    agent.tab.types("Yes, on").await;
    visitor.panel().await.shows(".typing", "\u{2068}Ana\u{2069} is writing").await;
    agent.tab.types(" Tuesdays.").await;
    agent.tab.presses("Enter").await;
    visitor.sees("Yes, on Tuesdays.").await;
    visitor.panel().await.until("nobody writes", "!document.querySelector('.typing').innerText").await;
    agent.tab.shows("[data-testid=log]", "Seen").await;

    visitor.tab.types("And").await;
    agent.tab.shows(".composer__typing", "is typing").await;
    visitor.says(" to Iceland?").await;
    visitor.last_stands("Seen").await;
    let messages = ["Do you ship to Norway?", "Yes, on Tuesdays.", "And to Iceland?"];
    agent.sees_exactly(&messages).await;
    visitor.sees_exactly(&messages).await;
}

#[tokio::test]
async fn conversation_goes_on_after_a_reload() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Is the blue one sold?").await;
    visitor.last_stands("Sent").await;

    visitor.tab.reloads().await;
    let agent = stage.agent().await;
    agent.opens_ticket("Is the blue one sold?").await;
    agent.replies("It is still here.").await;

    visitor.opens_chat().await;
    visitor.sees_exactly(&["Is the blue one sold?", "It is still here."]).await;
    visitor.says("Then I take it.").await;
    let messages = ["Is the blue one sold?", "It is still here.", "Then I take it."];
    agent.sees_exactly(&messages).await;
    visitor.sees_exactly(&messages).await;
}

#[tokio::test]
async fn long_message_of_several_lines_stays_one_message() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.tab.types("First").await;
    visitor.tab.presses_with("Enter", Held::Shift).await;
    visitor.says("Second").await;
    visitor.sees_exactly(&["First\nSecond"]).await;
}

#[tokio::test]
async fn closed_conversation_opens_again_when_the_visitor_writes() {
    let stage = Stage::sets().await;
    let visitor = stage.visits(&stage.chromium.person().await, "plain.html", &TabOptions::default()).await;
    visitor.opens_chat().await;
    visitor.says("Thank you!").await;
    let agent = stage.agent().await;
    agent.opens_ticket("Thank you!").await;
    agent.tab.click("button", "Close").await;
    agent.tab.find("heading", "All quiet").await;
    let panel = visitor.panel().await;
    panel.shows(".status", "This conversation was closed. Write to open it again.").await;
    visitor.says("One more thing").await;
    visitor.last_stands("Sent").await;
    agent.opens_ticket("One more thing").await;
}
