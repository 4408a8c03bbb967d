//! The only clock and the only timers of the browser apps.

use gloo_timers::callback::Timeout;
use pulina_shared::time::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The device's time. It may be wrong and may jump; nothing is ordered by it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now().max(0.0) as u64)
}

/// Browsers keep delays in 32 bits with a sign and fire at once for anything longer.
const DELAY_MS_MAX: u64 = i32::MAX as u64;

/// Something that happens once, later, unless this is dropped before.
#[derive(Debug)]
pub struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// Calls `action` after this time at the earliest; hidden pages may be called much later.
    #[allow(clippy::cast_possible_truncation)]
    pub fn after(delay_ms: u64, action: impl FnOnce() + 'static) -> Self {
        Self { _timeout: Timeout::new(delay_ms.min(DELAY_MS_MAX) as u32, action) }
    }

    /// Calls `action` when this time has come, at once if it is over.
    pub fn at(when: Timestamp, action: impl FnOnce() + 'static) -> Self {
        Self::after(when.since(now()), action)
    }
}

/// Waits this long at least.
pub async fn pause(duration_ms: u64) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        Timeout::new(u32::try_from(duration_ms).unwrap_or(u32::MAX), move || {
            // The promise's own function cannot fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        })
        .forget();
    });
    // A promise that is only ever resolved.
    let _ = JsFuture::from(promise).await;
}
