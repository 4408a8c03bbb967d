//! The objects: sockets, alarms and transactions. No rules and no SQL text here.

pub mod call;
pub mod help_desk;
pub mod conversation;
pub mod room;
pub mod courier;
pub mod sockets;
pub mod transaction;
