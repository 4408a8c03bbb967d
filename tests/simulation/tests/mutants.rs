//! A checker that never failed proves nothing: every planted bug must be found, and by a rule that
//! is about it.

use std::time::Duration;

use pulina_simulation::campaign::{explain, run_many};
use pulina_simulation::mutant::Mutant;

const N_SEEDS_MAX: u64 = 10_000;

#[test]
fn every_planted_bug_is_found_within_10_000_seeds() {
    let mut wrong = Vec::new();
    for (mutant, rules) in Mutant::ALL {
        let tally = run_many(0, N_SEEDS_MAX, Duration::from_mins(1), Some(mutant));
        let name = format!("{mutant:?}");
        match tally.broken {
            Some((seed, broken)) => {
                let rule = format!("{:?}", broken.rule);
                println!("{name:<24} seed {seed:<6} {rule:<22} {:.90}", broken.finding);
                if !rules.contains(&broken.rule) {
                    wrong.push(explain(seed, Some(mutant)));
                }
            }
            None => wrong.push(format!("{name}: not found in {} seeds", tally.n_seeds)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
