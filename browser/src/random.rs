//! The only randomness of the browser apps: the browser's cryptographic source.

use pulina_shared::ids::MessageId;

use crate::clock;

/// As many random bytes as the caller's array has.
///
/// A browser without a secure source is broken; then an exception goes to the page instead of a
/// secret that could be guessed.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = web_sys::window()
        .ok_or(wasm_bindgen::JsValue::NULL)
        .and_then(|window| window.crypto())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    match filled {
        Ok(_) => bytes,
        Err(error) => wasm_bindgen::throw_val(error),
    }
}

/// A random number, for spreading retries.
pub fn number() -> u64 {
    u64::from_le_bytes(bytes())
}

/// A name for something said now.
pub fn message_id() -> MessageId {
    MessageId::new(clock::now(), bytes())
}
