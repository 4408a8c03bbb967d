//! The objects: sockets, alarms and transactions. No rules and no SQL text here.

pub mod call;
pub mod conversation;
pub mod courier;
pub mod files;
pub mod help_desk;
pub mod room;
pub mod sessions;
pub mod sockets;
pub mod transaction;
