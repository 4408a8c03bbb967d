//! The server. Requests come in at `edge`, objects live in `durable`, all SQL is in `storage`,
//! and the rules, which know no platform, are in `domain`.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod bindings;
mod built_files;
mod chance;
pub mod domain;
pub mod durable;
mod edge;
pub mod fault;
pub mod internal;
mod knocks;
mod log;
pub mod permission;
#[cfg(test)]
mod permission_tests;
mod sightings;
pub mod storage;
mod strings;
#[cfg(test)]
mod strings_tests;
mod texts;

use worker::{Context, Env, Request, Response, event};

/// Every request from outside.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    edge::answer(request, env, context).await
}
