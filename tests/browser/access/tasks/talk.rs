//! Writing, reading, files, changing what was said.

use pulina_shared::wire::content::Choice;
use pulina_shared::wire::conversation::{Act, SendMessage};
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::chromium::files::Folder;
use pulina_tests::chromium::keys::Held;
use pulina_tests::front::Front;
use pulina_tests::line::Line;
use pulina_tests::stage::{CLOSE, OPEN, Stage};
use pulina_tests::upload::Sender;
use pulina_tests::wait;

use super::Typist;

pub async fn are_done() -> Vec<&'static str> {
    let (stage, front) = Stage::behind_front().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.tab.tabs_to(&visitor.tab, "button", OPEN).await;
    visitor.tab.presses(" ").await;
    let panel = visitor.running_panel().await;
    panel.has_focused("textbox", "Your message").await;
    // The page gives the focus to the frame a moment later than the frame to its field.
    visitor.tab.has_focused("Iframe", "").await;
    let mut typist = Typist { tab: visitor.tab, panel, done: Vec::new() };
    typist.writes("A question").await;
    typist.tab.presses("Enter").await;
    let ticket = agent.sees_ticket("A question").await;
    typist.has_done("send a message");
    typist.writes("one").await;
    typist.tab.presses_with("Enter", Held::Shift).await;
    typist.writes("two").await;
    typist.tab.presses("Enter").await;
    let mut line = agent.opens(&ticket).await;
    line.sees("one\ntwo").await;
    typist.has_done("send two lines");

    changes_messages(&mut typist).await;
    sends_files(&mut typist, &mut line).await;
    reads_answers(&mut typist, &front, (&agent, &ticket, &mut line)).await;
    reads_much(&mut typist, &mut line).await;
    typist.presses_before(CLOSE).await;
    typist.tab.has_focused("button", OPEN).await;
    typist.has_done("close the chat");
    typist.done
}

async fn changes_messages(typist: &mut Typist) {
    typist.panel.find("button", "Edit").await;
    typist.presses_before("Edit").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.tab.presses("End").await;
    typist.writes(" and three").await;
    typist.tab.presses("Enter").await;
    typist.sees("two and three").await;
    typist.has_done("change a message");
    typist.presses_before("Delete").await;
    typist.panel.has_focused("button", "Delete").await;
    typist.tab.tabs_to(&typist.panel, "button", "Cancel").await;
    typist.tab.presses("Enter").await;
    typist.panel.has_focused("button", "Delete").await;
    typist.tab.presses("Enter").await;
    typist.panel.until("it is asked", "document.querySelector('.message__actions > span') !== null").await;
    typist.panel.has_focused("button", "Delete").await;
    typist.tab.presses("Enter").await;
    typist.sees("This message was deleted").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("take a message back");
}

async fn sends_files(typist: &mut Typist, line: &mut Line) {
    let folder = Folder::new();
    let file = folder.holds("saucer.txt", b"broken");
    for task in ["attach a file", "take a file out again"] {
        typist.tab.tabs_back_to(&typist.panel, "button", "Attach a file").await;
        typist.panel.chooses_files_by_key(&typist.tab, "Enter", &[&file]).await;
        typist.panel.shows(".tray", "saucer.txt").await;
        typist.panel.has_focused("textbox", "Your message").await;
        if task == "attach a file" {
            typist.writes("With a file").await;
            typist.tab.presses("Enter").await;
            line.sees("With a file").await;
        } else {
            typist.presses_before("Remove").await;
            typist.panel.until("the tray is empty", "!document.querySelector('.tray__item')").await;
            typist.panel.has_focused("textbox", "Your message").await;
        }
        typist.has_done(task);
    }
}

async fn reads_answers(
    typist: &mut Typist,
    front: &Front,
    (agent, ticket, line): (&Agent, &Ticket, &mut Line),
) {
    let sender = Sender::Agent(agent, &ticket.conversation);
    let paper = sender.uploads("prices.txt", b"cup 12").await.expect("a text");
    let said = SendMessage { files: vec![paper.id], ..SendMessage::default() };
    line.does(Act::SendMessage(said)).await.expect("users may");
    typist.panel.shows(".file__card", "prices.txt").await;
    typist.presses_before("prices.txt").await;
    wait::until("the file is asked for", wait::ANSWERED, || async {
        front.seen().iter().any(|seen| seen.method == "GET" && seen.path.contains("/files/")).then_some(())
    })
    .await;
    typist.has_done("download a file");

    line.says("See [our terms](https://kelo.example/terms)").await;
    typist.panel.shows(".message__bubble a", "our terms").await;
    typist.tab.tabs_to(&typist.panel, "link", "our terms").await;
    let n_before = typist.tab.n_pages().await;
    typist.tab.presses("Enter").await;
    wait::until("the link's own tab", wait::ANSWERED, || async {
        (typist.tab.n_pages().await > n_before).then_some(())
    })
    .await;
    typist.tab.comes_to_front().await;
    typist.has_done("follow a link");

    let choices = ["Green", "Blue"].map(|word| Choice::text(word, word)).to_vec();
    let said = SendMessage { text: "Which colour?".to_owned(), choices, ..SendMessage::default() };
    line.does(Act::SendMessage(said)).await.expect("users may");
    typist.panel.find("button", "Blue").await;
    typist.presses("Blue").await;
    line.sees("Blue").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.has_done("choose an answer");
}

async fn reads_much(typist: &mut Typist, line: &mut Line) {
    for n in 0..80 {
        line.says(&format!("Number {n}")).await;
    }
    typist.sees("Number 79").await;
    typist.tab.reloads().await;
    opens_again(typist).await;
    typist.sees("Number 79").await;
    typist.tab.tabs_back_to(&typist.panel, "log", "Messages").await;
    typist.tab.presses("Home").await;
    typist.sees("A question").await;
    typist.has_done("read back to the beginning");
    typist.presses("To the newest message").await;
    typist.panel.has_focused("log", "Messages").await;
    let at_end = "(log => log.scrollHeight - log.scrollTop - log.clientHeight < 48)(document.querySelector('[role=log]'))";
    typist.panel.until("the log is at its end", at_end).await;
    typist.has_done("go to the newest message");
}

async fn opens_again(typist: &mut Typist) {
    typist.tab.tabs_to(&typist.tab, "button", OPEN).await;
    typist.tab.presses("Enter").await;
    typist.panel = typist.tab.frame_at("/chat/").await;
    typist.panel.until("the panel's app runs", "document.querySelector('[role=log]') !== null").await;
    typist.panel.has_focused("textbox", "Your message").await;
    typist.tab.has_focused("Iframe", "").await;
}
