//! Where the agent is: a view and perhaps a ticket, or the settings, as the fragment of the address, so
//! that links, reloads and the browser's Back work. Reads leniently, writes exactly one form.

use pulina_shared::ids::TicketNumber;
use pulina_shared::wire::help_desk::View;
use pulina_shared::wire::users::Role;

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsTab {
    /// How the chat looks.
    Look,
    /// What it says, by language.
    Texts,
    /// When somebody answers.
    Availability,
    /// What is asked before anything is stored, and for how long it is.
    Consent,
    /// What a conversation may hold, and how it ends.
    Conversation,
    /// How it comes onto a page, and onto which.
    Code,
    /// On which pages it is shown, and what it says there by itself.
    Rules,
    /// What is asked before the first message.
    Questions,
    /// What was public before.
    History,
    /// Who is in the team.
    Users,
    /// What is kept of a person, and its end.
    Privacy,
    /// Who changed what.
    Audit,
    /// The user's own password and sessions.
    Security,
}

impl SettingsTab {
    pub const ALL: [Self; 13] = [
        Self::Look,
        Self::Texts,
        Self::Availability,
        Self::Consent,
        Self::Conversation,
        Self::Code,
        Self::Rules,
        Self::Questions,
        Self::History,
        Self::Users,
        Self::Privacy,
        Self::Audit,
        Self::Security,
    ];

    /// Whether somebody of this role may use it; the server says so again.
    pub fn is_for(self, role: Role) -> bool {
        self == Self::Security || role >= Role::Admin
    }

    /// Whether it is a part of the channel's settings, which are published together.
    pub fn is_of_channel(self) -> bool {
        !matches!(self, Self::Users | Self::Privacy | Self::Audit | Self::Security)
    }

    /// Where somebody of this role comes who wants to go here.
    pub fn within(self, role: Role) -> Self {
        if self.is_for(role) { self } else { Self::Security }
    }

    /// As in an address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Texts => "texts",
            Self::Availability => "availability",
            Self::Consent => "consent",
            Self::Conversation => "conversation",
            Self::Code => "code",
            Self::History => "history",
            Self::Privacy => "privacy",
            Self::Rules => "rules",
            Self::Questions => "questions",
            Self::Users => "users",
            Self::Security => "security",
            Self::Audit => "audit",
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
            _ => Self::Conversation,
        }
    }
}

/// A place in the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub view: View,
    pub ticket: Option<TicketNumber>,
    /// The settings stand before the tickets, which are where they were.
    pub settings: Option<SettingsTab>,
}

impl Place {
    /// Reads `#/mine`, `#/mine/12` or `#/settings/look`; what cannot be read is the default.
    pub fn parse(fragment: &str) -> Self {
        let mut parts = fragment.trim_start_matches(['#', '/']).split('/');
        let first = parts.next().unwrap_or_default();
        if first == "settings" {
            let tab = parts.next().and_then(SettingsTab::parse).unwrap_or(SettingsTab::Look);
            return Self { settings: Some(tab), ..Self::default() };
        }
        let view = View::parse(first);
        let ticket = parts.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
        let ticket = view.and(ticket).map(TicketNumber);
        Self { view: view.unwrap_or_default(), ticket, settings: None }
    }

    /// The fragment with its `#`.
    pub fn fragment(self) -> String {
        match (self.settings, self.ticket) {
            (Some(tab), _) => format!("#/settings/{}", tab.as_str()),
            (None, Some(TicketNumber(number))) => format!("#/{}/{number}", self.view.as_str()),
            (None, None) => format!("#/{}", self.view.as_str()),
        }
    }

    /// The same view with this ticket open.
    pub fn with_ticket(self, number: TicketNumber) -> Self {
        Self { ticket: Some(number), settings: None, ..self }
    }

    /// The list alone.
    pub fn without_ticket(self) -> Self {
        Self { ticket: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_survives_the_address() {
        for view in View::ALL {
            for ticket in [None, Some(TicketNumber(12))] {
                let place = Place { view, ticket, settings: None };
                assert_eq!(Place::parse(&place.fragment()), place);
            }
        }
        for tab in SettingsTab::ALL {
            let place = Place { settings: Some(tab), ..Place::default() };
            assert_eq!(Place::parse(&place.fragment()), place);
        }
    }

    #[test]
    fn agents_come_to_their_own_security_and_no_further() {
        for tab in SettingsTab::ALL {
            assert_eq!(tab.within(Role::Agent), SettingsTab::Security);
            assert_eq!(tab.within(Role::Admin), tab);
        }
    }

    #[test]
    fn mistake_is_shown_where_its_field_stands() {
        for (pointer, tab) in [
            ("/look/accent", SettingsTab::Look),
            ("/texts/fi/title", SettingsTab::Texts),
            ("/texts/fi/consent_button", SettingsTab::Consent),
            ("/retention_days", SettingsTab::Consent),
            ("/availability/schedule/week/3/0", SettingsTab::Availability),
            ("/closed", SettingsTab::Conversation),
            ("/allowed_origins/3", SettingsTab::Code),
            ("/targeting/campaigns/0/texts/fi", SettingsTab::Rules),
            ("/form/0/labels/fi", SettingsTab::Questions),
        ] {
            assert_eq!(SettingsTab::of(pointer), tab);
        }
    }

    #[test]
    fn what_cannot_be_read_is_the_default_place() {
        for fragment in ["", "#", "#/", "#/nowhere", "#/nowhere/3"] {
            assert_eq!(Place::parse(fragment), Place::default(), "{fragment}");
        }
        let mine = Place { view: View::Mine, ..Place::default() };
        assert_eq!(Place::parse("#/mine/x"), mine);
        assert_eq!(Place::parse("#/mine/0"), mine);
        let look = Place { settings: Some(SettingsTab::Look), ..Place::default() };
        assert_eq!(Place::parse("#/settings/nothing"), look);
    }
}
