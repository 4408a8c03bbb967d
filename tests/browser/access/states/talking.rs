//! A conversation from its first word to its end, with everything that can stand in it.

use pulina_shared::wire::content::{Choice, LinkCard};
use pulina_shared::wire::conversation::{Act, ClientFrame, SendMessage};
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::front::{Front, Wrong};
use pulina_tests::line::Line;
use pulina_tests::pictures::png_with_place;
use pulina_tests::stage::Stage;
use pulina_tests::upload::Sender;

use super::super::inspection::Breadth;
use super::{Walk, click, shown};

/// Everything that a text can hold.
const RICH: &str = "See **this** or [our terms](https://kelo.example/terms):\n\n- cups, _fired_ twice\n- bowls\n\n\
    > What about the lake bowl?\n\n```\ncup --size large --colour green --glaze matt --handle left\n```\n\
    https://kelo.example/a-rather-long-address/that-does-not-fit/into-one-line/of-a-narrow-panel";

/// The device believes that what it keeps was written eight days earlier.
const AGE_OUTBOX: &str = "
for (const key of Object.keys(localStorage).filter(key => key.includes('.outbox.'))) {
  const item = JSON.parse(localStorage[key]);
  item.written_at -= 8 * 24 * 60 * 60 * 1000;
  localStorage[key] = JSON.stringify(item);
}";

/// The number on the launcher.
const BADGE: &str = "document.querySelector('pulina-widget').shadowRoot.querySelector('b').textContent";

/// A name that is longer than its place.
const FILE: &str = "A broken saucer on the kitchen table.txt";

/// Two characters too many.
const TOO_LONG: &str = "(() => {
  const field = document.getElementById('text');
  field.value = 'word '.repeat(2000) + 'ab';
  field.dispatchEvent(new Event('input', { bubbles: true }));
})()";

pub async fn is_walked(breadth: Breadth) -> usize {
    let (stage, front) = Stage::behind_front().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.asks_for_rating = true).await;
    let mut walk = Walk::begins(&stage, &stage.host, breadth).await;
    walk.looks_at_page("launcher").await;
    let panel = walk.opens().await;
    walk.looks_at_page("page with the open panel").await;
    walk.looks_at_panel("before the first message", &panel).await;
    walk.says(&panel, "Is the morning cup safe in the dishwasher?").await;
    let ticket = agent.sees_ticket("Is the morning cup safe in the dishwasher?").await;
    let mut line = agent.opens(&ticket).await;
    talks(&mut walk, &panel, &mut line).await;
    sends_files(&mut walk, &panel, &front, (&agent, &ticket, &mut line)).await;
    changes_its_mind(&mut walk, &panel).await;
    uses_the_menu(&mut walk, &panel).await;
    let panel = comes_back(&mut walk, &mut line).await;
    let panel = loses_the_link(&mut walk, panel, &front).await;
    ends(&mut walk, &panel, &agent, &ticket).await;
    walk.inspection.ends()
}

async fn talks(walk: &mut Walk, panel: &Frame, line: &mut Line) {
    line.sends(&ClientFrame::Typing(true)).await;
    shown(panel, ".typing__dots").await;
    walk.looks_at_panel("somebody writes", panel).await;
    line.says("It is.").await;
    line.says(RICH).await;
    shown(panel, ".message__bubble pre").await;
    walk.looks_at_panel("conversation", panel).await;
    let said = SendMessage {
        text: "Which one?".to_owned(),
        choices: ["The tall one", "The one with the green glaze and two handles", "?"]
            .map(|label| Choice::text(label, label))
            .to_vec(),
        cards: vec![LinkCard {
            url: "https://shop.example/cups/morning".to_owned(),
            title: "Morning cup".to_owned(),
            text: "Fired at 1,240 °C.".to_owned(),
        }],
        ..SendMessage::default()
    };
    line.does(Act::SendMessage(said)).await.expect("users may");
    shown(panel, ".choice").await;
    walk.looks_at_panel("answers to choose from and a link card", panel).await;
}

async fn sends_files(
    walk: &mut Walk,
    panel: &Frame,
    front: &Front,
    (agent, ticket, line): (&Agent, &Ticket, &mut Line),
) {
    let sender = Sender::Agent(agent, &ticket.conversation);
    let picture = sender.uploads("green-morning-cup.png", &png_with_place(64, 48)).await.expect("a picture");
    let paper = sender.uploads("Price list, spring and summer.txt", b"cup 12").await.expect("a text");
    let files = vec![picture.id, paper.id];
    line.does(Act::SendMessage(SendMessage { files, ..SendMessage::default() })).await.expect("users may");
    shown(panel, ".file__card").await;
    walk.looks_at_panel("files", panel).await;

    front.breaks("/v1/conversations/", Wrong::Silence);
    panel.drops("#panel", FILE, "text/plain", b"broken").await;
    shown(panel, ".tray__item").await;
    walk.looks_at_panel("a file on its way", panel).await;
    front.heals();
    click(panel, ".tray__remove").await;
    front.breaks(&format!("/v1/conversations/{}/files/", ticket.conversation), Wrong::Status(404));
    panel.drops("#panel", FILE, "text/plain", b"broken").await;
    shown(panel, ".tray__item--wrong").await;
    walk.looks_at_panel("a file that failed", panel).await;
    front.heals();
    click(panel, ".tray__remove").await;

    panel.evaluate(TOO_LONG).await;
    panel.evaluate("document.getElementById('text').focus()").await;
    walk.tab.presses("Enter").await;
    shown(panel, ".composer__notice--wrong").await;
    walk.looks_at_panel("a text that is too long", panel).await;
    panel.evaluate("document.getElementById('text').value = ''").await;
    walk.tab.presses("Backspace").await;
}

async fn changes_its_mind(walk: &mut Walk, panel: &Frame) {
    walk.says(panel, "The tall one, pleese").await;
    click(panel, ".message__action").await;
    shown(panel, ".composer__notice").await;
    walk.looks_at_panel("changing a message", panel).await;
    panel.evaluate("document.getElementById('text').value = ''").await;
    walk.says(panel, "The tall one, please").await;
    shown(panel, ".message__edited").await;
    walk.looks_at_panel("a changed message", panel).await;
    walk.says(panel, "Nonsense").await;
    click(panel, ".message-log__list > :last-child .message__action:last-of-type").await;
    panel.until("it is asked", "document.querySelector('.message__actions > span') !== null").await;
    walk.looks_at_panel("taking a message back", panel).await;
    click(panel, ".message__actions > span + .message__action").await;
    shown(panel, ".message--deleted").await;
    walk.looks_at_panel("a message that was taken back", panel).await;
}

async fn uses_the_menu(walk: &mut Walk, panel: &Frame) {
    click(panel, "#menu-button").await;
    shown(panel, ".sheet__choice").await;
    walk.looks_at_panel("menu with languages", panel).await;
    // Ending is the third thing to do, after the list and a new conversation.
    click(panel, ".sheet__body > .sheet__entry:nth-of-type(3)").await;
    shown(panel, ".sheet__question").await;
    walk.looks_at_panel("asked whether to end", panel).await;
    click(panel, ".sheet__question .gate__skip").await;
    click(panel, ".sheet__body > .sheet__entry").await;
    shown(panel, ".sheet__conversation").await;
    walk.looks_at_panel("list of conversations", panel).await;
    click(panel, ".sheet__back").await;
    click(panel, ".sheet__body > .sheet__entry:last-of-type").await;
    shown(panel, ".sheet__note").await;
    walk.looks_at_panel("privacy", panel).await;
    click(panel, ".sheet__back").await;
    shown(panel, ".sheet__choice").await;
    click(panel, ".sheet__back").await;
    panel.until("the sheet is closed", "!document.querySelector('.sheet')").await;
}

/// Much is said while the panel is closed; the visitor reloads and reads.
async fn comes_back(walk: &mut Walk, line: &mut Line) -> Frame {
    walk.closes().await;
    for n in 0..60 {
        line.says(&format!("Number {n} of a long list of things to know about cups")).await;
    }
    walk.tab.until("the badge counts", &format!("{BADGE} !== ''")).await;
    walk.looks_at_page("launcher with unread messages").await;
    walk.tab.reloads().await;
    let panel = walk.opens().await;
    shown(&panel, ".log-line--unread").await;
    let is_at_end = "(log => log.scrollTop > 400 && log.scrollHeight - log.scrollTop - log.clientHeight < 48)(document.querySelector('[role=log]'))";
    panel.until("the end of the log", is_at_end).await;
    let reads_up = "(document.querySelector('[role=log]').scrollTop = 200, document.querySelector('.to-newest').checkVisibility())";
    panel.until("the way to the newest", reads_up).await;
    line.says("And one more thing").await;
    shown(&panel, ".to-newest--new").await;
    walk.looks_at_panel("reading further up", &panel).await;
    panel
}

async fn loses_the_link(walk: &mut Walk, panel: Frame, front: &Front) -> Frame {
    front.goes_down_at("/v1/");
    walk.says(&panel, "Into the void").await;
    shown(&panel, ".status__line--warning").await;
    walk.looks_at_panel("no connection", &panel).await;
    panel.evaluate(AGE_OUTBOX).await;
    walk.tab.reloads().await;
    let panel = walk.opens().await;
    shown(&panel, ".message__failure").await;
    walk.looks_at_panel("a message that failed", &panel).await;
    front.heals();
    click(&panel, ".message__failure .message__action:last-of-type").await;
    panel
}

async fn ends(walk: &mut Walk, panel: &Frame, agent: &Agent, ticket: &Ticket) {
    agent.closes(ticket).await;
    shown(panel, ".rating__marks").await;
    walk.looks_at_panel("closed, asked how it was", panel).await;
    click(panel, ".rating__mark input").await;
    shown(panel, ".rating__comment").await;
    walk.looks_at_panel("rating with a comment", panel).await;
    click(panel, ".rating .gate__button").await;
    shown(panel, ".rating__thanks").await;
    walk.looks_at_panel("rated", panel).await;
}
