//! Files from the visitor's hand to the agent's desk and back: chosen, dropped, pasted, given up,
//! refused with a sentence, tried again, and found again after a reload.

use pulina_shared::wire::conversation::{Act, SendMessage};
use pulina_tests::channel::choose;
use pulina_tests::chromium::files::Folder;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::node::Node;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::front::{Front, Wrong};
use pulina_tests::pictures::{self, SMALL_PNG};
use pulina_tests::stage::{ChatTab, Stage};
use pulina_tests::upload::Sender;
use pulina_tests::wait;
use serde_json::json;

const TRAY: &str = ".tray__item";
/// A file that comes in four parts.
const N_BYTES: usize = 3 * 1024 * 1024 + 7;

/// A conversation that was begun, so that it has a name.
async fn begun(stage: &Stage) -> (ChatTab, Frame) {
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    visitor.says("Hello").await;
    visitor.last_stands("Sent").await;
    let panel = visitor.panel().await;
    (visitor, panel)
}

/// What the device keeps under this name.
async fn kept(panel: &Frame, stage: &Stage, name: &str) -> String {
    let script = format!("localStorage['pulina.{}.{name}']", stage.site.channel());
    panel.evaluate(&script).await.as_str().unwrap_or_default().to_owned()
}

/// Requests of this method whose path has this in it.
fn n_seen(front: &Front, method: &str, part: &str) -> usize {
    front.seen().iter().filter(|seen| seen.method == method && seen.path.contains(part)).count()
}

fn film(folder: &Folder) -> std::path::PathBuf {
    folder.holds("film.mp4", &pictures::film(N_BYTES, std::iter::repeat(7)))
}

#[tokio::test]
async fn files_go_with_the_very_first_message_and_come_back_whole() {
    let stage = Stage::sets().await;
    let (desk_folder, visitor_folder) = (Folder::new(), Folder::new());
    let person = stage.chromium.person().await;
    person.keeps_downloads_in(&desk_folder).await;
    let visitor = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    let panel = visitor.opens_chat().await;
    let picture = visitor_folder.holds("lamp.png", SMALL_PNG);
    let words = visitor_folder.holds("notes.txt", "Grüße".as_bytes());
    panel.chooses_files("Attach a file", &[&picture, &words]).await;
    panel.shows(TRAY, "lamp.png").await;
    panel.shows(TRAY, "notes.txt").await;
    // A message needs no words when there are files.
    let can_send = "document.querySelector('.composer__send').ariaDisabled === 'false'";
    panel.until("it can be sent", can_send).await;
    panel.click("button", "Send").await;
    visitor.last_stands("Sent").await;
    panel.until("the tray is empty", "!document.querySelector('.tray')").await;

    // The picture is shown as itself, and its box was there before it.
    let shown =
        "(({ complete, naturalWidth, src }) => complete && naturalWidth === 1 && src.startsWith('blob:'))
        (document.querySelector('.file__picture'))";
    panel.until("the picture is drawn", shown).await;
    panel.find("image", "Picture: \u{2068}lamp.png\u{2069}").await;
    keeps(&panel, "notes.txt").await;
    assert_eq!(desk_folder.gets("notes.txt").await, "Grüße".as_bytes());

    let agent = stage.agent().await;
    agent.tab.until("a ticket", "document.querySelector('[data-ticket]') !== null").await;
    agent.tab.evaluate("document.querySelector('[data-ticket]').click()").await;
    agent.tab.shows("[data-testid=log]", "lamp.png").await;
    agent.tab.shows("[data-testid=log]", "notes.txt").await;
}

#[tokio::test]
async fn files_are_dropped_and_pasted_and_the_panel_says_where() {
    let stage = Stage::sets().await;
    let (visitor, panel) = begun(&stage).await;
    panel.drags_over("#panel", "lamp.png", "image/png", SMALL_PNG).await;
    panel.shows(".drop-hint", "Drop files here").await;
    panel.drops(".drop-hint", "lamp.png", "image/png", SMALL_PNG).await;
    panel.until("the hint is gone", "!document.querySelector('.drop-hint')").await;
    panel.shows(TRAY, "lamp.png").await;
    panel.drags_over("#panel", "x.png", "image/png", SMALL_PNG).await;
    panel.shows(".drop-hint", "Drop files here").await;
    panel.evaluate("document.querySelector('.drop-hint').dispatchEvent(new DragEvent('dragleave'))").await;
    panel.until("the hint is gone", "!document.querySelector('.drop-hint')").await;
    panel.pastes("#text", "image.png", "image/png", SMALL_PNG).await;
    panel.shows(TRAY, "image.png").await;
    // Text that is dragged belongs to the field, and is left to the browser.
    let is_left = "(() => {
        const carried = new DataTransfer();
        carried.setData('text/plain', 'words');
        const event = new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: carried });
        return document.querySelector('#text').dispatchEvent(event);
    })()";
    assert_eq!(panel.evaluate(is_left).await, true);
    panel.click("textbox", "Your message").await;
    visitor.says("Two pictures").await;
    panel.until("two files in the log", "document.querySelectorAll('[role=log] .file').length === 2").await;
}

#[tokio::test]
async fn what_is_given_up_ends_at_once_and_is_forgotten() {
    let (stage, front) = Stage::behind_front().await;
    let (visitor, panel) = begun(&stage).await;
    let conversation = kept(&panel, &stage, "conversation").await;
    let folder = Folder::new();
    let parts = format!("/v1/conversations/{conversation}/files/");
    front.breaks(&parts, Wrong::Silence);
    panel.chooses_files("Attach a file", &[&film(&folder)]).await;
    wait::until("a part is on its way", wait::ANSWERED, async || {
        (n_seen(&front, "PUT", "/parts/0") == 1).then_some(())
    })
    .await;
    panel.shows(".tray__standing", "Sending…").await;
    front.heals();
    panel.click("button", "Remove \u{2068}film.mp4\u{2069}").await;
    panel.until("the tray is empty", "!document.querySelector('.tray')").await;
    panel.until("the field has the focus", "document.activeElement?.id === 'text'").await;
    wait::until("the server is told", wait::ANSWERED, async || {
        (n_seen(&front, "DELETE", "/files/") == 1).then_some(())
    })
    .await;

    let path = front.seen().into_iter().find(|seen| seen.method == "PUT").expect("a part was seen").path;
    let file = path.trim_end_matches("/parts/0").to_owned();
    let token = kept(&panel, &stage, "token").await;
    let asks = |method: &str, path: &str| stage.site.door().ask(method, path).bearer(&token);
    wait::until("it is forgotten", wait::ANSWERED, async || {
        let code = asks("POST", &format!("{file}/complete")).refused().await.code;
        (code == "not_found").then_some(())
    })
    .await;
    visitor.says("Without it").await;
    visitor.last_stands("Sent").await;
    assert_eq!(n_seen(&front, "PUT", "/parts/"), 1, "nothing more of it travelled");

    // One that is whole and not sent is forgotten as well.
    panel.pastes("#text", "notes.txt", "text/plain", b"a secret").await;
    panel.until("it is there", "document.querySelector('.tray__standing')?.innerText === '8 bytes'").await;
    panel.click("button", "Remove \u{2068}notes.txt\u{2069}").await;
    wait::until("the server is told", wait::ANSWERED, async || {
        (n_seen(&front, "DELETE", "/files/") == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_sent_says_why_and_costs_nothing_else() {
    let stage = Stage::sets().await;
    choose(&stage.site.agent().await, stage.site.channel(), |settings| settings.files.bytes_max = 2_000_000)
        .await;
    let (visitor, panel) = begun(&stage).await;
    let folder = Folder::new();
    let lie = folder.holds("lie.png", b"<svg onload=alert(1)>");
    let bomb = folder.holds("bomb.png", &pictures::png_with_place(12_000, 9_000));
    let script = folder.holds("run.exe", b"MZ");
    visitor.tab.types("Typed meanwhile").await;
    panel.chooses_files("Attach a file", &[&film(&folder), &lie, &bomb, &script]).await;
    for words in [
        "The file is 3.1 MB. The largest allowed is 2 MB.",
        "Files of this kind cannot be sent here.",
        "The picture is too large (12,000 × 9,000).",
    ] {
        panel.shows(".tray__item--wrong", words).await;
    }
    panel.until("four are wrong", "document.querySelectorAll('.tray__item--wrong').length === 4").await;
    let again =
        "[...document.querySelectorAll('.tray__act')].filter(button => button.checkVisibility()).length";
    assert_eq!(panel.evaluate(again).await, 0, "another try would not help");
    // Five that can be sent still have room; a sixth has not.
    for n in 0..6 {
        panel.pastes("#text", &format!("{n}.txt"), "text/plain", b"hello").await;
    }
    panel.shows(".tray__item--wrong", "You can send 5 files with one message.").await;
    let ready = "[...document.querySelectorAll('.tray__standing')].filter(it => it.innerText === '5 bytes').length === 5";
    panel.until("five are ready", ready).await;
    assert_eq!(panel.evaluate("document.getElementById('text').value").await, "Typed meanwhile");
    panel.click("textbox", "Your message").await;
    visitor.tab.presses("Enter").await;
    visitor.sees_exactly(&["Hello", "Typed meanwhile"]).await;
    panel.until("five files in the log", "document.querySelectorAll('[role=log] .file').length === 5").await;
}

#[tokio::test]
async fn file_that_was_not_taken_is_tried_again_by_hand() {
    let (stage, front) = Stage::behind_front().await;
    let (visitor, panel) = begun(&stage).await;
    let conversation = kept(&panel, &stage, "conversation").await;
    let folder = Folder::new();
    let file = film(&folder);
    // The parts meet somebody else's page.
    front.breaks(&format!("/v1/conversations/{conversation}/files/"), Wrong::Status(404));
    panel.chooses_files("Attach a file", &[&file]).await;
    panel.shows(".tray__item--wrong", "could not be uploaded.").await;
    visitor.tab.types("With a film").await;
    front.heals();
    let n_before = n_seen(&front, "POST", "/files");
    panel.click("button", "Try again: \u{2068}film.mp4\u{2069}").await;
    panel.until("it is there", "document.querySelector('.tray__standing')?.innerText === '3.1 MB'").await;
    assert_eq!(n_seen(&front, "POST", "/files"), n_before + 2, "announced and completed once more");
    panel.click("textbox", "Your message").await;
    visitor.tab.presses("Enter").await;
    visitor.sees_exactly(&["Hello", "With a film"]).await;
    panel.shows("[role=log] .file", "film.mp4").await;
}

#[tokio::test]
async fn message_waits_for_its_files_and_goes_by_itself() {
    let (stage, front) = Stage::behind_front().await;
    let (visitor, panel) = begun(&stage).await;
    let conversation = kept(&panel, &stage, "conversation").await;
    front.breaks(&format!("/v1/conversations/{conversation}/files/"), Wrong::Reset);
    panel.pastes("#text", "notes.txt", "text/plain", b"hello").await;
    panel.click("textbox", "Your message").await;
    visitor.says("With notes").await;
    panel.until("the text is kept", "document.getElementById('text').value === 'With notes'").await;
    visitor.sees_exactly(&["Hello"]).await;
    front.heals();
    visitor.sees_exactly(&["Hello", "With notes"]).await;
    panel.shows("[role=log] .file", "notes.txt").await;
    panel.until("the field is empty", "document.getElementById('text').value === ''").await;
}

#[tokio::test]
async fn reload_keeps_what_is_there_and_asks_again_for_what_is_lost() {
    let (stage, front) = Stage::behind_front().await;
    let (visitor, panel) = begun(&stage).await;
    let conversation = kept(&panel, &stage, "conversation").await;
    let folder = Folder::new();
    let file = film(&folder);
    panel.pastes("#text", "notes.txt", "text/plain", b"hello").await;
    panel.until("it is there", "document.querySelector('.tray__standing')?.innerText === '5 bytes'").await;
    front.breaks(&format!("/v1/conversations/{conversation}/files/"), Wrong::Silence);
    panel.chooses_files("Attach a file", &[&file]).await;
    wait::until("a part is on its way", wait::ANSWERED, async || {
        (n_seen(&front, "PUT", "/parts/0") == 2).then_some(())
    })
    .await;
    visitor.tab.reloads().await;
    front.heals();
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.shows(TRAY, "notes.txt").await;
    panel.shows(".tray__item--wrong", "The page was loaded again. Choose this file once more.").await;
    panel.chooses_files("Choose file: \u{2068}film.mp4\u{2069}", &[&file]).await;
    panel
        .until(
            "it is there",
            "[...document.querySelectorAll('.tray__standing')].at(-1)?.innerText === '3.1 MB'",
        )
        .await;
    panel.click("textbox", "Your message").await;
    visitor.says("Both").await;
    visitor.sees_exactly(&["Hello", "Both"]).await;
    panel.until("two files in the log", "document.querySelectorAll('[role=log] .file').length === 2").await;
    assert_eq!(panel.evaluate("sessionStorage.length").await, 0);
}

#[tokio::test]
async fn dialog_offers_what_may_be_sent_and_the_camera_is_asked_for() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    let accept = panel.evaluate("document.getElementById('picker').accept").await;
    let accept = accept.as_str().unwrap_or_default();
    assert!(accept.contains(".jpg,") && accept.contains(".pdf,") && !accept.contains(".zip"), "{accept}");
    let camera = "['accept', 'capture'].map(it => document.getElementById('camera').getAttribute(it)).join()";
    assert_eq!(panel.evaluate(camera).await, "image/*,environment");
}

#[tokio::test]
async fn mouse_has_emoji_and_no_camera() {
    let stage = Stage::sets().await;
    let visitor = stage.visitor("plain.html").await;
    visitor.opens_chat().await;
    let panel = visitor.running_panel().await;
    panel.find("button", "Insert emoji").await;
    assert!(panel.with_role("button").await.iter().all(|button| button.name != "Take a photo"));
}

#[tokio::test]
async fn channel_without_files_has_no_way_in_for_them() {
    let stage = Stage::sets().await;
    choose(&stage.site.agent().await, stage.site.channel(), |settings| settings.files.are_allowed = false)
        .await;
    let (_visitor, panel) = begun(&stage).await;
    assert!(panel.with_role("button").await.iter().all(|button| button.name != "Attach a file"));
    // A file that is dropped does not take the place of the panel, and nothing is said of it.
    panel.drags_over("#panel", "lamp.png", "image/png", SMALL_PNG).await;
    panel.drops("#panel", "lamp.png", "image/png", SMALL_PNG).await;
    assert_eq!(panel.evaluate("document.querySelector('.tray, .drop-hint')").await, json!(null));
}

/// Presses what stands for a file in the log.
async fn keeps(panel: &Frame, name: &str) {
    let what = format!("the file {name}");
    let is_card = |node: &Node| node.role == "button" && node.name.starts_with(name);
    let card = panel.find_where(&what, is_card).await;
    panel.click_node(&card).await;
}

#[tokio::test]
async fn file_of_an_agent_is_shown_and_kept_by_the_visitor() {
    let stage = Stage::sets().await;
    let folder = Folder::new();
    let person = stage.chromium.person().await;
    person.keeps_downloads_in(&folder).await;
    let visitor = stage.visits(&person, "plain.html", &TabOptions::default()).await;
    visitor.opens_chat().await;
    visitor.says("Hello").await;
    let mut agent = stage.site.agent().await;
    let ticket = agent.sees_ticket("Hello").await;
    let info = Sender::Agent(&agent, &ticket.conversation).uploads("terms.txt", b"Our terms").await;
    let mut line = agent.opens(&ticket).await;
    let files = vec![info.expect("users may send files").id];
    let said = SendMessage { files, ..SendMessage::plain("Here they are".to_owned()) };
    line.does(Act::SendMessage(said)).await.expect("users may");
    let panel = visitor.panel().await;
    panel.shows("[role=log] .file", "terms.txt").await;
    keeps(&panel, "terms.txt").await;
    assert_eq!(folder.gets("terms.txt").await, b"Our terms");
}
