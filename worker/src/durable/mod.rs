//! The objects: sockets and alarms. No rules and no SQL text here.

pub mod attached;
pub mod call;
pub mod conversation;
pub mod courier;
pub mod files;
pub mod help_desk;
pub mod room;
pub mod sessions;
pub mod signature;
pub mod sockets;
