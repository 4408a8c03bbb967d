//! Where a request comes from.

use pulina_shared::problem::Rejection;

use super::route::Context;
use crate::knocks;

/// Where the platform, or the reverse proxy in front, tells the network address of a request. Both
/// overwrite what a client sent.
const ADDRESS_HEADER: &str = "cf-connecting-ip";

/// The network address of a request, where the platform tells one.
pub fn address(context: &Context) -> Option<String> {
    context.header(ADDRESS_HEADER)
}

/// Counts the opening of a socket. Without an address nobody is counted: then all would be one.
///
/// # Errors
/// `rate_connects`.
pub fn take_connect(context: &Context) -> Result<(), Rejection> {
    match address(context) {
        Some(address) if crate::bindings::are_rates_on(&context.env) => knocks::take(&address),
        Some(_) | None => Ok(()),
    }
}
