//! What a person can do and see, in real Chromium: a customer's page and Pulina are two sites, and
//! every test has an engine and a browser of its own.

mod access;
mod consent;
mod conversation_parts;
mod device;
mod files;
mod forms;
mod host_pages;
mod hostile;
mod http_fallback;
mod keyboard;
mod no_wasm;
mod nothing_before_intent;
mod offline;
mod payloads;
mod performance;
mod privacy;
mod two_tabs;
mod visitor_chats;
mod watchdog;
mod worker_killed;
