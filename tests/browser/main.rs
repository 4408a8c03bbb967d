//! What a person can do and see, in real Chromium: a customer's page and Pulina are two sites, and
//! every test has an engine and a browser of its own.

mod access;
mod availability;
mod consent;
mod conversation_parts;
mod crowd;
mod device;
mod files;
mod forms;
mod host_matrix;
mod host_pages;
mod hostile;
mod hostile_frames;
mod http_fallback;
mod hubspot;
mod identity_of_visitor;
mod inline;
mod keyboard;
mod language;
mod look;
mod no_wasm;
mod nothing_before_intent;
mod offline;
mod page_api;
mod payloads;
mod performance;
mod phone;
mod pop_out;
mod privacy;
mod site_button;
mod snippet;
mod tabs;
mod targeting;
mod visitor_chats;
mod watchdog;
mod worker_killed;
