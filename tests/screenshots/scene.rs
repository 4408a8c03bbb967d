//! A customer's page in one language with a channel that speaks it, the visitor before it and the
//! agent behind it.

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts};
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::help_desk::Ticket;
use pulina_shared::wire::http::ProfileChange;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::line::Line;
use pulina_tests::stage::{ChatTab, Stage};
use serde_json::json;

use crate::sheet::{Clip, Sheet};
use crate::words::Words;

const PAGE: (u32, u32) = (1160, 760);
const PHONE: (u32, u32) = (390, 760);
/// What of the page is on a picture: the panel and its launcher.
const SHOWN_WIDTH: u32 = 444;

/// The scene.
pub struct Scene<'a> {
    pub stage: &'a Stage,
    pub words: &'static Words,
    pub agent: Agent,
    pub visitor: ChatTab,
    channel: ChannelId,
}

impl<'a> Scene<'a> {
    /// Everybody is there; the chat is closed.
    pub async fn set(
        stage: &'a Stage,
        words: &'static Words,
        change: impl FnOnce(&mut ChannelSettings, &mut ChannelTexts),
    ) -> Self {
        let account = stage.site.another_account().await;
        let agent = stage.site.owner_of(&account).await;
        let named = ProfileChange { name: Some(words.agent.to_owned()) };
        agent.asks("PATCH", "/v1/me").json(&named).granted::<PublicUser>().await;
        let channel = account.created.channel;
        choose(&agent, &channel, |settings| {
            let mut texts = ChannelTexts {
                title: words.title.to_owned(),
                subtitle: words.subtitle.to_owned(),
                welcome: words.welcome.to_owned(),
                ..ChannelTexts::default()
            };
            settings.language = words.language;
            change(settings, &mut texts);
            settings.texts.insert(words.language, texts);
        })
        .await;
        let options = TabOptions { size: PAGE, ..TabOptions::default() };
        let tab = stage.chromium.person().await.tab_with(&options).await;
        let scene = Self { stage, words, agent, visitor: ChatTab { tab }, channel };
        scene.comes().await;
        scene
    }

    async fn comes(&self) {
        self.visitor.tab.goes_to(&self.stage.host.page("bare.html")).await;
        let source = format!("{}/embed/{}.js", self.stage.door().origin(), self.channel);
        let (tag, direction) = (self.words.language.tag(), self.words.language.direction());
        let script = format!(
            "Object.assign(document.documentElement, {{ lang: {}, dir: {} }});
             document.documentElement.style.cssText = 'color-scheme: light dark; background: light-dark(#efe9e1, #26292f)';
             document.getElementById('main').hidden = true;
             document.head.append(Object.assign(document.createElement('script'), {{ src: {} }})); 0",
            json!(tag), json!(direction), json!(source)
        );
        self.visitor.tab.evaluate(&script).await;
        self.visitor.tab.until("the loader runs", "window.Pulina !== undefined").await;
    }

    /// The visitor opens the chat.
    pub async fn opens(&self) -> Frame {
        self.visitor.tab.evaluate("Pulina.open(); 0").await;
        let panel = self.visitor.running_panel().await;
        panel.until("the composer has the focus", "document.activeElement?.id === 'text'").await;
        panel
    }

    /// The visitor says something, and it arrives. Pasted, because keyboards have no Arabic here.
    pub async fn says(&self, words: &str) {
        let panel = self.visitor.running_panel().await;
        let before = panel.texts(".message--own").await.len();
        self.visitor.tab.comes_to_front().await;
        self.visitor.tab.call("Input.insertText", json!({"text": words})).await;
        self.visitor.tab.presses("Enter").await;
        let script = format!(
            "document.querySelectorAll('.message--own').length > {before}
             && !document.querySelector('.message__standing--sending')"
        );
        panel.until("it arrived", &script).await;
    }

    /// The agent's line to the conversation in which this was said last.
    pub async fn answering(&mut self, words: &str) -> (Ticket, Line) {
        let ticket = self.agent.sees_ticket(&words.split_whitespace().collect::<Vec<_>>().join(" ")).await;
        let line = self.agent.opens(&ticket).await;
        (ticket, line)
    }

    /// Takes it as it is now: on a page and on a phone, light and dark.
    pub async fn is_taken(&mut self, sheet: &mut Sheet) {
        sheet.row(self.words.language.own_name());
        let is_rtl = self.words.language.direction() == "rtl";
        let x = if is_rtl { 0 } else { PAGE.0 - SHOWN_WIDTH };
        let page = Clip { x, y: 0, width: SHOWN_WIDTH, height: PAGE.1 };
        let phone = Clip { x: 0, y: 0, width: PHONE.0, height: PHONE.1 };
        for (size, clip) in [(PAGE, page), (PHONE, phone)] {
            self.visitor.tab.resize(size.0, size.1).await;
            for is_dark in [false, true] {
                self.visitor.tab.turns(is_dark).await;
                sheet.takes(&self.visitor.tab, clip).await;
            }
        }
        self.visitor.tab.resize(PAGE.0, PAGE.1).await;
    }
}
