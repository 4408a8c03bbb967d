//! People who hear, magnify, recolour or use the keyboard alone: whatever the chat can do, they can.

mod announcements;
mod desk;
mod focus;
mod host_page;
mod inspection;
mod patience;
mod scene;
mod standing;
mod states;
mod tasks;
