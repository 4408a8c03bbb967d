//! Facts about Pulina as people outside see it, each shown on the real engine.

mod access;
mod availability;
mod bench;
mod channel_settings;
mod consent;
mod crash;
mod crowd;
mod files;
mod first_contact;
mod forms;
mod hibernation;
mod identity;
mod languages;
mod limits;
mod message_kinds;
mod messages;
mod network;
mod own_conversations;
mod reconnect;
mod resuming;
mod retention;
mod routes;
mod sessions;
mod slow_reader;
mod tickets;
mod transcript;
