//! What makes itself heard: one sound in one tab and one notification for each message of the other
//! side that the visitor has not seen, and only if they want it.

use pulina_shared::wire::conversation::{Act, EditMessage};
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::random;
use pulina_tests::stage::{CLOSE, OPEN, Stage};
use pulina_tests::wait;
use serde_json::{Value, json};

use super::crew::{Crew, FIRST, until_all};

/// Counts the sounds of a panel.
const COUNT_SOUNDS: &str = "window.n_sounds = 0; \
    window.AudioContext = class extends AudioContext { constructor() { super(); window.n_sounds++; } }; true";

/// A browser that notes notifications instead of showing them, and what it is asked.
fn notifying(answer: &str) -> TabOptions {
    let first_script = format!(
        "window.__notes = []; window.__asked = 0;
        window.Notification = class {{
            static permission = 'default';
            static requestPermission() {{ window.__asked++; this.permission = {}; return Promise.resolve(this.permission); }}
            constructor(title, options) {{ window.__notes.push(options.body); }}
            close() {{}}
        }}",
        json!(answer)
    );
    TabOptions { first_script, ..TabOptions::default() }
}

async fn count(frames: &[Frame], script: &str) -> u64 {
    let mut n = 0;
    for frame in frames {
        n += frame.evaluate(script).await.as_u64().unwrap_or_default();
    }
    n
}

/// Waits until so many sounds were made in all tabs together, and no more come.
async fn makes_sounds(panels: &[Frame], n_sounds: u64) {
    wait::until("the sounds", wait::ANSWERED, async || {
        (count(panels, "window.n_sounds").await >= n_sounds).then_some(())
    })
    .await;
    // Longer than a message waits to be seen.
    wait::pass(2 * wait::SILENCE).await;
    assert_eq!(count(panels, "window.n_sounds").await, n_sounds);
}

async fn listens(crew: &Crew) -> Vec<Frame> {
    let panels = crew.panels().await;
    for panel in &panels {
        panel.evaluate(COUNT_SOUNDS).await;
    }
    panels
}

/// The person looks at another window.
async fn looks_away(panels: &[Frame]) {
    for panel in panels {
        panel
            .evaluate(
                "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }); \
                 document.dispatchEvent(new Event('visibilitychange'))",
            )
            .await;
    }
}

#[tokio::test]
async fn message_makes_one_sound_in_one_of_five_tabs_unless_it_is_seen() {
    let mut crew = Crew::of(5).await;
    let panels = listens(&crew).await;
    crew.line.says("Seen at once").await;
    until_all(&panels, "the message", "document.body.innerText.includes('Seen at once')").await;
    makes_sounds(&panels, 0).await;

    crew.tabs[0].tab.click("button", CLOSE).await;
    crew.tabs[4].tab.find("button", OPEN).await;
    for n in 1..=3 {
        crew.line.says(&format!("Not seen {n}")).await;
        makes_sounds(&panels, n).await;
    }
}

#[tokio::test]
async fn only_what_the_other_side_says_makes_a_sound() {
    let mut crew = Crew::of(2).await;
    let panels = listens(&crew).await;
    crew.tabs[0].tab.click("button", CLOSE).await;
    crew.tabs[1].tab.find("button", OPEN).await;
    let said = random::message_id();
    crew.line.sends_message(said, "Hulo").await;
    makes_sounds(&panels, 1).await;
    let edit = EditMessage { message: said, text: "Hello".to_owned() };
    crew.line.does(Act::EditMessage(edit)).await.expect("it is the agent's own");
    let mut ticket = crew.agent.sees_ticket("Hello").await;
    ticket = crew.agent.gives(&ticket, None, ticket.owner.clone()).await.expect("it is the agent's");
    crew.agent.closes(&ticket).await;
    until_all(&panels, "the end", "document.body.innerText.includes('ended')").await;
    makes_sounds(&panels, 1).await;
}

#[tokio::test]
async fn silence_is_remembered_in_every_tab() {
    let mut crew = Crew::of(2).await;
    let panel = crew.tabs[1].running_panel().await;
    panel.click("button", "Menu").await;
    panel.click("button", "Turn sound off").await;
    panel.find("button", "Turn sound on").await;
    crew.tabs[0].tab.reloads().await;
    crew.tabs[0].opens_chat().await;
    let panels = listens(&crew).await;
    crew.tabs[0].tab.click("button", CLOSE).await;
    crew.tabs[1].tab.find("button", OPEN).await;
    crew.line.says("Psst").await;
    crew.tabs[0].tab.find("button", "Open the chat, 1 unread message").await;
    makes_sounds(&panels, 0).await;
}

#[tokio::test]
async fn wish_of_somebody_who_said_nothing_is_not_stored() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.click("button", "Menu").await;
    panel.click("button", "Turn sound off").await;
    panel.find("button", "Turn sound on").await;
    assert_eq!(panel.evaluate("localStorage.length").await, json!(0));
    visitor.tab.presses("Escape").await;
    visitor.says("Now").await;
    visitor.last_stands("Sent").await;
    let kept = "Object.keys(localStorage).some(key => key.endsWith('.silent'))";
    assert_eq!(panel.evaluate(kept).await, json!(true), "from the first message on it is");
}

#[tokio::test]
async fn notification_comes_once_after_a_click_asked_for_it() {
    let mut crew = Crew::with(3, &notifying("granted")).await;
    let panels = crew.panels().await;
    let hosts: Vec<Frame> = crew.tabs.iter().map(|tab| Frame::clone(&tab.tab)).collect();
    let n_asked = "window.__asked";
    let n_notes = "window.__notes.length";
    looks_away(&panels).await;
    crew.line.says("Nobody asked for it").await;
    wait::pass(3 * wait::SILENCE).await;
    assert_eq!((count(&hosts, n_asked).await, count(&hosts, n_notes).await), (0, 0));

    panels[1].click("button", "Menu").await;
    panels[1].click("button", "Turn notifications on").await;
    wait::until("the browser to ask", wait::ANSWERED, async || {
        (count(&hosts, n_asked).await == 1).then_some(())
    })
    .await;
    // The permission is the site's; the stand-in has one for each tab.
    for host in &hosts {
        host.evaluate("Notification.permission = 'granted'").await;
    }
    crew.line.says("One").await;
    wait::until("a notification", wait::ANSWERED, async || (count(&hosts, n_notes).await > 0).then_some(()))
        .await;
    wait::pass(2 * wait::SILENCE).await;
    assert_eq!(count(&hosts, n_notes).await, 1);
    let mut notes = Vec::new();
    for host in &hosts {
        notes.extend(host.evaluate("window.__notes").await.as_array().cloned().unwrap_or_default());
    }
    assert_eq!(notes, [json!("2 unread messages")], "how many, never what");
}

#[tokio::test]
async fn refused_notification_is_told() {
    let crew = Crew::with(1, &notifying("denied")).await;
    let panel = crew.tabs[0].running_panel().await;
    panel.click("button", "Menu").await;
    panel.click("button", "Turn notifications on").await;
    panel.shows("[role=alert]", "Your browser blocks notifications.").await;
    panel.find("button", "Turn notifications on").await;
    let kept: Value = panel.evaluate("Object.keys(localStorage).some(key => key.endsWith('.notify'))").await;
    assert_eq!(kept, json!(false));
    assert!(crew.tabs[0].messages().await == [FIRST]);
}
