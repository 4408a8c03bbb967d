//! The log: one JSON line for each fault, on standard output or in the platform's log.
//! Never texts, names, e-mail addresses, tokens or network addresses.

use serde_json::json;

use crate::fault::Fault;

/// Writes a fault. `place` says where it was caught, `request_id` which request it ended.
pub fn fault(place: &'static str, request_id: &str, fault: &Fault) {
    let line = json!({
        "level": "error",
        "place": place,
        "request": request_id,
        "kind": fault.kind(),
        "fault": fault.to_string(),
    });
    worker::console_error!("{line}");
}

/// Writes something that an operator should know and that broke nothing.
pub fn notice(place: &'static str, request_id: &str, what: &str) {
    let line = json!({ "level": "notice", "place": place, "request": request_id, "what": what });
    worker::console_log!("{line}");
}
