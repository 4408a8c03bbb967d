//! Where the browser apps touch the browser: the clock, randomness, sockets, requests, storage and
//! the page's own events. Everything else in them is a pure function of what comes from here.
#![warn(missing_docs)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod aloud;
pub mod clock;
pub mod conversation;
pub mod device_storage;
pub mod files;
pub mod http;
pub mod json;
pub mod locks;
pub mod page;
pub mod polling;
pub mod random;
pub mod rich_text;
mod sharing;
pub mod socket;
mod tabs;
pub mod upload;
pub mod visit;
mod work;
