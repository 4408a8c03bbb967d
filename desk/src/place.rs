//! Where the agent is: a view and perhaps a ticket, or the settings, as the fragment of the address, so
//! that links, reloads and the browser's Back work. Reads leniently, writes exactly one form.

use pulina_shared::ids::{InboxId, TicketNumber};
use pulina_shared::wire::help_desk::View;

use crate::settings_place::SettingsPlace;
use crate::ticket_book::ListOf;

/// A place in the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub view: View,
    /// The inbox whose tickets are listed; absent for all.
    pub inbox: Option<InboxId>,
    pub ticket: Option<TicketNumber>,
    /// The settings stand before the tickets, which are where they were.
    pub settings: Option<SettingsPlace>,
}

impl Place {
    /// Reads `#/mine`, `#/mine/12`, `#/inb_…/mine/12` or `#/settings/channels`; what cannot be read is the default.
    pub fn parse(fragment: &str) -> Self {
        let mut parts = fragment.trim_start_matches(['#', '/']).split('/');
        let first = parts.next().unwrap_or_default();
        if first == "settings" {
            return Self { settings: Some(SettingsPlace::parse(parts)), ..Self::default() };
        }
        let inbox = InboxId::parse(first).ok();
        let first = if inbox.is_some() { parts.next().unwrap_or_default() } else { first };
        let view = View::parse(first);
        let ticket = parts.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
        let ticket = view.and(ticket).map(TicketNumber);
        Self { view: view.unwrap_or_default(), inbox, ticket, settings: None }
    }

    /// The fragment with its `#`.
    pub fn fragment(&self) -> String {
        let inbox = self.inbox.as_ref().map(|inbox| format!("{inbox}/")).unwrap_or_default();
        match (&self.settings, self.ticket) {
            (Some(place), _) => format!("#/settings/{}", place.path()),
            (None, Some(TicketNumber(number))) => format!("#/{inbox}{}/{number}", self.view.as_str()),
            (None, None) => format!("#/{inbox}{}", self.view.as_str()),
        }
    }

    /// The list.
    pub fn list(&self) -> ListOf {
        ListOf { view: self.view, inbox: self.inbox.clone() }
    }

    /// The same list with this ticket open.
    pub fn with_ticket(&self, number: TicketNumber) -> Self {
        Self { ticket: Some(number), settings: None, ..self.clone() }
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
                for inbox in [None, Some(InboxId::new([1; 10]))] {
                    let place = Place { view, inbox, ticket, settings: None };
                    assert_eq!(Place::parse(&place.fragment()), place);
                }
            }
        }
        let place = Place { settings: Some(SettingsPlace::NewChannel), ..Place::default() };
        assert_eq!(Place::parse(&place.fragment()), place);
    }

    #[test]
    fn what_cannot_be_read_is_the_default_place() {
        for fragment in ["", "#", "#/", "#/nowhere", "#/nowhere/3"] {
            assert_eq!(Place::parse(fragment), Place::default(), "{fragment}");
        }
        let mine = Place { view: View::Mine, ..Place::default() };
        assert_eq!(Place::parse("#/mine/x"), mine);
        assert_eq!(Place::parse("#/mine/0"), mine);
        let channels = Place { settings: Some(SettingsPlace::default()), ..Place::default() };
        assert_eq!(Place::parse("#/settings/nothing"), channels);
    }
}
