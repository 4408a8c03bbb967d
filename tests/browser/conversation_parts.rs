//! What a conversation has besides plain words: messages said otherwise and taken back, answers to
//! choose from, cards, several conversations, the end, the rating, transcripts, emoji.

use pulina_shared::limits;
use pulina_shared::wire::channel::ClosedRule;
use pulina_shared::wire::content::{Choice, LinkCard};
use pulina_shared::wire::conversation::{Act, EditMessage, SendMessage};
use pulina_tests::channel::choose;
use pulina_tests::chromium::files::Folder;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::random;
use pulina_tests::stage::{COMPOSER, Stage};
use serde_json::json;

/// The app runs and has nothing in its log.
const BEGINS_ANEW: &str =
    "document.querySelector('[role=log]') !== null && !document.querySelector('.message-log__list .message')";

/// Shows what is shown only to a pointer or a key.
async fn actions_of_last(panel: &Frame) {
    panel
        .until("the actions are there", "document.querySelector('.message--own:last-child .message__action')")
        .await;
}

#[tokio::test]
async fn question_stays_while_the_message_is_seen() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Where is my lamp?").await;
    visitor.last_stands("Sent").await;
    actions_of_last(&panel).await;
    panel.click("button", "Delete").await;
    panel.shows(".message__actions", "Delete this message?").await;
    let agent = stage.agent().await;
    agent.opens_ticket("Where is my lamp?").await;
    visitor.last_stands("Seen").await;
    panel.shows(".message__actions", "Delete this message?").await;
    panel.click("button", "Delete").await;
    panel.shows(".message--deleted", "This message was deleted").await;
}

#[tokio::test]
async fn message_is_said_otherwise_and_taken_back() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Wher is my lamp?").await;
    visitor.last_stands("Sent").await;
    let agent = stage.agent().await;
    agent.opens_ticket("Wher is my lamp?").await;

    actions_of_last(&panel).await;
    panel.click("button", "Edit").await;
    panel.shows(".composer__notice", "Edit your message").await;
    panel.until("its words are there", "document.getElementById('text').value === 'Wher is my lamp?'").await;
    panel.evaluate("document.getElementById('text').select()").await;
    visitor.says("Where is my lamp?").await;
    visitor.sees_exactly(&["Where is my lamp?"]).await;
    panel.shows(".message__edited", "Edited").await;
    agent.sees("Where is my lamp?").await;
    panel.until("the field is empty", "document.getElementById('text').value === ''").await;

    // Leaving it leaves the message as it is, and what was being written comes back.
    visitor.tab.types("And").await;
    for leaves in ["Cancel", "Escape"] {
        panel.click("button", "Edit").await;
        panel
            .until("its words are there", "document.getElementById('text').value === 'Where is my lamp?'")
            .await;
        visitor.tab.types("x").await;
        match leaves {
            "Escape" => visitor.tab.presses(leaves).await,
            _ => panel.click("button", leaves).await,
        }
        panel.until("the draft is back", "document.getElementById('text').value === 'And'").await;
        visitor.sees_exactly(&["Where is my lamp?"]).await;
    }

    panel.click("button", "Delete").await;
    panel.shows(".message__actions", "Delete this message?").await;
    panel.click("button", "Delete").await;
    panel.shows(".message--deleted", "This message was deleted").await;
    agent
        .tab
        .until("it is gone", "!document.querySelector('[data-testid=log]').innerText.includes('lamp')")
        .await;
}

#[tokio::test]
async fn answers_to_choose_from_are_said_or_lead_to_a_page() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("A lamp, please").await;
    let ticket = agent.sees_ticket("A lamp, please").await;
    let mut line = agent.opens(&ticket).await;
    let said = SendMessage {
        choices: vec![
            Choice::text("The tall one", "I take the tall one"),
            Choice::link("All lamps", "https://shop.example/lamps"),
        ],
        cards: vec![LinkCard {
            url: "https://shop.example/tall".to_owned(),
            title: "Tall lamp".to_owned(),
            text: "Two metres of light.".to_owned(),
        }],
        ..SendMessage::plain("Which one?".to_owned())
    };
    line.does(Act::SendMessage(said)).await.expect("users may");
    visitor.sees("Which one?").await;
    panel
        .find("link", "Tall lamp Two metres of light. https://shop.example/tall (opens in a new window)")
        .await;
    panel.find("link", "All lamps (opens in a new window)").await;
    let leads = "[...document.querySelectorAll('.link-card, .choice--link')].map(it => [it.href, it.target, it.rel].join(' '))";
    assert_eq!(
        panel.evaluate(leads).await,
        json!([
            "https://shop.example/tall _blank noopener noreferrer ugc",
            "https://shop.example/lamps _blank noopener noreferrer ugc",
        ])
    );
    panel.click("button", "The tall one").await;
    visitor.sees_exactly(&["A lamp, please", "Which one?", "I take the tall one"]).await;
    panel.until("nothing is left to choose", "!document.querySelector('.choices')").await;
    panel.until("the field has the focus", "document.activeElement?.id === 'text'").await;
    agent.sees_ticket("I take the tall one").await;
}

#[tokio::test]
async fn visitor_has_several_conversations_and_goes_between_them() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("About the lamp").await;
    visitor.last_stands("Sent").await;
    agent.sees_ticket("About the lamp").await;
    panel.click("button", "Menu").await;
    panel.click("button", "New conversation").await;
    let panel = visitor.running_panel().await;
    panel.until("it begins anew", BEGINS_ANEW).await;
    panel.click("textbox", "Your message").await;
    visitor.says("About the table").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("About the table").await;
    agent.opens(&ticket).await.says("It is sold").await;
    visitor.sees_exactly(&["About the table", "It is sold"]).await;
    agent.sees_ticket("It is sold").await;

    panel.click("button", "Menu").await;
    panel.click("button", "Conversations").await;
    panel.shows(".sheet__conversation", "It is sold").await;
    assert_eq!(panel.texts(".sheet__preview").await, ["It is sold", "About the lamp"]);
    panel.evaluate("[...document.querySelectorAll('.sheet__conversation')].at(-1).click()").await;
    visitor.sees_exactly(&["About the lamp"]).await;
}

#[tokio::test]
async fn conversation_that_cannot_be_begun_says_why() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("The first").await;
    visitor.last_stands("Sent").await;
    let kept = |name: &str| format!("localStorage['pulina.{}.{name}']", stage.site.channel());
    let token = panel.evaluate(&kept("token")).await;
    for _ in 1..pulina_shared::limits::OPEN_CONVERSATIONS_MAX {
        let wish = json!({"begin": pulina_tests::random::message_id()});
        let path = format!("/v1/channels/{}/visits", stage.site.channel());
        let ask = stage.site.door().post(&path).bearer(token.as_str().unwrap_or_default());
        ask.json(&wish).granted::<serde_json::Value>().await;
    }
    panel.click("button", "Menu").await;
    panel.click("button", "New conversation").await;
    panel.shows("[role=alert]", "You have too many open conversations. End one of them first.").await;
}

#[tokio::test]
async fn closed_for_good_leads_to_a_new_one() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.closed = ClosedRule::ReopenWithinHours(0)).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Thank you!").await;
    let ticket = agent.sees_ticket("Thank you!").await;
    agent.closes(&ticket).await;
    panel.shows("[role=status]", "This conversation is closed. Start a new one to write to us.").await;
    panel.click("button", "New conversation").await;
    let panel = visitor.running_panel().await;
    panel.until("it begins anew", BEGINS_ANEW).await;
    panel.click("textbox", "Your message").await;
    visitor.says("One more thing").await;
    visitor.last_stands("Sent").await;
    let next = agent.sees_ticket("One more thing").await;
    assert_ne!(next.conversation, ticket.conversation);
}

#[tokio::test]
async fn visitor_ends_the_conversation_and_says_how_it_was() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.asks_for_rating = true).await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    panel.click("button", "Menu").await;
    panel.click("button", "End conversation").await;
    panel.shows(".sheet__question", "End this conversation?").await;
    panel.click("button", "Cancel").await;
    panel.click("button", "End conversation").await;
    panel.click("button", "End").await;
    panel.shows("[role=log]", "You ended the conversation").await;
    panel.find("group", "How was this conversation?").await;
    panel.click("radio", "Good").await;
    panel.click("textbox", "Would you like to tell us more?").await;
    visitor.tab.types("Quick").await;
    panel.click("button", "Send feedback").await;
    panel.shows("[role=status]", "Thank you for your feedback.").await;
    panel.shows("[role=log]", "You rated the conversation 4 of 5").await;
    agent.desk.sees("the rating", |ticket| ticket.rating == Some(4)).await;
    // Writing again opens it again.
    panel.click("textbox", "Your message").await;
    visitor.says("One more thing").await;
    visitor.last_stands("Sent").await;
    panel.shows("[role=log]", "You opened the conversation again").await;
}

#[tokio::test]
async fn transcript_is_kept_as_page_and_as_text() {
    let stage = Stage::sets().await;
    let folder = Folder::new();
    let person = stage.chromium.person().await;
    person.keeps_downloads_in(&folder).await;
    let visitor = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    let panel = visitor.opens_chat().await;
    visitor.says("Where is <b>my</b> lamp?").await;
    visitor.last_stands("Sent").await;
    panel.click("button", "Menu").await;
    panel.click("button", "Download transcript as text").await;
    let text = String::from_utf8(folder.gets("chat.txt").await).expect("it is UTF-8");
    assert!(text.contains("Time zone: UTC") && text.contains("You\nWhere is <b>my</b> lamp?"), "{text}");
    panel.click("button", "Download transcript").await;
    let page = String::from_utf8(folder.gets("chat.html").await).expect("it is UTF-8");
    assert!(page.contains("Where is &lt;b&gt;my&lt;/b&gt; lamp?"), "{page}");
}

#[tokio::test]
async fn emoji_are_found_by_name_and_written_where_the_caret_is() {
    let stage = Stage::sets().await;
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&format!("{}?lang=fi", stage.panel_address())).await;
    let panel = &*tab;
    panel.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
    panel.click("textbox", "Viestisi").await;
    tab.types("Hei!").await;
    tab.presses("ArrowLeft").await;
    panel.click("button", "Lisää emoji").await;
    panel.find("grid", "Lisää emoji").await;
    panel.until("the search has the focus", "document.activeElement?.type === 'search'").await;
    tab.types("peuk").await;
    panel.until("two are found", "document.querySelectorAll('.emoji__cell').length === 2").await;
    assert_eq!(panel.texts(".emoji__cell").await, ["👍", "👎"]);
    tab.presses("ArrowDown").await;
    tab.presses("ArrowRight").await;
    panel.until("the second has the focus", "document.activeElement?.innerText === '👎'").await;
    tab.presses("ArrowLeft").await;
    tab.presses("Enter").await;
    panel.until("it is written", "document.getElementById('text').value === 'Hei👍!'").await;
    panel.until("the field has the focus", "document.activeElement?.id === 'text'").await;
    // Nothing is remembered of somebody who sent nothing.
    assert_eq!(panel.evaluate("localStorage.length").await, 0);
    tab.presses("Enter").await;
    panel.shows(".message-log__list .message__bubble", "Hei👍!").await;

    panel.click("button", "Lisää emoji").await;
    panel.until("the search has the focus", "document.activeElement?.type === 'search'").await;
    tab.types("qqq").await;
    panel.shows(".emoji__note", "Emojeja ei löytynyt").await;
    tab.presses("Escape").await;
    panel.until("it is closed", "!document.querySelector('.emoji')").await;
    panel.until("the field has the focus", "document.activeElement?.id === 'text'").await;
    panel.click("button", "Lisää emoji").await;
    panel.until("the search has the focus", "document.activeElement?.type === 'search'").await;
    tab.types("kahvi").await;
    tab.presses("Enter").await;
    panel.until("it is written", "document.getElementById('text').value === '☕'").await;
    panel.click("button", "Lisää emoji").await;
    panel.find("rowgroup", "Viimeksi käytetyt").await;
    assert_eq!(panel.texts(".emoji__group:first-child .emoji__cell").await, ["☕"]);
    let kept = format!("localStorage['pulina.{}.emoji']", stage.site.channel());
    assert_eq!(panel.evaluate(&kept).await, "☕");
}

#[tokio::test]
async fn history_that_shows_nothing_is_fetched_until_there_is_something_to_read() {
    let stage = Stage::sets().await;
    // In a window so tall nothing ever scrolls.
    let options = TabOptions { size: (1280, 3_000), ..TabOptions::default() };
    let tab = stage.chromium.person().await.tab_with(&options).await;
    tab.goes_to(&stage.panel_address()).await;
    tab.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
    tab.click("textbox", COMPOSER).await;
    tab.types("The very first").await;
    tab.presses("Enter").await;
    let mut agent = stage.site.agent().await;
    let ticket = agent.sees_ticket("The very first").await;
    let mut line = agent.opens(&ticket).await;
    // Each change of a message is an event, and none of them is a line.
    for message in 0..4 * limits::FIRST_PAGE_EVENTS / u64::from(limits::EDITS_MAX) {
        let id = random::message_id();
        line.sends_message(id, &format!("Message {message}")).await;
        line.answer(id).await.expect("users may say something");
        for n in 1..=limits::EDITS_MAX {
            let text = format!("Message {message} as it was said the {n}th time");
            line.does(Act::EditMessage(EditMessage { message: id, text })).await.expect("just said");
        }
    }
    tab.reloads().await;
    tab.click("button", "Earlier messages").await;
    tab.shows(".message-log__list", "The very first").await;
}
