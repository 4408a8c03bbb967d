//! Pictures of what people see, for the README and for reviews: `docs/screenshots/*.png`. The words
//! are always the same; times and the colours of initials may differ. `PULINA_STATE` names a part of
//! the names of the sheets that are wanted.

mod desk;
mod overview;
mod panel;
mod scene;
mod sheet;
mod words;
