//! All SQL. Every function is one statement or a few that belong together; none decides anything.

pub mod audit;
pub mod authenticators;
pub mod channels;
pub mod consents;
pub mod contacts;
pub mod conversation;
pub mod event_row;
pub mod files;
pub mod first_replies;
pub mod head_row;
pub mod help_desk;
pub mod identity_keys;
pub mod invitations;
pub mod message_row;
pub mod orders;
pub mod passkeys;
pub mod people;
pub mod pictures;
pub mod publications;
pub mod seen;
pub mod sessions;
pub mod sql;
pub mod tickets;
pub mod transaction;
pub mod users;
pub mod visits;
