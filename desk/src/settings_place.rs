//! Where somebody is in the settings: a section of them, or one channel with its parts. Addresses from
//! before channels had pages of their own lead to the first channel.

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::users::Role;

/// A part of a channel's settings, which are published together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelTab {
    /// How the chat looks.
    Look,
    /// What it says, by language.
    Texts,
    /// What is asked before the first message.
    Questions,
    /// What a conversation may hold, and how it ends.
    Conversation,
    /// When somebody answers.
    Availability,
    /// What is asked before anything is stored, and for how long it is.
    Consent,
    /// On which pages it is shown, and what it says there by itself.
    Rules,
    /// Who gets its tickets by itself.
    Routing,
    /// How it comes onto a page, and onto which.
    Code,
    /// What was public before.
    History,
}

impl ChannelTab {
    pub const ALL: [Self; 10] = [
        Self::Look,
        Self::Texts,
        Self::Questions,
        Self::Conversation,
        Self::Availability,
        Self::Consent,
        Self::Rules,
        Self::Routing,
        Self::Code,
        Self::History,
    ];

    /// As in an address.
    fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Texts => "texts",
            Self::Questions => "questions",
            Self::Conversation => "conversation",
            Self::Availability => "availability",
            Self::Consent => "consent",
            Self::Rules => "rules",
            Self::Routing => "routing",
            Self::Code => "code",
            Self::History => "history",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }

    /// The part in which the field of this JSON pointer stands.
    pub fn of(pointer: &str) -> Self {
        let mut parts = pointer.split('/').skip(1);
        match (parts.next(), parts.nth(1)) {
            (Some("look"), _) => Self::Look,
            (Some("texts"), Some("consent" | "consent_button" | "communicate"))
            | (Some("consent" | "retention_days"), _) => Self::Consent,
            (Some("texts"), _) => Self::Texts,
            (Some("availability"), _) => Self::Availability,
            (Some("allowed_origins"), _) => Self::Code,
            (Some("targeting"), _) => Self::Rules,
            (Some("form"), _) => Self::Questions,
            (Some("routing"), _) => Self::Routing,
            _ => Self::Conversation,
        }
    }
}

/// A section of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// The channels, as a list.
    #[default]
    Channels,
    /// Where tickets lie, and for whom.
    Inboxes,
    /// Who is in the account.
    Users,
    /// Who is named together.
    Teams,
    /// What is kept of a person, and its end.
    Privacy,
    /// Who changed what.
    Audit,
    /// Whether the user takes new work, and when.
    Availability,
    /// The user's own password and sessions.
    Security,
}

impl Section {
    pub const ALL: [Self; 8] = [
        Self::Inboxes,
        Self::Channels,
        Self::Users,
        Self::Teams,
        Self::Privacy,
        Self::Audit,
        Self::Availability,
        Self::Security,
    ];

    /// Whether somebody of this role may use it; the server says so again.
    pub fn is_for(self, role: Role) -> bool {
        matches!(self, Self::Availability | Self::Security) || role >= Role::Admin
    }

    /// As in an address.
    fn as_str(self) -> &'static str {
        match self {
            Self::Channels => "channels",
            Self::Inboxes => "inboxes",
            Self::Users => "users",
            Self::Teams => "teams",
            Self::Privacy => "privacy",
            Self::Audit => "audit",
            Self::Availability => "your-availability",
            Self::Security => "security",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.as_str() == text)
    }
}

/// A place in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsPlace {
    /// A section's own page.
    Section(Section),
    /// Where a channel is added.
    NewChannel,
    /// Where a channel that nobody has set up gets what it needs.
    SetUp(ChannelId),
    /// A part of a channel; without one, of the first.
    Channel(Option<ChannelId>, ChannelTab),
}

impl Default for SettingsPlace {
    fn default() -> Self {
        Self::Section(Section::Channels)
    }
}

impl SettingsPlace {
    /// Reads what stands behind `settings` in an address; what cannot be read is the default.
    pub fn parse<'a>(mut parts: impl Iterator<Item = &'a str>) -> Self {
        let first = parts.next().unwrap_or_default();
        if first != "channels" {
            let tab = || ChannelTab::parse(first).map(|tab| Self::Channel(None, tab));
            return Section::parse(first).map(Self::Section).or_else(tab).unwrap_or_default();
        }
        let (second, third) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match (second, ChannelId::parse(second)) {
            ("new", _) => Self::NewChannel,
            (_, Ok(channel)) if third == "set-up" => Self::SetUp(channel),
            (_, Ok(channel)) => {
                Self::Channel(Some(channel), ChannelTab::parse(third).unwrap_or(ChannelTab::Look))
            }
            _ => Self::default(),
        }
    }

    /// What stands behind `settings` in an address.
    pub fn path(&self) -> String {
        match self {
            Self::Section(section) => section.as_str().to_owned(),
            Self::NewChannel => "channels/new".to_owned(),
            Self::SetUp(channel) => format!("channels/{channel}/set-up"),
            Self::Channel(Some(channel), tab) => format!("channels/{channel}/{}", tab.as_str()),
            Self::Channel(None, tab) => tab.as_str().to_owned(),
        }
    }

    /// The section that it belongs to.
    pub fn section(&self) -> Section {
        match self {
            Self::Section(section) => *section,
            _ => Section::Channels,
        }
    }

    /// Where somebody of this role comes who wants to go here.
    pub fn within(self, role: Role) -> Self {
        if self.section().is_for(role) { self } else { Self::Section(Section::Security) }
    }

    /// Whether somebody who goes there from here stays on the same page: in another part of a channel.
    pub fn is_page_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Channel(one, _), Self::Channel(another, _)) => one == another,
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> ChannelId {
        ChannelId::new(&pulina_shared::ids::AccountId::new([3; 10]), [1; 5])
    }

    fn everywhere() -> Vec<SettingsPlace> {
        let sections = Section::ALL.map(SettingsPlace::Section);
        let tabs = ChannelTab::ALL.map(|tab| SettingsPlace::Channel(Some(channel()), tab));
        let old = ChannelTab::ALL.map(|tab| SettingsPlace::Channel(None, tab));
        let more = [SettingsPlace::NewChannel, SettingsPlace::SetUp(channel())];
        sections.into_iter().chain(tabs).chain(old).chain(more).collect()
    }

    #[test]
    fn every_place_survives_the_address_and_old_ones_lead_to_the_first_channel() {
        for place in everywhere() {
            assert_eq!(SettingsPlace::parse(place.path().split('/')), place);
        }
        let old = SettingsPlace::parse("look".split('/'));
        assert_eq!(old, SettingsPlace::Channel(None, ChannelTab::Look));
        for wrong in ["", "nothing", "channels/cha_1/look", "channels/nothing"] {
            assert_eq!(SettingsPlace::parse(wrong.split('/')), SettingsPlace::default(), "{wrong}");
        }
    }

    #[test]
    fn agents_come_to_what_is_their_own_and_no_further() {
        for place in everywhere() {
            let is_own = matches!(place.section(), Section::Availability | Section::Security);
            let there = if is_own { place.clone() } else { SettingsPlace::Section(Section::Security) };
            assert_eq!(place.clone().within(Role::Agent), there);
            assert_eq!(place.clone().within(Role::Admin), place);
        }
    }

    #[test]
    fn mistake_is_shown_where_its_field_stands() {
        for (pointer, tab) in [
            ("/look/accent", ChannelTab::Look),
            ("/texts/fi/title", ChannelTab::Texts),
            ("/texts/fi/consent_button", ChannelTab::Consent),
            ("/retention_days", ChannelTab::Consent),
            ("/availability/schedule/week/3/0", ChannelTab::Availability),
            ("/closed", ChannelTab::Conversation),
            ("/allowed_origins/3", ChannelTab::Code),
            ("/targeting/campaigns/0/texts/fi", ChannelTab::Rules),
            ("/form/0/labels/fi", ChannelTab::Questions),
            ("/routing/rule/members", ChannelTab::Routing),
        ] {
            assert_eq!(ChannelTab::of(pointer), tab);
        }
    }
}
