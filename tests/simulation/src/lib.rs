//! The deterministic simulation: the shipped client machine and the shipped rules of conversations
//! and tickets under one seeded scheduler with virtual time, in a world that breaks.
//!
//! A seed names a world. The same seed must always do the same, so nothing here reads a clock, a
//! random source or the order of a hash map.

// A rule's answer and its fault read better as two arms than as a condition.
#![allow(clippy::single_match_else)]

mod acting;
mod agenda;
mod asking;
mod breaking;
pub mod campaign;
mod chance;
mod check;
mod device;
mod done;
mod driver;
pub mod fault;
mod help_desk;
mod history;
pub mod keeping;
pub mod mutant;
mod network;
mod object;
mod output;
mod parcels;
mod people;
mod plan;
mod polling;
mod rest;
pub mod rule;
mod server;
mod store;
mod tab;
mod words;
pub mod world;
