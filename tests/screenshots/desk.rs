//! What an agent has before them, one sheet for each state: light and dark, on a desk and on a phone.

use pulina_shared::language::Language;
use pulina_shared::wire::channel::ConsentMode;
use pulina_shared::wire::conversation::{Act, ConsentAct, FillForm, Purpose, Rating};
use pulina_shared::wire::form::{FieldKind, FormAnswer, FormField};
use pulina_tests::channel::{choose, panel_settings};
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::stage::Stage;

use crate::sheet::{Clip, Sheet};

const DESK: (u32, u32) = (1360, 760);
const PHONE: (u32, u32) = (390, 760);

/// Other people's questions, oldest first.
pub const OTHERS: [&str; 4] = [
    "Do you ship to Norway?",
    "My parcel came with a broken saucer. What now?",
    "Can I visit the workshop on a Saturday?",
    "Is the lake bowl safe in the oven?",
];

#[tokio::test]
async fn pictures_of_the_desk_are_taken() {
    let stage = Stage::sets().await;
    let options = TabOptions { size: DESK, ..TabOptions::default() };
    let door = stage.desk_door(&options).await;
    let mut tab = door.tab;
    takes(&stage, "desk-01-sign-in", &mut tab).await;
    let mut tab = stage.agent_with(&options).await.tab;
    tab.find("heading", "All quiet").await;
    takes(&stage, "desk-02-all-quiet", &mut tab).await;
    tab.closes().await;

    fills(&stage).await;
    let desk = stage.agent_with(&options).await;
    desk.opens_ticket("two of them in green").await;
    desk.sees("every programme").await;
    desk.tab
        .until("it counts as read", "!document.querySelector('[data-ticket][aria-current] .badge')")
        .await;
    let mut tab = desk.tab;
    takes(&stage, "desk-03-conversation", &mut tab).await;
    tab.evaluate("location.hash = '#/open'").await;
    tab.find("heading", "Choose a ticket to read it").await;
    takes(&stage, "desk-04-list", &mut tab).await;
    tab.click("button", "Insert a quick reply or a link").await;
}

async fn takes(stage: &Stage, name: &str, tab: &mut Tab) {
    let mut sheet = Sheet::default();
    for is_dark in [false, true] {
        sheet.row("");
        tab.turns(is_dark).await;
        for (width, height) in [DESK, PHONE] {
            tab.resize(width, height).await;
            sheet.takes(tab, Clip { x: 0, y: 0, width, height }).await;
        }
    }
    tab.turns(false).await;
    tab.resize(DESK.0, DESK.1).await;
    sheet.keep(name, &stage.chromium).await;
}

/// Other people's tickets, and one conversation in which everything has happened.
async fn fills(stage: &Stage) {
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| {
        settings.consent.mode = ConsentMode::Explicit;
        settings.asks_for_rating = true;
        settings.form = vec![
            question("name", FieldKind::Name, "Your name"),
            question("email", FieldKind::Email, "E-mail address"),
        ];
    })
    .await;
    let asked = panel_settings(stage.door(), stage.site.channel(), "", "en").await.consent;
    let version = asked.expect("a consent is asked").version;
    let agrees = || {
        Act::Consent(ConsentAct {
            purpose: Purpose::Process,
            is_given: true,
            version: version.clone(),
            language: Language::En,
            page: "https://kelo.example/cups".to_owned(),
        })
    };
    for words in OTHERS {
        let mut visitor = stage.site.visitor().await;
        visitor.does(agrees()).await.expect("it is asked");
        visitor.says(words).await;
    }
    let mut visitor = stage.site.visitor().await;
    visitor.does(agrees()).await.expect("it is asked");
    let answer = |name: &str, value: &str| FormAnswer { name: name.to_owned(), value: value.to_owned() };
    let answers = vec![answer("name", "Mika Lehto"), answer("email", "mika@lehto.example")];
    visitor.does(Act::FillForm(FillForm { language: Language::En, answers })).await.expect("it is asked");
    visitor.says("Hello! Is the morning cup safe in the dishwasher?").await;
    let ticket = agent.sees_ticket("Hello! Is the morning cup safe in the dishwasher?").await;
    let mut line = agent.opens(&ticket).await;
    line.says("It is. We fire it at **1,240 °C**, so it takes:\n- every programme\n- the oven, up to 220 °C")
        .await;
    agent.closes(&ticket).await;
    visitor
        .sees_state("a closed conversation", |state| {
            state.status == pulina_shared::wire::conversation::ConversationStatus::Closed
        })
        .await;
    let rating = Rating { score: 5, comment: "Quick and kind".to_owned() };
    visitor.does(Act::Rate(rating)).await.expect("it is asked");
    visitor.says("Lovely, then two of them in green, please.").await;
}

fn question(name: &str, kind: FieldKind, label: &str) -> FormField {
    FormField {
        name: name.to_owned(),
        kind,
        labels: [(Language::En, label.to_owned())].into(),
        is_required: true,
        options: Vec::new(),
        value: String::new(),
    }
}
