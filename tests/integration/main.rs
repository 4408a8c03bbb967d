//! Facts about Pulina as people outside see it, each shown on the real engine.

mod access;
mod availability;
mod bench;
mod channel_settings;
mod crash;
mod files;
mod first_contact;
mod hibernation;
mod languages;
mod limits;
mod messages;
mod reconnect;
mod routes;
mod sessions;
mod slow_reader;
mod tickets;
