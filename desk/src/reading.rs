//! Reads lists and tickets from the server into the ticket book.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::TicketNumber;

use crate::api;
use crate::help_desk_socket::HelpDeskSocket;
use crate::place::Place;
use crate::state::{Desk, Loading};
use crate::ticket_book::ListOf;

/// Notices that a session ended, whatever was asked.
pub fn note(desk: Desk, error: &RequestError) {
    if api::is_signed_out(error) {
        desk.session_ended();
    }
}

/// Reads the first page of a list. The first page of all is where the socket goes on from.
pub fn read_list(desk: Desk, socket: HelpDeskSocket, of: ListOf) {
    desk.loading.set(Loading::Running);
    spawn_local(async move {
        let answer = api::tickets(&of, None).await;
        // Another list was chosen meanwhile; its own reading sets the state.
        let is_shown = desk.place.with_untracked(|place| place.list() == of);
        match answer {
            Ok(page) => {
                let (epoch, revision) = (page.epoch.clone(), page.revision);
                desk.book.update(|book| book.receive_page(of, page, true));
                socket.begin(epoch, revision);
                if is_shown {
                    desk.loading.set(Loading::Idle);
                }
            }
            Err(error) => {
                note(desk, &error);
                if is_shown {
                    desk.loading.set(Loading::Failed(api::explain(&error)));
                }
            }
        }
    });
}

/// Reads the next page of the list on screen, if there is one and none is being read.
pub fn read_more(desk: Desk) {
    let of = desk.place.with_untracked(Place::list);
    let cursor = desk.book.with_untracked(|book| book.next_cursor(of.clone()).map(str::to_owned));
    let Some(cursor) = cursor else { return };
    if desk.loading.with_untracked(|loading| *loading == Loading::Running) {
        return;
    }
    desk.loading.set(Loading::Running);
    spawn_local(async move {
        let answer = api::tickets(&of, Some(&cursor)).await;
        let is_shown = desk.place.with_untracked(|place| place.list() == of);
        let loading = match answer {
            Ok(page) => {
                desk.book.update(|book| book.receive_page(of, page, false));
                Loading::Idle
            }
            Err(error) => {
                note(desk, &error);
                Loading::Failed(api::explain(&error))
            }
        };
        if is_shown {
            desk.loading.set(loading);
        }
    });
}

/// Reads one ticket that no list has brought.
pub async fn read_ticket(desk: Desk, number: TicketNumber) -> Result<(), RequestError> {
    match api::ticket(number).await {
        Ok(ticket) => {
            desk.book.update(|book| book.receive_ticket(ticket));
            Ok(())
        }
        Err(error) => {
            note(desk, &error);
            Err(error)
        }
    }
}
