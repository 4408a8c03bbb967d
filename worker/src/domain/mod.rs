//! The rules: plain data in, decisions out. No clock, no chance, no storage, no platform; the same
//! code runs in the objects and under the simulator.

pub mod about;
pub mod act;
pub mod attributes;
pub mod audit;
pub mod byte_range;
pub mod byte_reader;
pub mod channel_problems;
pub mod command;
pub mod common_password;
pub mod consent;
pub mod content;
pub mod conversation;
pub mod courier;
pub mod cursor;
pub mod desk_socket;
pub mod download_link;
pub mod draft;
pub mod ecdsa_signature;
pub mod edit;
pub mod ending;
pub mod faces;
pub mod file;
pub mod file_kind;
pub mod file_name;
pub mod guard;
pub mod help_desk;
pub mod history;
pub mod identity;
pub mod image;
pub mod iso_boxes;
pub mod message;
pub mod movie;
pub mod network;
pub mod order;
pub mod pace;
pub mod password;
pub mod people;
pub mod permission;
pub mod picture;
pub mod presence;
pub mod preview_link;
pub mod questions;
pub mod rate;
pub mod rating;
pub mod read_mark;
pub mod report;
pub mod retention;
pub mod routing;
pub mod seen;
pub mod session;
pub mod signed;
pub mod socket;
pub mod ticket;
pub mod totp;
pub mod transcript;
pub mod typing;
pub mod user;
pub mod visit;
pub mod webauthn;
pub mod window;
pub mod work;

#[cfg(test)]
mod act_tests;
#[cfg(test)]
mod fresh_state_tests;
#[cfg(test)]
mod identity_tests;
#[cfg(test)]
pub(crate) mod memory_store;
#[cfg(test)]
mod socket_tests;
