//! What visitors get of a channel's settings: what the panel knows before it asks anything, and what
//! draws the launcher. The worker makes it of what is published, the desk of what is being typed.

use crate::colour::Palette;
use crate::ids::ChannelId;
use crate::language::Language;
use crate::wire::availability::AvailabilityNow;
use crate::wire::channel::{ChannelSettings, Font, Heading, LauncherStyle, Scheme};
use crate::wire::conversation::PublicUser;
use crate::wire::embed::{ConsentAsked, Hides, LauncherSettings, PanelSettings};
use crate::wire::form::ShownField;
use crate::words::Word;

use crate::texts::Texts;

/// The launcher's distance from side and bottom when nothing is said about it.
const OFFSET_USUAL: u16 = 20;

/// What the panel knows that is not in the settings.
#[derive(Clone, Debug)]
pub struct Around {
    /// Which channel.
    pub channel: ChannelId,
    /// The heading of a channel that was given none.
    pub name: String,
    /// Whose faces may stand at the top.
    pub faces: Vec<PublicUser>,
    /// What a visitor is asked to agree to.
    pub consent: Option<ConsentAsked>,
    /// Whether somebody is there.
    pub availability: AvailabilityNow,
    /// The path of the emoji.
    pub emoji: String,
}

/// The heading of a channel with this name.
pub fn title(name: &str, texts: &Texts<'_>) -> String {
    let own = texts.own(|texts| &texts.title);
    if own.is_empty() { name.to_owned() } else { own.to_owned() }
}

/// What the panel knows of its channel.
pub fn panel(around: Around, texts: &Texts<'_>) -> PanelSettings {
    let settings = texts.settings();
    let palette = Palette::of(settings.look.accent);
    let shown = |field| ShownField::of(field, texts.language(), settings.language);
    PanelSettings {
        title: title(&around.name, texts),
        channel: around.channel,
        language: texts.language().tag().to_owned(),
        words: texts.words(),
        subtitle: texts.own_or(|texts| &texts.subtitle, Word::ChatSubtitle),
        welcome: texts.own_or(|texts| &texts.welcome, Word::Welcome),
        accent: palette.accent,
        on_accent: palette.on_accent.to_string(),
        avatar: settings.look.avatar.clone(),
        faces: around.faces,
        is_owner_shown: settings.look.heading == Heading::Owner,
        consent: around.consent,
        storage: settings.consent.storage,
        availability: around.availability,
        away_text: texts.own(|texts| &texts.away).to_owned(),
        reply_text: texts.own(|texts| &texts.reply_time).to_owned(),
        email: settings.email,
        form: settings.form.iter().map(shown).collect(),
        files: settings.files.are_allowed.then(|| settings.files.clone()),
        asks_for_rating: settings.asks_for_rating,
        emoji: around.emoji,
        languages: languages(settings),
    }
}

/// The languages that one can switch to; none where there is no choice.
pub fn languages(settings: &ChannelSettings) -> Vec<String> {
    let spoken = Language::ALL.iter().filter(|&&language| settings.speaks(language));
    let all: Vec<String> = spoken.map(|language| language.tag().to_owned()).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// Where the launcher stands, and what it cannot know of the settings.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Which channel.
    pub channel: ChannelId,
    /// Where the panel and the loader's further parts are.
    pub origin: String,
    /// The path of the loader's second part.
    pub more: String,
    /// Whether the channel lets new visitors in. One that is off has no launcher that could come, so
    /// that its pages load no more than this.
    pub is_on: bool,
    /// Of a channel that has no launcher while nobody is there: how that stands.
    pub hides: Option<Hides>,
    /// Whose API is to be there as well; empty for nobody's.
    pub compat: String,
}

/// What the loader needs to draw the launcher.
pub fn launcher(ground: Ground, texts: &Texts<'_>) -> LauncherSettings {
    let Ground { channel, origin, more, is_on, hides, compat } = ground;
    let settings = texts.settings();
    let (look, targeting) = (&settings.look, &settings.targeting);
    let palette = Palette::of(look.accent);
    let teaser = texts.own(|texts| &texts.teaser).to_owned();
    let words = match look.launcher {
        LauncherStyle::Label => texts.own_or(|texts| &texts.launcher, Word::ChatTitle),
        LauncherStyle::Icon | LauncherStyle::Hidden => String::new(),
    };
    // Who speaks to the computer says what they read, so a name begins with the words on the button.
    let (label, close_label) = match words.as_str() {
        "" => (texts.say(Word::OpenChat), texts.say(Word::CloseChat)),
        words => (words.to_owned(), format!("{words}: {}", texts.say(Word::CloseChat))),
    };
    let unless_usual = |offset: u16| (offset != OFFSET_USUAL).then_some(offset);
    let says_something = !teaser.is_empty() || !targeting.campaigns.is_empty();
    let has_more_at_rest = !teaser.is_empty() || hides.is_some() || !targeting.is_empty();
    let is_off = hides.as_ref().is_some_and(|hides| hides.now);
    LauncherSettings {
        channel,
        origin,
        label,
        close_label,
        title: texts.own_or(|texts| &texts.title, Word::ChatTitle),
        accent: palette.accent,
        on_accent: palette.on_accent.to_string(),
        side: look.side,
        lang: texts.language().tag().to_owned(),
        more,
        eager: !compat.is_empty() || (is_on && has_more_at_rest),
        x: unless_usual(look.side_offset),
        y: unless_usual(look.bottom_offset),
        words,
        hidden: look.launcher == LauncherStyle::Hidden,
        off: is_off || !targeting.show.is_empty() || !compat.is_empty(),
        unread: texts.say(Word::UnreadMessages),
        dismiss: if says_something { texts.say(Word::DismissTeaser) } else { String::new() },
        teaser,
        hides,
        rules: !targeting.is_empty(),
        compat,
        page_scheme: look.scheme == Scheme::Page,
        page_font: look.font == Font::Inherit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_to_switch_to_are_those_that_the_channel_speaks() {
        let mut settings = ChannelSettings::default();
        assert_eq!(languages(&settings).len(), Language::ALL.len(), "with own texts in none of them");
        settings.languages = vec![Language::Sv, Language::En];
        assert_eq!(languages(&settings), ["en", "sv"]);
        settings.languages = vec![Language::En];
        assert!(languages(&settings).is_empty(), "no choice");
    }
}
