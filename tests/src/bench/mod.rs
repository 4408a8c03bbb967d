//! What the bench measures, as code that the integration tests run in a small form too, so that
//! it cannot rot. Times are only ever compared within one run on one machine.

pub mod lighthouse;
pub mod relay;
pub mod rig;
pub mod table;
