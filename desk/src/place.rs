//! Where the agent is: a view and perhaps a ticket, as the fragment of the address, so that links,
//! reloads and the browser's Back work. Reads leniently, writes exactly one form.

use pulina_shared::ids::TicketNumber;
use pulina_shared::wire::help_desk::View;

/// A place in the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub view: View,
    pub ticket: Option<TicketNumber>,
}

impl Place {
    /// Reads `#/mine` or `#/mine/12`; what cannot be read is the default.
    pub fn parse(fragment: &str) -> Self {
        let mut parts = fragment.trim_start_matches(['#', '/']).split('/');
        let view = parts.next().and_then(View::parse);
        let ticket = parts.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
        Self { view: view.unwrap_or_default(), ticket: view.and(ticket).map(TicketNumber) }
    }

    /// The fragment with its `#`.
    pub fn fragment(self) -> String {
        match self.ticket {
            Some(TicketNumber(number)) => format!("#/{}/{number}", self.view.as_str()),
            None => format!("#/{}", self.view.as_str()),
        }
    }

    /// The same view with this ticket open.
    pub fn with_ticket(self, number: TicketNumber) -> Self {
        Self { ticket: Some(number), ..self }
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
                let place = Place { view, ticket };
                assert_eq!(Place::parse(&place.fragment()), place);
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_the_default_place() {
        for fragment in ["", "#", "#/", "#/nowhere", "#/nowhere/3"] {
            assert_eq!(Place::parse(fragment), Place::default(), "{fragment}");
        }
        assert_eq!(Place::parse("#/mine/x"), Place { view: View::Mine, ticket: None });
        assert_eq!(Place::parse("#/mine/0"), Place { view: View::Mine, ticket: None });
    }
}
