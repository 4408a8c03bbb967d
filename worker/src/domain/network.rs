//! Network addresses, only as much of them as is needed to count floods from one place.

use std::net::IpAddr;

/// What stands for all requests whose address the platform does not tell.
const LOCAL: &str = "local";

/// Whom an address counts for: itself in IPv4, its /64 in IPv6, where one home has that many.
/// Never stored as it is, only hashed with a key.
pub fn network_of(address: Option<&str>) -> String {
    match address.map(str::trim).map(str::parse::<IpAddr>) {
        Some(Ok(IpAddr::V4(v4))) => v4.to_string(),
        Some(Ok(IpAddr::V6(v6))) => {
            let [a, b, c, d, ..] = v6.segments();
            v6.to_ipv4_mapped().map_or_else(|| format!("{a:x}:{b:x}:{c:x}:{d:x}/64"), |v4| v4.to_string())
        }
        Some(Err(_)) | None => LOCAL.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_home_is_one_network() {
        for (address, network) in [
            (Some("203.0.113.9"), "203.0.113.9"),
            (Some("2001:db8:1:2:aaaa::1"), "2001:db8:1:2/64"),
            (Some("2001:db8:1:2:bbbb::2"), "2001:db8:1:2/64"),
            (Some("2001:db8:1:3::1"), "2001:db8:1:3/64"),
            (Some("::ffff:203.0.113.9"), "203.0.113.9"),
            (Some("nonsense"), "local"),
            (None, "local"),
        ] {
            assert_eq!(network_of(address), network, "{address:?}");
        }
    }
}
