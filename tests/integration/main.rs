//! Facts about Pulina as people outside see it, each shown on the real engine.

mod bench;
mod crash;
mod first_contact;
mod hibernation;
mod messages;
mod reconnect;
mod slow_reader;
mod tickets;
