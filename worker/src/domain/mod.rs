//! The rules: plain data in, decisions out. No clock, no chance, no storage, no platform; the same
//! code runs in the objects and under the simulator.

pub mod command;
pub mod conversation;
pub mod courier;
pub mod cursor;
pub mod desk_socket;
pub mod faces;
pub mod help_desk;
pub mod history;
pub mod image;
pub mod message;
pub mod network;
pub mod order;
pub mod pace;
pub mod password;
pub mod rate;
pub mod read_mark;
pub mod report;
pub mod session;
pub mod socket;
pub mod ticket;
pub mod typing;
pub mod window;

#[cfg(test)]
mod memory_store;
#[cfg(test)]
mod socket_tests;
