//! The harness: it starts the real engine, speaks the wire as visitors and agents do, breaks the
//! network and the process on purpose, and checks what was promised against what was stored.
//! It knows the wire types and nothing of the worker's inside.

pub mod agent;
pub mod app;
pub mod authenticator;
pub mod bench;
pub mod canary;
pub mod channel;
pub mod chromium;
pub mod clock;
pub mod desk;
pub mod door;
pub mod engine;
pub mod front;
pub mod harm;
pub mod history;
pub mod host_site;
pub mod http_server;
pub mod kept;
pub mod line;
pub mod payloads;
pub mod pictures;
pub mod proxy;
pub mod random;
pub mod reader;
pub mod site;
pub mod slow_texts;
pub mod socket;
pub mod stage;
pub mod team;
pub mod typist;
pub mod upload;
pub mod view;
pub mod visitor;
pub mod vouching;
pub mod wait;
