//! The ground floor of Pulina: what the browser apps and the worker must agree on.
//! Nothing here reads a clock, a random number, storage or a socket; time and randomness come in
//! as arguments, so the same code runs in a browser, in the worker and under the simulator.
#![warn(missing_docs)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

#[cfg(feature = "schedule")]
pub mod availability;
pub mod base64url;
pub mod calendar;
pub mod colour;
pub mod faces;
pub mod form;
pub mod ids;
pub mod language;
pub mod limits;
pub mod links;
pub mod look;
pub mod markdown;
pub mod problem;
pub mod published;
pub mod second_factor;
pub mod settings;
pub mod targeting;
pub mod text;
pub mod texts;
pub mod time;
pub mod token;
pub mod words;

pub mod wire;

pub mod connection;
pub mod outbox;
pub mod polling;
pub mod tabs;
pub mod timeline;
pub mod typing;

pub mod client;
