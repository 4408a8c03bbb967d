//! The chat panel in the frame on a customer's page. It takes the place of the static markup that
//! the page came with, and everything typed into it before.
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
mod row_list;
mod rows;
mod sending;
mod sound;
mod state;
mod status_bar;
mod takeover;
mod text;
mod tray;
mod typing_row;
mod uploads;

use host_port::HostPort;

fn main() {
    console_error_panic_hook::set_once();
    let Some(port) = HostPort::of_page() else { return };
    let starting = port.clone();
    // Replacing a field in the middle of a composition would lose what is being composed.
    port.when_idle(move || takeover::start(starting));
}
