//! Facts about Pulina as people outside see it, each shown on the real engine.

mod access;
mod bench;
mod crash;
mod first_contact;
mod hibernation;
mod limits;
mod messages;
mod reconnect;
mod routes;
mod sessions;
mod slow_reader;
mod tickets;
