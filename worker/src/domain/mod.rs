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

#[cfg(test)]
mod memory_store;
#[cfg(test)]
mod socket_tests;
