//! Chance and the clock, from the platform; everything below `durable` gets both as arguments.

use pulina_shared::time::Timestamp;
use worker::js_sys::Date;

use crate::fault::Fault;

/// Bytes of the platform's cryptographic random source.
///
/// # Errors
/// The platform's.
pub fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::platform("random source", error))?;
    Ok(bytes)
}

/// The time.
pub fn now() -> Timestamp {
    // Times are positive and far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Timestamp(Date::now().max(0.0) as u64)
}
