//! What a visitor can have before them, one sheet for each state, one row for each language.

use std::fs;
use std::time::Duration;

use pulina_shared::ids::MessageId;
use pulina_shared::wire::availability::{AvailabilityMode, AwayBehaviour, ReplyTime};
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ConsentMode, EmailCapture};
use pulina_shared::wire::content::{Choice, LinkCard};
use pulina_shared::wire::conversation::{Act, ClientFrame, SendMessage};
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_tests::front::Front;
use pulina_tests::stage::Stage;
use pulina_tests::upload::Sender;
use pulina_tests::wait;
use serde_json::json;

use crate::scene::Scene;
use crate::sheet::Sheet;
use crate::words::{self, Words};

/// What is shown.
#[derive(Clone, Copy, Debug)]
enum State {
    Launcher,
    Welcome,
    Consent,
    Questions,
    Talk,
    Offer,
    Files,
    Changes,
    Offline,
    Away,
    Menu,
    Conversations,
    Closed,
}

const STATES: [(&str, State); 13] = [
    ("panel-01-launcher", State::Launcher),
    ("panel-02-welcome", State::Welcome),
    ("panel-03-consent", State::Consent),
    ("panel-04-questions", State::Questions),
    ("panel-05-talk", State::Talk),
    ("panel-06-offer", State::Offer),
    ("panel-07-files", State::Files),
    ("panel-08-changes", State::Changes),
    ("panel-09-offline", State::Offline),
    ("panel-10-away", State::Away),
    ("panel-11-menu", State::Menu),
    ("panel-12-conversations", State::Conversations),
    ("panel-13-closed", State::Closed),
];

#[tokio::test]
async fn pictures_of_the_panel_are_taken() {
    let (stage, front, _canary) = Stage::watched().await;
    let wanted = std::env::var("PULINA_STATE").unwrap_or_default();
    for (name, state) in STATES.into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let mut sheet = Sheet::default();
        for words in &words::ALL {
            let mut scene =
                Scene::set(&stage, words, |settings, texts| state.change(words, settings, texts)).await;
            state.comes_about(&mut scene, &front, &mut sheet).await;
            front.heals();
            scene.visitor.tab.closes().await;
        }
        sheet.keep(name, &stage.chromium).await;
    }
}

impl State {
    fn change(self, words: &Words, settings: &mut ChannelSettings, texts: &mut ChannelTexts) {
        settings.availability.reply_time = ReplyTime::Minutes;
        match self {
            Self::Launcher => texts.teaser = words.teaser.to_owned(),
            Self::Consent => {
                settings.consent.mode = ConsentMode::Explicit;
                texts.consent = words.consent.to_owned();
                texts.communicate = words.communicate.to_owned();
            }
            Self::Questions => settings.form = questions(words),
            Self::Away => {
                settings.availability.mode = AvailabilityMode::Hours;
                settings.availability.schedule.week = Default::default();
                settings.availability.away = AwayBehaviour::Message;
                settings.email = EmailCapture::WhenAway;
                texts.away = words.away.to_owned();
            }
            Self::Closed => settings.asks_for_rating = true,
            _ => {}
        }
    }

    async fn comes_about(self, scene: &mut Scene<'_>, front: &Front, sheet: &mut Sheet) {
        let words = scene.words;
        if matches!(self, Self::Launcher) {
            let teaser = json!(words.teaser);
            scene.visitor.tab.find_where("the teaser", |node| json!(node.name) == teaser).await;
            return scene.is_taken(sheet).await;
        }
        let panel = scene.opens().await;
        match self {
            Self::Launcher | Self::Welcome => {}
            Self::Consent => {
                panel.until("the question", "document.querySelector('#gate-button') !== null").await;
            }
            Self::Questions => {
                panel.until("the questions", "document.querySelector('form.gate select') !== null").await;
                panel.evaluate("document.querySelector('#gate-button').click()").await;
            }
            Self::Talk => talks(scene).await,
            Self::Offer => offers(scene).await,
            Self::Files => sends_files(scene).await,
            Self::Changes => return changes(scene, sheet).await,
            Self::Offline => {
                scene.says(words.talk[0]).await;
                front.goes_down_at("/v1/");
                scene.visitor.tab.call("Input.insertText", json!({"text": words.waiting})).await;
                scene.visitor.tab.presses("Enter").await;
                let script =
                    "[...document.querySelectorAll('.status__line')].some(line => line.checkVisibility())";
                panel.until("the trouble is told", script).await;
            }
            Self::Away => {
                scene.says(words.talk[0]).await;
                panel.until("an address is asked for", "document.querySelector('form.gate') !== null").await;
            }
            Self::Menu => {
                scene.says(words.talk[0]).await;
                opens_menu(&panel).await;
            }
            Self::Conversations => lists_conversations(scene).await,
            Self::Closed => {
                scene.says(words.talk[0]).await;
                let (ticket, mut line) = scene.answering(words.talk[0]).await;
                line.says(words.talk[1]).await;
                scene.agent.closes(&ticket).await;
                panel.until("the question", "document.querySelector('.rating input') !== null").await;
                panel.evaluate("document.querySelectorAll('.rating input')[3].click()").await;
                panel.until("the comment", "document.querySelector('.rating textarea') !== null").await;
            }
        }
        scene.is_taken(sheet).await;
    }
}

fn questions(words: &Words) -> Vec<FormField> {
    let question = |name: &str, kind, label: &str, is_required, options: &[&str]| FormField {
        name: name.to_owned(),
        kind,
        labels: [(words.language, label.to_owned())].into(),
        is_required,
        options: options.iter().map(|&option| option.to_owned()).collect(),
        value: String::new(),
    };
    vec![
        question("name", FieldKind::Name, words.name, true, &[]),
        question("topic", FieldKind::List, words.topic, true, &words.topics),
        question("hours", FieldKind::Checkbox, words.newsletter, false, &[]),
    ]
}

async fn talks(scene: &mut Scene<'_>) {
    let [question, answer, wish, link] = scene.words.talk;
    scene.says(question).await;
    let (_, mut line) = scene.answering(question).await;
    line.says(answer).await;
    scene.says(wish).await;
    line.says(link).await;
    let panel = scene.visitor.running_panel().await;
    panel.until("the link is there", "document.querySelector('.message__bubble a') !== null").await;
}

async fn offers(scene: &mut Scene<'_>) {
    let words = scene.words;
    scene.says(words.talk[2]).await;
    let (_, mut line) = scene.answering(words.talk[2]).await;
    let choice = |label: &&str| Choice { label: (*label).to_owned(), value: (*label).to_owned() };
    let card = LinkCard {
        url: "https://kelo.example/cups".to_owned(),
        title: words.card.0.to_owned(),
        text: words.card.1.to_owned(),
    };
    let offer = SendMessage {
        text: words.offer.to_owned(),
        files: Vec::new(),
        choices: words.choices.iter().map(choice).collect(),
        cards: vec![card],
    };
    line.does(Act::SendMessage(offer)).await.expect("an offer is taken");
    let panel = scene.visitor.running_panel().await;
    panel.until("the choices", "document.querySelector('.choice') !== null").await;
}

async fn sends_files(scene: &mut Scene<'_>) {
    let words = scene.words;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let photo = picture_of_a_cup(scene.stage).await;
    let (photo_path, other_path) = (folder.path().join("cup.png"), folder.path().join("setup.exe"));
    fs::write(&photo_path, &photo).expect("the picture can be written");
    fs::write(&other_path, b"MZ").expect("the file can be written");
    let panel = scene.visitor.running_panel().await;
    scene.visitor.tab.chooses_files(&panel, "input[type=file]", &[&photo_path]).await;
    panel.until("it is there", "document.querySelector('.tray progress')?.value === 100").await;
    scene.says(words.broken).await;
    let (ticket, mut line) = scene.answering(words.broken).await;
    let slip = [b"%PDF-1.7\n".to_vec(), vec![b' '; 48_000]].concat();
    let sender = Sender::Agent(&scene.agent, &ticket.conversation);
    let slip = sender.uploads("return-slip.pdf", &slip).await.expect("a PDF may be sent");
    let message = SendMessage { files: vec![slip.id], ..SendMessage::plain(words.guide.to_owned()) };
    line.does(Act::SendMessage(message)).await.expect("a file is taken");
    scene.visitor.tab.chooses_files(&panel, "input[type=file]", &[&photo_path, &other_path]).await;
    let told = "document.querySelectorAll('.tray__item--wrong').length === 1
        && [...document.querySelectorAll('.tray progress')].some(bar => bar.value === 100)";
    panel.until("one is there and one is refused", told).await;
    let drawn = "[...document.images].every(image => image.complete) && document.querySelectorAll('.file').length === 2";
    panel.until("the files are drawn", drawn).await;
}

/// The picture on the demo site, as a photo would be.
async fn picture_of_a_cup(stage: &Stage) -> Vec<u8> {
    use base64::Engine;
    let tab = stage.chromium.person().await.tab().await;
    tab.goes_to(&stage.host.page("demo/index.html")).await;
    let clip = json!({"x": 700, "y": 120, "width": 480, "height": 360, "scale": 1});
    let shot = tab.call("Page.captureScreenshot", json!({"format": "png", "clip": clip})).await;
    tab.closes().await;
    let data = shot["data"].as_str().expect("a picture");
    base64::engine::general_purpose::STANDARD.decode(data).expect("base 64")
}

/// Said otherwise, taken back, and the agent is writing meanwhile.
async fn changes(scene: &mut Scene<'_>, sheet: &mut Sheet) {
    let words = scene.words;
    scene.says(words.mistyped).await;
    let (ticket, mut line) = scene.answering(words.mistyped).await;
    line.says(words.talk[3]).await;
    scene.says(words.waiting).await;
    let panel = scene.visitor.running_panel().await;
    let own: Vec<MessageId> = scene
        .agent
        .reads_log(&ticket.conversation)
        .await
        .iter()
        .filter_map(|event| event.kind.message())
        .filter(|message| message.author == pulina_shared::wire::conversation::Author::Visitor)
        .map(|message| message.id)
        .collect();
    edits_and_deletes(scene, &own).await;
    let writing = tokio::spawn(async move {
        loop {
            line.sends(&ClientFrame::Typing(true)).await;
            wait::pass(Duration::from_millis(3_100)).await;
        }
    });
    panel.until("somebody writes", "document.querySelector('.typing')?.innerText").await;
    scene.is_taken(sheet).await;
    writing.abort();
}

/// In the visitor's name, from another device of theirs.
async fn edits_and_deletes(scene: &Scene<'_>, own: &[MessageId]) {
    use pulina_shared::token::VisitorToken;
    use pulina_shared::wire::conversation::{Command, EditMessage};
    use pulina_tests::random;
    let panel = scene.visitor.running_panel().await;
    let kept = panel
        .evaluate("['token', 'conversation'].map(name => Object.entries(localStorage).find(([key]) => key.endsWith('.' + name))[1])")
        .await;
    let (token, conversation) = (kept[0].as_str().unwrap_or_default(), kept[1].as_str().unwrap_or_default());
    let token = VisitorToken::parse(token).expect("a token");
    let edit = EditMessage { message: own[0], text: scene.words.typed.to_owned() };
    for act in [Act::EditMessage(edit), Act::DeleteMessage(own[1])] {
        let frame = ClientFrame::Command(Command { id: random::message_id(), act });
        let path = format!("/v1/conversations/{conversation}/commands");
        scene.stage.door().post(&path).token(&token).json(&frame).granted::<serde_json::Value>().await;
    }
    panel
        .until(
            "both are seen",
            "document.querySelector('.message--deleted') && document.querySelector('.message__edited')",
        )
        .await;
}

async fn opens_menu(panel: &pulina_tests::chromium::frame::Frame) {
    panel.evaluate("document.querySelector('#menu-button').click()").await;
    panel.until("the menu", "document.querySelector('.sheet') !== null").await;
}

async fn lists_conversations(scene: &mut Scene<'_>) {
    let words = scene.words;
    for question in words.earlier {
        scene.says(question).await;
        let panel = scene.visitor.running_panel().await;
        opens_menu(&panel).await;
        // The second entry begins another conversation.
        panel.evaluate("document.querySelectorAll('.sheet__entry')[1].click()").await;
        let panel = scene.visitor.running_panel().await;
        panel
            .until(
                "an empty conversation",
                "!document.querySelector('.message--own') && !document.querySelector('.sheet')",
            )
            .await;
        panel.evaluate("document.querySelector('#text').focus()").await;
    }
    scene.says(words.talk[0]).await;
    let panel = scene.visitor.running_panel().await;
    opens_menu(&panel).await;
    panel.evaluate("document.querySelectorAll('.sheet__entry')[0].click()").await;
    panel.until("the list", "document.querySelectorAll('.sheet__conversation').length === 3").await;
}
