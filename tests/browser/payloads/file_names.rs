//! Names of files: cleaned by the server, shown as they are then.

use pulina_shared::limits::{FILES_PER_DAY, MESSAGE_FILES_MAX};
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::{Act, SendMessage};
use pulina_tests::harm::{has_each, shows_each, squeezed};
use pulina_tests::line::Line;
use pulina_tests::payloads::payloads;
use pulina_tests::pictures::png_with_place;
use pulina_tests::stage::Stage;
use pulina_tests::upload::Sender;

use super::{are_unharmed, tried_in, with_details};

#[tokio::test]
async fn names_of_files_stay_text() {
    let (stage, canary) = Stage::with_canary().await;
    let mut agent = stage.site.agent().await;
    // One conversation takes so many files of each side.
    for (n, names) in payloads().chunks(2 * FILES_PER_DAY as usize).enumerate() {
        let mut visitor = stage.site.visitor().await;
        let first = format!("Hello {n}");
        visitor.says(&first).await;
        let ticket = agent.sees_ticket(&first).await;
        let mut answering = agent.opens(&ticket).await;
        let (of_visitor, of_agent) = names.split_at(FILES_PER_DAY as usize);
        let mut files = uploads(&Sender::Visitor(&visitor), of_visitor).await;
        sends(&mut visitor, &files).await;
        let others = uploads(&Sender::Agent(&agent, &ticket.conversation), of_agent).await;
        sends(&mut answering, &others).await;
        files.extend(others);
        assert!(files.iter().all(|file| !file.name.contains(['<', '>', '"', '/'])), "{files:?}");

        let panel = stage.panel_of(&visitor).await.tab;
        let shown = || files.iter().map(|file| squeezed(&file.name));
        panel.presses_until_gone(".message-log__older button").await;
        shows_each(&panel, ".file__name", shown()).await;
        let labels = shown().map(|name| format!("Download\u{2068}{name}\u{2069}"));
        has_each(&panel, ".file__card", "title", labels).await;
        let desk = stage.agent_with(&with_details()).await;
        desk.opens_ticket_number(ticket.number.0).await;
        let desk = desk.tab;
        shows_each(&desk, ".file__name", shown()).await;
        has_each(&desk, ".file__download", "download", shown()).await;
        are_unharmed(&[(&panel, "the panel"), (&desk, "the desk")]).await;
        panel.closes().await;
        desk.closes().await;
    }
    canary.was_left_alone();
}

/// Half of them pictures, which have a description too.
async fn uploads(sender: &Sender<'_>, names: &[String]) -> Vec<FileInfo> {
    let mut files = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let picture = png_with_place(40, 30);
        let (ending, bytes) =
            if n % 2 == 0 { ("txt", b"harmless".as_slice()) } else { ("png", picture.as_slice()) };
        let name = format!("{name}.{ending}");
        let sent = sender.uploads(&name, bytes).await;
        files.push(sent.unwrap_or_else(|problem| panic!("{name}: {problem:?}")));
    }
    files
}

async fn sends(line: &mut Line, files: &[FileInfo]) {
    for files in files.chunks(MESSAGE_FILES_MAX) {
        let act = Act::SendMessage(SendMessage {
            text: String::new(),
            files: files.iter().map(|file| file.id.clone()).collect(),
            choices: Vec::new(),
            cards: Vec::new(),
        });
        let place = tried_in(&act);
        line.does(act).await.unwrap_or_else(|problem| panic!("{place}: {problem:?}"));
    }
}
