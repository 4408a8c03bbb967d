//! What a preview is told: settings as they are being typed, as visitors would get them, and in which
//! state the chat is to be. Pure; what it says is read by `widget/loader/preview`.

use pulina_shared::ids::ChannelId;
use pulina_shared::language::Language;
use pulina_shared::look;
use pulina_shared::published::{self, Around, Ground};
use pulina_shared::texts::Texts;
use pulina_shared::time::{HOUR_MS, Timestamp};
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilityNow, AvailabilitySettings};
use pulina_shared::wire::channel::{ChannelSettings, ConsentMode, EmailCapture, Look, Scheme};
use pulina_shared::wire::conversation::PublicUser;
use pulina_shared::wire::embed::{LauncherSettings, PanelSettings};
use serde::{Deserialize, Serialize};

/// A consent's version only has to be another one than none.
const VERSION: &str = "preview";
/// When somebody is back, in a preview.
const BACK_IN_HOURS: u64 = 13;

/// A state of the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    Launcher,
    Open,
    Away,
    Consent,
    Questions,
    Conversation,
    Ended,
}

impl Scene {
    pub const ALL: [Self; 7] = [
        Self::Launcher,
        Self::Open,
        Self::Away,
        Self::Consent,
        Self::Questions,
        Self::Conversation,
        Self::Ended,
    ];
}

/// What the sample page says.
#[derive(Clone, Debug, Deserialize)]
pub struct Heard {
    /// What it came with.
    #[serde(flatten)]
    pub base: Option<Base>,
    /// The visitor chose another language in the panel.
    pub language: Option<String>,
}

/// What is not in the settings.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Base {
    /// The heading of a channel that was given none.
    name: String,
    panel: BasePanel,
    launcher: BaseLauncher,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct BasePanel {
    language: String,
    words: Vec<String>,
    #[serde(default)]
    faces: Vec<PublicUser>,
    emoji: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct BaseLauncher {
    origin: String,
    more: String,
}

/// How the chat is to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    pub scene: Scene,
    pub language: Language,
    pub is_dark: bool,
}

/// What the sample page is told.
#[derive(Debug, Serialize)]
pub struct Draft {
    panel: PanelSettings,
    launcher: LauncherSettings,
    scene: Scene,
    css: String,
    classes: String,
    scheme: &'static str,
    is_dark: bool,
    user: Option<PublicUser>,
}

/// A channel whose settings are being changed.
pub struct Channel {
    pub id: ChannelId,
    pub settings: ChannelSettings,
}

/// These settings as visitors would get them. `None` while the page speaks another language.
pub fn draft(
    channel: Channel,
    base: &Base,
    wish: &Wish,
    user: Option<PublicUser>,
    now: Timestamp,
) -> Option<Draft> {
    let Channel { id, settings } = channel;
    if base.panel.language != wish.language.tag() {
        return None;
    }
    let texts = Texts::new(&settings, wish.language, base.panel.words.iter().cloned().collect());
    let around = Around {
        channel: id.clone(),
        name: base.name.clone(),
        faces: base.panel.faces.clone(),
        // Questions come when that is done.
        consent: texts
            .consent(settings.consent.mode, VERSION.to_owned())
            .filter(|_| wish.scene != Scene::Questions),
        availability: availability(&settings.availability, wish.scene != Scene::Away, now),
        emoji: base.panel.emoji.clone(),
    };
    let ground = Ground {
        channel: id,
        origin: base.launcher.origin.clone(),
        more: base.launcher.more.clone(),
        is_on: true,
        hides: None,
        compat: String::new(),
    };
    let look = in_light(&settings.look, wish.is_dark);
    Some(Draft {
        // The page has its sentences.
        panel: PanelSettings { words: Vec::new(), ..published::panel(around, &texts) },
        launcher: published::launcher(ground, &texts),
        scene: wish.scene,
        css: look::css(&look),
        classes: look::classes(&look),
        scheme: look::scheme(&look),
        is_dark: wish.is_dark,
        user,
    })
}

/// Why a state looks like another one with these settings; empty when it does not.
pub fn is_empty(scene: Scene, settings: &ChannelSettings) -> bool {
    match scene {
        Scene::Consent => settings.consent.mode == ConsentMode::Off,
        Scene::Questions => settings.form.is_empty() && settings.email != EmailCapture::Before,
        _ => false,
    }
}

fn availability(settings: &AvailabilitySettings, is_open: bool, now: Timestamp) -> AvailabilityNow {
    let back = Timestamp((now.0 / HOUR_MS + BACK_IN_HOURS) * HOUR_MS);
    let has_hours = settings.mode != AvailabilityMode::Users
        || settings.schedule.week.iter().any(|ranges| !ranges.is_empty());
    AvailabilityNow {
        is_open,
        changes_at: None,
        opens_at: (!is_open && has_hours).then_some(back),
        away: settings.away,
        reply_time: settings.reply_time,
        depends_on_users: settings.mode == AvailabilityMode::Users,
        revision: 0,
    }
}

/// What follows the device or the page follows what is chosen beside the preview.
fn in_light(look: &Look, is_dark: bool) -> Look {
    let scheme = match look.scheme {
        Scheme::Auto | Scheme::Page if is_dark => Scheme::Dark,
        Scheme::Auto | Scheme::Page => Scheme::Light,
        chosen => chosen,
    };
    Look { scheme, ..look.clone() }
}

#[cfg(test)]
mod tests {
    use pulina_shared::ids::AccountId;
    use pulina_shared::wire::channel::{ChannelTexts, ConsentSettings};
    use pulina_shared::words::Word;
    use serde_json::{Value, json};

    use super::*;

    fn shown(change: impl FnOnce(&mut ChannelSettings), scene: Scene, is_dark: bool) -> Value {
        let mut settings = ChannelSettings::default();
        change(&mut settings);
        let id = ChannelId::new(&AccountId::new([1; 10]), [2; 5]);
        let words: Vec<&str> = Word::ALL.iter().map(|word| word.key()).collect();
        let heard = json!({
            "pulina": "preview",
            "name": "Shop",
            "panel": { "language": "en", "words": words, "emoji": "/e.json" },
            "launcher": { "origin": "https://chat.example", "more": "/more.js", "side": "end" },
        });
        let heard: Heard = serde_json::from_value(heard).unwrap();
        let channel = Channel { id, settings };
        let wish = Wish { scene, language: Language::En, is_dark };
        let draft = draft(channel, &heard.base.unwrap(), &wish, None, Timestamp(5)).unwrap();
        serde_json::to_value(draft).unwrap()
    }

    #[test]
    fn what_is_typed_is_what_visitors_would_get() {
        let type_title = |settings: &mut ChannelSettings| {
            let texts = ChannelTexts { title: "Bindery".to_owned(), ..ChannelTexts::default() };
            settings.texts.insert(Language::En, texts);
        };
        let draft = shown(type_title, Scene::Open, false);
        assert_eq!(draft["panel"]["title"], "Bindery");
        assert_eq!(draft["panel"]["welcome"], "welcome", "Pulina's own, as the page brought it");
        assert_eq!(draft["launcher"]["title"], "Bindery");
        assert_eq!(shown(|_| {}, Scene::Open, false)["panel"]["title"], "Shop");
    }

    #[test]
    fn every_state_is_what_its_name_says() {
        let ask = |settings: &mut ChannelSettings| {
            settings.consent = ConsentSettings { mode: ConsentMode::Explicit, ..ConsentSettings::default() };
        };
        assert_eq!(shown(ask, Scene::Consent, false)["panel"]["consent"]["version"], VERSION);
        assert!(shown(ask, Scene::Questions, false)["panel"]["consent"].is_null());
        assert_eq!(shown(ask, Scene::Open, false)["panel"]["availability"]["is_open"], true);
        assert_eq!(shown(ask, Scene::Away, false)["panel"]["availability"]["is_open"], false);
        assert_eq!(shown(ask, Scene::Ended, false)["scene"], "ended");
        assert!(is_empty(Scene::Consent, &ChannelSettings::default()));
    }

    #[test]
    fn light_and_dark_are_chosen_unless_the_channel_has_chosen() {
        let classes = |scheme, is_dark| {
            shown(|settings| settings.look.scheme = scheme, Scene::Open, is_dark)["classes"].clone()
        };
        assert_eq!(classes(Scheme::Auto, true), "font-system scheme-dark");
        assert_eq!(classes(Scheme::Page, false), "font-system scheme-light");
        assert_eq!(classes(Scheme::Light, true), "font-system scheme-light");
    }

    #[test]
    fn page_that_speaks_another_language_is_waited_for() {
        let heard: Heard = serde_json::from_value(json!({ "pulina": "preview", "language": "fi" })).unwrap();
        assert!(heard.base.is_none());
        assert_eq!(heard.language.as_deref(), Some("fi"));
    }
}
