//! A short soft sound for what arrives unseen, made by the browser itself: no file, no request. Of
//! several tabs in which the same arrives one makes it.

use js_sys::{Object, Reflect};
use pulina_browser::{clock, locks, page};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::AudioContext;

/// In seconds.
const LENGTH: f64 = 0.18;
/// How long no other tab makes it, in milliseconds: longer than a message needs to reach all.
const QUIET_MS: u64 = 2_000;

/// Plays it, if the browser lets a page make sounds that nobody has touched yet. Silence is no fault.
pub fn play() {
    if page::is_visible() {
        return;
    }
    let options = Object::new();
    // Setting a member of a plain new object cannot fail.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
    let given = Closure::once_into_js(|lock: JsValue| {
        if lock.is_null() {
            return JsValue::NULL;
        }
        let _ = try_play();
        let quiet = async {
            clock::pause(QUIET_MS).await;
            Ok(JsValue::NULL)
        };
        future_to_promise(quiet).into()
    });
    if locks::request("pulina.sound", &options, given.unchecked_ref()).is_err() {
        let _ = try_play();
    }
}

fn try_play() -> Option<()> {
    let context = AudioContext::new().ok()?;
    let (tone, gain) = (context.create_oscillator().ok()?, context.create_gain().ok()?);
    let now = context.current_time();
    tone.frequency().set_value(660.0);
    gain.gain().set_value_at_time(0.08, now).ok()?;
    gain.gain().exponential_ramp_to_value_at_time(0.001, now + LENGTH).ok()?;
    tone.connect_with_audio_node(&gain).ok()?;
    gain.connect_with_audio_node(&context.destination()).ok()?;
    tone.start().ok()?;
    tone.stop_with_when(now + LENGTH).ok()
}
