//! Many worlds: on all cores, until there were enough, time is up, or one broke.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::FaultKind;
use crate::mutant::Mutant;
use crate::world::{Broken, Verdict, run};

/// How many lines of a failing world are shown.
const N_LINES_SHOWN: usize = 40;

/// What came of many worlds.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many worlds ran.
    pub n_seeds: u64,
    /// How many things happened in them.
    pub n_steps: u64,
    /// Messages that were answered with `accepted`.
    pub n_accepted: u64,
    /// Faults that struck.
    pub faults: BTreeMap<FaultKind, u64>,
    /// The smallest seed that broke a rule, and how.
    pub broken: Option<(u64, Broken)>,
    /// How long it took.
    pub took: Duration,
}

impl Tally {
    fn add(&mut self, seed: u64, verdict: Verdict) {
        self.n_seeds += 1;
        self.n_steps += verdict.n_steps;
        self.n_accepted += verdict.n_accepted;
        for (kind, n) in verdict.faults {
            *self.faults.entry(kind).or_default() += n;
        }
        if let Some(broken) = verdict.broken {
            self.note_broken(seed, broken);
        }
    }

    fn note_broken(&mut self, seed: u64, broken: Broken) {
        if self.broken.as_ref().is_none_or(|(smallest, _)| seed < *smallest) {
            self.broken = Some((seed, broken));
        }
    }

    fn merge(&mut self, other: Self) {
        self.n_seeds += other.n_seeds;
        self.n_steps += other.n_steps;
        self.n_accepted += other.n_accepted;
        for (kind, n) in other.faults {
            *self.faults.entry(kind).or_default() += n;
        }
        if let Some((seed, broken)) = other.broken {
            self.note_broken(seed, broken);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.took.as_secs_f64().max(0.001);
        #[allow(clippy::cast_precision_loss)]
        let per_second = self.n_seeds as f64 / seconds;
        writeln!(
            f,
            "{} seeds in {seconds:.1} s ({per_second:.0} a second on {} threads), {} steps, {} accepted messages",
            self.n_seeds,
            n_threads(),
            self.n_steps,
            self.n_accepted,
        )?;
        let faults: Vec<_> = self.faults.iter().map(|(kind, n)| format!("{kind:?} {n}")).collect();
        write!(f, "faults: {}", faults.join(", "))
    }
}

fn n_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the worlds of these seeds, until one breaks or time is up.
pub fn run_many(first: u64, n_seeds: u64, time_max: Duration, mutant: Option<Mutant>) -> Tally {
    let begun = Instant::now();
    let next = AtomicU64::new(first);
    let is_over = AtomicBool::new(false);
    let work = || {
        let mut tally = Tally::default();
        while !is_over.load(Ordering::Relaxed) && begun.elapsed() < time_max {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + n_seeds {
                break;
            }
            let verdict = run(seed, mutant, false);
            if verdict.broken.is_some() {
                is_over.store(true, Ordering::Relaxed);
            }
            tally.add(seed, verdict);
        }
        tally
    };
    let mut all = Tally::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..n_threads()).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            all.merge(worker.join().expect("a world does not panic"));
        }
    });
    all.took = begun.elapsed();
    all
}

/// What a person needs to understand a seed that broke a rule: the last lines, and how to see more.
pub fn explain(seed: u64, mutant: Option<Mutant>) -> String {
    let verdict = run(seed, mutant, true);
    let skipped = verdict.trace.len().saturating_sub(N_LINES_SHOWN);
    let lines = verdict.trace.get(skipped..).unwrap_or_default().join("\n");
    let outcome = match &verdict.broken {
        Some(broken) => format!("{:?} is broken: {}", broken.rule, broken.finding),
        None => "nothing is broken".to_owned(),
    };
    format!(
        "seed {seed}: {outcome}\n… {skipped} lines before\n{lines}\n\
         PULINA_SEED={seed} cargo test --release -p pulina-simulation -- replay --nocapture"
    )
}
