//! The chat panel in the frame on a customer's page: the page that the worker sends, made live, with
//! everything that was typed into it before.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod announcer;
mod app;
mod composer;
mod dates;
mod drop_hint;
mod emoji;
mod erased;
mod face;
mod file_card;
mod gate;
mod header;
mod host_look;
mod host_port;
mod later;
mod log_line;
mod menu;
mod message_actions;
mod message_bubble;
mod message_extras;
mod message_log;
mod presence;
mod rating;
mod readers_place;
mod renewal;
mod row_list;
mod rows;
mod said;
mod sending;
mod shown;
mod sound;
mod spot;
mod state;
mod status_bar;
mod text;
mod tray;
mod typing_row;
mod uploads;
mod wishes;

use host_port::HostPort;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(port) = HostPort::of_page() {
        app::start(port);
    }
}
