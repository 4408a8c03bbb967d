//! The rules: plain data in, decisions out. No clock, no chance, no storage, no platform; the same
//! code runs in the objects and under the simulator.

pub mod conversation;
pub mod message;
pub mod read_mark;
pub mod order;
pub mod report;
pub mod history;
pub mod command;
pub mod socket;
pub mod typing;
pub mod rate;
pub mod courier;
pub mod window;
pub mod ticket;
pub mod session;
pub mod password;
pub mod network;
pub mod image;
pub mod help_desk;
pub mod desk_socket;
pub mod cursor;

#[cfg(test)]
mod memory_store;
#[cfg(test)]
mod socket_tests;
