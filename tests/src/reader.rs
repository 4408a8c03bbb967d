//! Reads a conversation's log over HTTP, page by page.

use pulina_shared::ids::Seq;
use pulina_shared::limits::PAGE_EVENTS_MAX;
use pulina_shared::wire::conversation::Event;
use pulina_shared::wire::http::EventsPage;

use crate::door::Ask;
use crate::line::{Address, Credentials};

/// A request about a conversation, in its participant's name.
pub fn ask(address: &Address, method: &str, rest: &str) -> Ask {
    let door = &address.door;
    let ask = door.ask(method, &format!("/v1/conversations/{}/{rest}", address.conversation));
    match &address.credentials {
        Credentials::Visitor(token) => ask.token(token),
        Credentials::Agent(cookie) => ask.header("cookie", cookie).header("origin", &door.origin()),
    }
}

/// One page.
pub async fn page(address: &Address, query: &str) -> EventsPage {
    ask(address, "GET", &format!("events{query}")).granted().await
}

/// Everything after this place, in order.
///
/// # Panics
/// When a page does not go on from the one before, or the last page ends too early.
pub async fn events_after(address: &Address, after: u64) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut place = Seq(after);
    loop {
        let page = page(address, &format!("?after={}&limit={PAGE_EVENTS_MAX}", place.0)).await;
        let Some(last) = page.events.last() else {
            assert!(
                page.last_seq <= place,
                "the page after {place:?} is empty, the log ends at {:?}",
                page.last_seq
            );
            return events;
        };
        place = last.seq;
        let is_last = place >= page.last_seq;
        events.extend(page.events);
        if is_last {
            return events;
        }
    }
}
