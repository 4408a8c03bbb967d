//! The app in which agents answer. The page that loads it is `desk.html`, which the worker renders.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod api;
mod app;
mod attached;
mod attached_tray;
mod avatar;
mod avatar_file;
mod code_field;
mod composer;
mod consent_facts;
mod contact_panel;
mod conversation_header;
mod conversation_pane;
mod dates;
mod deed_row;
mod desk_page;
mod dialog;
mod draft;
mod drop_zone;
mod factors_api;
mod help_desk_link;
mod help_desk_socket;
mod help_dialog;
mod icon;
mod insert_dialog;
mod invitation;
mod keyboard;
mod live;
mod log_row;
mod message_files;
mod message_log;
mod message_offers;
mod message_row;
mod navigation;
mod offer;
mod order;
mod own_messages;
mod passkey;
mod person_facts;
mod place;
mod plain_field;
mod presence;
mod profile_dialog;
mod proof;
mod proof_dialog;
mod rating_marks;
mod reading;
mod routing_facts;
mod settings;
mod settings_place;
mod shortcut;
mod side_bar;
mod sign_in;
mod state;
mod status_bar;
mod text;
mod ticket_book;
mod ticket_list;
mod ticket_row;
mod told;

use leptos::prelude::*;

fn main() {
    console_error_panic_hook::set_once();
    let account = document().query_selector("meta[name=pulina-account]").ok().flatten();
    let account = account.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    let address = app::Address::parse(&account);
    mount_to_body(move || view! { <app::App address=address.clone()/> });
}
