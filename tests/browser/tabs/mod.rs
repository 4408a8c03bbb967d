//! One visitor, several tabs: one conversation over one socket, the same everywhere.

mod crew;
mod lead;
mod random;
mod sharing;
mod sounds;
mod two;
mod wake;
