//! Three years of retention, many times, without waiting for them.

use pulina_simulation::keeping::{SLIPS, live};

const N_DAYS: u64 = 3 * 365;
/// A usual run.
const N_SEEDS: u64 = 50;
/// Before a release.
const N_SEEDS_LONG: u64 = 3_000;

#[test]
fn nothing_is_kept_longer_than_its_limit_and_a_day_and_nothing_shorter() {
    let n_seeds = if std::env::var_os("PULINA_LONG").is_some() { N_SEEDS_LONG } else { N_SEEDS };
    let (mut n_begun, mut n_erased) = (0, 0);
    for seed in 0..n_seeds {
        let kept = live(seed, N_DAYS, None);
        assert_eq!(kept.broken, None, "seed {seed}");
        n_begun += kept.n_begun;
        n_erased += kept.n_erased;
    }
    println!("{n_begun} conversations in {} years, {n_erased} of them erased", n_seeds * 3);
    assert!(n_erased * 2 > n_begun, "most came to their end");
}

#[test]
fn every_slip_is_noticed() {
    for slip in SLIPS {
        let broken = (0..N_SEEDS).find_map(|seed| live(seed, N_DAYS, Some(slip)).broken);
        println!("{slip:?}: {broken:?}");
        assert!(broken.is_some(), "{slip:?}");
    }
}
