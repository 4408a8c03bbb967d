//! How fast sockets may be opened from one network. Counted in the memory of one instance, so that
//! a flood of openings wakes no object.

use std::cell::RefCell;
use std::collections::HashMap;

use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;

use crate::chance::now;
use crate::domain::network::network_of;
use crate::domain::rate::{self, Bucket};

/// Networks counted at once; beyond it those that rest are forgotten, else all.
const NETWORKS_MAX: usize = 10_000;

thread_local! {
    static CONNECTS: RefCell<HashMap<String, Bucket>> = RefCell::default();
}

/// Counts the opening of a socket from this network address.
///
/// # Errors
/// `rate_connects`.
pub fn take(address: &str) -> Result<(), Rejection> {
    CONNECTS.with_borrow_mut(|connects| {
        if connects.len() >= NETWORKS_MAX {
            forget_resting(connects, now());
        }
        let bucket = connects.entry(network_of(Some(address))).or_default();
        *bucket = bucket
            .take(rate::CONNECTS_OF_NETWORK, now())
            .map_err(|wait_ms| Rejection::retry_after(Code::RateConnects, wait_ms))?;
        Ok(())
    })
}

fn forget_resting(connects: &mut HashMap<String, Bucket>, now: Timestamp) {
    connects.retain(|_, bucket| bucket.0 > now);
    if connects.len() >= NETWORKS_MAX {
        connects.clear();
    }
}
