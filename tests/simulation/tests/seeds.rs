//! Worlds by the thousand. What a seed finds is a fault of ours until it is shown to be one of the
//! simulation; either way it is mended, never skipped.

use std::time::Duration;

use pulina_simulation::campaign::{explain, run_many};
use pulina_simulation::world::run;

/// A usual run.
const N_SEEDS: u64 = 20_000;
/// Before a release.
const N_SEEDS_LONG: u64 = 1_000_000;

/// The seed that `PULINA_SEED` names.
fn seed_asked_for() -> Option<u64> {
    std::env::var("PULINA_SEED").ok()?.parse().ok()
}

/// Begins at `PULINA_SEED`, so that a long run can be gone on with where it stopped.
#[test]
fn no_seed_loses_doubles_or_reorders_a_message() {
    let is_long = std::env::var_os("PULINA_LONG").is_some();
    let (n_seeds, time_max) =
        if is_long { (N_SEEDS_LONG, Duration::from_hours(4)) } else { (N_SEEDS, Duration::from_mins(1)) };
    let first = seed_asked_for().unwrap_or(0);
    let tally = run_many(first, n_seeds.saturating_sub(first), time_max, None);
    println!("{tally}");
    if let Some((seed, _)) = tally.broken {
        panic!("{}", explain(seed, None));
    }
}

/// Prints everything that a seed does; `PULINA_SEED` names it. The same seed must do the same.
#[test]
fn replay_of_a_seed_does_the_same_again() {
    let seed = seed_asked_for().unwrap_or(1);
    let first = run(seed, None, true);
    let second = run(seed, None, false);
    println!("{}", first.trace.join("\n"));
    assert_eq!(
        (first.n_steps, first.digest, first.broken.clone()),
        (second.n_steps, second.digest, second.broken)
    );
    assert_eq!(first.broken, None, "seed {seed}");
}
