//! Texts that try to take for ever: repeated, each of these once made some parser quadratic.

/// Parts that, repeated, once made some parser of somebody's quadratic.
pub const SLOW_PARTS: [&str; 34] = [
    "*",
    "_",
    "`",
    "[",
    "](",
    ">",
    "> ",
    "- ",
    "1. ",
    "@",
    ":",
    "://",
    "www.",
    ".",
    "*a ",
    "**a ",
    "a**",
    "_a",
    "[a](",
    "[a](https://a",
    "[](https://a[",
    "a@",
    "a@b.",
    "www.a@!",
    "http://",
    "https://(",
    "```\n",
    "```a\n",
    "> ```\n",
    "` `` ",
    "*a _b ",
    "[[a](https://b.c)](",
    "mailto:",
    "\u{301}",
];

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use pulina_shared::markdown;

    use super::*;

    fn time_of(text: &str) -> Duration {
        let times = (0..5).map(|_| {
            let start = Instant::now();
            std::hint::black_box(markdown::parse(text));
            start.elapsed()
        });
        times.min().unwrap_or_default()
    }

    #[test]
    fn reading_a_text_sixteen_times_as_long_takes_about_sixteen_times_as_long() {
        for part in SLOW_PARTS {
            let text = |n_bytes: usize| part.repeat(n_bytes / part.len());
            let (short_time, long_time) = (time_of(&text(64 * 1024)), time_of(&text(1024 * 1024)));
            println!("{part:?}: {short_time:?}, then {long_time:?}");
            // Quadratic is 256 times, and seconds; less says nothing on a busy machine.
            let is_linear = long_time < short_time * 64 || long_time < Duration::from_millis(500);
            assert!(is_linear, "{part:?}: {short_time:?}, then {long_time:?}");
        }
    }
}
