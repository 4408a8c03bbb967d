//! What people who hear, magnify, recolour or have a keyboard alone can do is what everybody can do.

mod announcements;
mod desk;
mod factors;
mod focus;
mod inspection;
mod scene;
mod standing;
mod states;
mod tasks;
