//! A short soft sound for what arrives unseen, made by the browser itself: no file, no request.

use web_sys::AudioContext;

/// In seconds.
const LENGTH: f64 = 0.18;

/// Plays it, if the browser lets a page make sounds that nobody has touched yet. Silence is no fault.
pub fn play() {
    let _ = try_play();
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
