//! Many tabs of one visitor: one socket, one conversation, the same everywhere.

mod crew;
mod ended;
mod lead;
mod random;
mod sharing;
mod two;
mod wake;
