//! Twelve states of the widget, in three languages, light and dark, on a desk and on a phone, for
//! people who look at all of them: `target/screenshots/{language}-{look}/{state}.png`.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulina_shared::wire::availability::{AvailabilityMode, AwayBehaviour};
use pulina_shared::wire::channel::{ChannelSettings, ConsentMode};
use pulina_shared::wire::content::{Choice, LinkCard};
use pulina_shared::wire::conversation::{Act, ClientFrame, SendMessage};
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::by_selector::{LAUNCHER, OPEN_SHADOWS, click, shown};
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::{Tab, TabOptions};
use pulina_tests::front::Front;
use pulina_tests::stage::Stage;
use serde_json::{Value, json};

/// What people say in this language.
struct Words {
    language: &'static str,
    question: &'static str,
    answer: &'static str,
    offer: &'static str,
    choices: [&'static str; 2],
    unread: &'static str,
    title: &'static str,
    subtitle: &'static str,
    welcome: &'static str,
    consent: &'static str,
    consent_button: &'static str,
    labels: [&'static str; 3],
}

const WORDS: [Words; 3] = [
    Words {
        language: "en",
        question: "Is the morning cup safe in the dishwasher?",
        answer: "It is. We fire it **at 1,240 °C**, so it takes every programme.",
        offer: "The bowl that goes with it is **20 % off** this week.",
        choices: ["Good, I take it", "And the bowls?"],
        unread: "By the way, the green ones are back.",
        title: "Kelo Pottery",
        subtitle: "Cups and bowls from the lake",
        welcome: "Hello! Ask us anything about our pottery.",
        consent: "We read what you write to answer you. More in our [privacy notice](https://example.com/privacy).",
        consent_button: "I agree",
        labels: ["Your name", "The number of your order", "I have read the terms"],
    },
    Words {
        language: "fi",
        question: "Kestääkö aamukuppi astianpesukoneen?",
        answer: "Kestää. Poltamme sen **1 240 asteessa**, joten mikä tahansa ohjelma käy.",
        offer: "Siihen sopiva kulho on tällä viikolla **20 % halvempi**.",
        choices: ["Hyvä, otan sen", "Entä kulhot?"],
        unread: "Muuten, vihreitä on taas.",
        title: "Kelon savipaja",
        subtitle: "Kuppeja ja kulhoja järven rannalta",
        welcome: "Hei! Kysy meiltä mitä vain astioistamme.",
        consent: "Luemme viestisi voidaksemme vastata. Lisää [tietosuojaselosteessa](https://example.com/privacy).",
        consent_button: "Hyväksyn",
        labels: ["Nimesi", "Tilauksen numero", "Olen lukenut ehdot"],
    },
    Words {
        language: "ar",
        question: "هل فنجان الصباح آمن في غسالة الصحون؟",
        answer: "نعم. نحرقه عند **1240 درجة**، فهو يتحمل كل البرامج.",
        offer: "والوعاء المناسب له أرخص بنسبة **20٪** هذا الأسبوع.",
        choices: ["حسنًا، سآخذه", "وماذا عن الأوعية؟"],
        unread: "بالمناسبة، عادت الفناجين الخضراء.",
        title: "فخار كيلو",
        subtitle: "فناجين وأوعية من البحيرة",
        welcome: "مرحبًا! اسألنا عن أي شيء.",
        consent: "نقرأ ما تكتبه لنجيبك. المزيد في [إشعار الخصوصية](https://example.com/privacy).",
        consent_button: "أوافق",
        labels: ["اسمك", "رقم طلبك", "قرأت الشروط"],
    },
];

/// Names of the looks and their tabs.
fn looks() -> [(&'static str, TabOptions); 4] {
    let tab = |size, is_dark| TabOptions {
        size,
        is_dark,
        first_script: OPEN_SHADOWS.to_owned(),
        ..TabOptions::default()
    };
    [
        ("desk-light", tab((1000, 720), false)),
        ("desk-dark", tab((1000, 720), true)),
        ("phone-light", tab((390, 720), false)),
        ("phone-dark", tab((390, 720), true)),
    ]
}

/// One visitor of one look, and where the pictures go.
struct Album {
    tab: Tab,
    folder: PathBuf,
}

impl Album {
    async fn begins(stage: &Stage, words: &Words, look: &str, options: &TabOptions) -> Self {
        let tab = stage.chromium.person().await.tab_with(options).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../target/screenshots")
            .join(format!("{}-{look}", words.language));
        fs::create_dir_all(&folder).expect("the folder can be made");
        let album = Self { tab, folder };
        album.comes(stage, words).await;
        album
    }

    async fn comes(&self, stage: &Stage, words: &Words) {
        let page = format!("demo/index.html?lang={}", words.language);
        self.tab.goes_to(&stage.host.page(&page)).await;
        self.tab.until("the launcher", &format!("{LAUNCHER} !== null")).await;
    }

    async fn opens(&self) -> Frame {
        self.tab.evaluate(&format!("{LAUNCHER}.click()")).await;
        let panel = self.tab.frame_at("/chat/").await;
        shown(&panel, "[role=log]").await;
        panel
    }

    async fn says(&self, panel: &Frame, words: &str) {
        panel.evaluate("document.getElementById('text').focus()").await;
        self.tab.types(words).await;
        self.tab.presses("Enter").await;
    }

    async fn keeps(&self, state: &str) {
        self.tab.is_still().await;
        let picture = STANDARD.decode(self.tab.picture().await).expect("pictures come in base 64");
        fs::write(self.folder.join(format!("{state}.png")), picture).expect("the picture can be written");
    }
}

#[tokio::test]
async fn pictures_of_states_are_taken() {
    for words in &WORDS {
        for (look, options) in looks() {
            let (stage, front) = Stage::behind_front().await;
            let mut agent = stage.site.agent().await;
            choose(&agent, stage.site.channel(), |settings| speak(settings, words)).await;
            let album = Album::begins(&stage, words, look, &options).await;
            talks(&album, words, &mut agent, &front).await;
            ask(&agent, &stage, words).await;
            let album = Album::begins(&stage, words, look, &options).await;
            is_asked(&album, words).await;
        }
    }
}

fn speak(settings: &mut ChannelSettings, words: &Words) {
    settings.asks_for_rating = true;
    let mut written = serde_json::to_value(&*settings).expect("settings are JSON");
    written["texts"][words.language] =
        json!({"title": words.title, "subtitle": words.subtitle, "welcome": words.welcome});
    *settings = serde_json::from_value(written).expect("settings");
}

async fn talks(album: &Album, words: &Words, agent: &mut Agent, front: &Front) {
    album.keeps("01-launcher").await;
    let panel = album.opens().await;
    album.keeps("02-welcome").await;
    album.says(&panel, words.question).await;
    let ticket = agent.sees_ticket(words.question).await;
    let mut line = agent.opens(&ticket).await;
    line.says(words.answer).await;
    let said = SendMessage {
        text: words.offer.to_owned(),
        choices: words.choices.map(|label| Choice::text(label, label)).to_vec(),
        cards: vec![LinkCard {
            url: "https://shop.example/cups/morning".to_owned(),
            title: words.title.to_owned(),
            text: words.subtitle.to_owned(),
        }],
        ..SendMessage::default()
    };
    line.does(Act::SendMessage(said)).await.expect("users may");
    shown(&panel, ".choice").await;
    line.sends(&ClientFrame::Typing(true)).await;
    shown(&panel, ".typing__dots").await;
    album.keeps("03-conversation").await;
    click(&panel, "#menu-button").await;
    shown(&panel, ".sheet__entry").await;
    album.keeps("04-menu").await;
    album.tab.presses("Escape").await;
    panel.until("the menu is closed", "!document.querySelector('.sheet')").await;
    click(&panel, "#emoji-tool").await;
    shown(&panel, ".emoji__cell").await;
    album.keeps("05-emoji").await;
    album.tab.presses("Escape").await;
    panel.until("they are closed", "!document.querySelector('.emoji')").await;
    panel.drops("#panel", "Kelo.txt", "text/plain", b"cup 12").await;
    shown(&panel, ".tray__item").await;
    let is_there = "![...document.querySelectorAll('.tray__bar')].some(bar => bar.checkVisibility())";
    panel.until("it is there", is_there).await;
    album.keeps("06-files").await;
    album.says(&panel, words.choices[1]).await;
    shown(&panel, ".file__card").await;
    front.goes_down_at("/v1/");
    album.says(&panel, words.question).await;
    shown(&panel, ".status__line--warning").await;
    album.keeps("07-reconnecting").await;
    front.heals();
    panel.evaluate("window.dispatchEvent(new Event('online'))").await;
    panel.until("the link is back", "document.querySelector('.status').innerText === ''").await;
    agent.closes(&ticket).await;
    shown(&panel, ".rating__marks").await;
    album.keeps("08-rating").await;
    album.tab.evaluate("Pulina.close()").await;
    line.says(words.unread).await;
    let badge = "document.querySelector('pulina-widget').shadowRoot.querySelector('b').textContent !== ''";
    album.tab.until("the badge counts", badge).await;
    album.keeps("09-unread").await;
}

/// From now on visitors are asked, and nobody is there.
async fn ask(agent: &Agent, stage: &Stage, words: &Words) {
    choose(agent, stage.site.channel(), |settings| {
        settings.consent.mode = ConsentMode::Explicit;
        settings.availability.mode = AvailabilityMode::Hours;
        settings.availability.away = AwayBehaviour::Message;
        settings.availability.schedule.week = Default::default();
        let mut written = serde_json::to_value(&*settings).expect("settings are JSON");
        let texts = &mut written["texts"][words.language];
        texts["consent"] = words.consent.into();
        texts["consent_button"] = words.consent_button.into();
        written["form"] = form(words);
        *settings = serde_json::from_value(written).expect("settings");
    })
    .await;
}

fn form(words: &Words) -> Value {
    let [name, order, terms] = words.labels.map(|label| json!({"en": label, (words.language): label}));
    json!([
        {"name": "name", "kind": "name", "labels": name, "is_required": true},
        {"name": "order", "kind": "number", "labels": order},
        {"name": "terms", "kind": "checkbox", "labels": terms, "is_required": true},
    ])
}

async fn is_asked(album: &Album, words: &Words) {
    let panel = album.opens().await;
    shown(&panel, "#gate-button").await;
    album.keeps("10-consent-while-away").await;
    album.says(&panel, words.question).await;
    click(&panel, "#gate-button").await;
    shown(&panel, ".gate__field").await;
    album.keeps("11-form").await;
    click(&panel, "#gate-button").await;
    shown(&panel, ".gate__wrong").await;
    album.keeps("12-mistakes").await;
}
