//! Pictures of what people see, for the README and for reviews: `docs/screenshots/*.png`. The words
//! are always the same; times and the colours of initials may differ. More pictures, which are only
//! looked at, come from [`states`] and [`settings`].

mod settings;
mod states;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulina_tests::agent::Agent;
use pulina_tests::chromium::Person;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::stage::{ChatTab, DeskTab, OPEN, Stage};

/// What one picture may weigh in the repository.
const PICTURE_BYTES_MAX: usize = 120 * 1024;

const PAGE: &str = "demo/index.html";

/// Other people's questions, oldest first.
const OTHERS: [&str; 4] = [
    "Do you ship to Norway?",
    "My parcel came with a broken saucer. What now?",
    "Can I visit the workshop on a Saturday?",
    "Is the lake bowl safe in the oven?",
];

#[tokio::test]
async fn pictures_of_launcher_and_panel_are_taken() {
    let stage = Stage::sets().await;
    for (name, look) in looks() {
        let person = stage.chromium.person().await;
        let visitor = stage.visits(&person, PAGE, &look).await;
        visitor.tab.find("button", OPEN).await;
        keep(&format!("launcher-{name}"), &visitor.tab).await;
        talks(&visitor, &mut stage.site.agent().await).await;
        keep(&format!("panel-{name}"), &visitor.tab).await;
    }
}

#[tokio::test]
async fn pictures_of_the_desk_are_taken() {
    let stage = Stage::sets().await;
    let (visitor, _person) = Box::pin(talks_among_others(&stage, &TabOptions::default())).await;
    for (name, look) in looks() {
        let desk = desk_with_conversation(&stage, &look).await;
        keep(&format!("desk-{name}"), &desk.tab).await;
        if look.size.0 < 500 {
            desk.tab.click("button", "Back to the list").await;
            desk.tab.shows("[data-testid=tickets]", OTHERS[3]).await;
            keep(&format!("desk-list-{name}"), &desk.tab).await;
        }
        desk.tab.closes().await;
    }
    visitor.tab.closes().await;
}

#[tokio::test]
async fn picture_of_both_sides_is_taken() {
    let stage = Stage::sets().await;
    let look = TabOptions { size: (1160, 760), ..TabOptions::default() };
    let (visitor, person) = Box::pin(talks_among_others(&stage, &look)).await;
    let desk = desk_with_conversation(&stage, &look).await;
    let (left, right) = (visitor.tab.picture().await, desk.tab.picture().await);
    let both = person.tab_with(&TabOptions { size: (1280, 470), ..TabOptions::default() }).await;
    let page = format!(
        "<body style='margin:0;padding:20px;display:flex;gap:20px;background:#e9e6e0'>{}{}</body>",
        framed(&left),
        framed(&right)
    );
    let address = format!("data:text/html;base64,{}", STANDARD.encode(page));
    both.goes_to(&address).await;
    keep("overview", &both).await;
}

fn framed(picture: &str) -> String {
    format!(
        "<img style='width:610px;border-radius:10px;box-shadow:0 4px 24px #0003' src='data:image/png;base64,{picture}'>"
    )
}

/// Names and tabs of the pictures.
fn looks() -> [(&'static str, TabOptions); 3] {
    let wide = TabOptions { size: (1160, 760), ..TabOptions::default() };
    [
        ("light", wide.clone()),
        ("dark", TabOptions { is_dark: true, ..wide.clone() }),
        ("phone", TabOptions { size: (390, 760), ..wide }),
    ]
}

/// The conversation that the pictures show, as the visitor has it.
async fn talks(visitor: &ChatTab, agent: &mut Agent) {
    visitor.opens_chat().await;
    visitor.running_panel().await;
    visitor.says("Hello! Is the morning cup safe in the dishwasher?").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("Hello! Is the morning cup safe in the dishwasher?").await;
    let mut line = agent.opens(&ticket).await;
    line.says("It is. We fire it at 1,240 °C, so it takes every programme.").await;
    line.says("It also keeps your coffee warm for longer.").await;
    visitor.sees("for longer").await;
    visitor.says("Lovely, then two of them in green, please.").await;
    visitor.last_stands("Sent").await;
}

/// Fills the help desk; the newest conversation is the one that the pictures show.
async fn talks_among_others(stage: &Stage, look: &TabOptions) -> (ChatTab, Person) {
    for words in OTHERS {
        stage.site.visitor().await.says(words).await;
    }
    let person = stage.chromium.person().await;
    let visitor = stage.visits(&person, PAGE, look).await;
    talks(&visitor, &mut stage.site.agent().await).await;
    (visitor, person)
}

/// The desk with the newest conversation open.
async fn desk_with_conversation(stage: &Stage, look: &TabOptions) -> DeskTab {
    let desk = stage.agent_with(look).await;
    desk.opens_ticket("two of them in green").await;
    desk.sees("every programme").await;
    let is_read = "!document.querySelector('[data-ticket][aria-current] .badge')";
    desk.tab.until("the ticket counts as read", is_read).await;
    desk
}

async fn keep(name: &str, tab: &Tab) {
    tab.is_still().await;
    let picture = STANDARD.decode(tab.picture().await).expect("pictures come in base 64");
    assert!(picture.len() <= PICTURE_BYTES_MAX, "{name} has {} bytes", picture.len());
    fs::create_dir_all(folder()).expect("the folder can be made");
    fs::write(folder().join(format!("{name}.png")), picture).expect("the picture can be written");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots")
}
