//! What Lighthouse makes of a customer's page with the snippet and without it, by turns on one machine.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use tokio::process::Command;

use crate::engine::from_environment;
use crate::host_site::HostSite;
use crate::site::Site;

/// Runs of each page. One more before them is not counted: disks and caches are cold.
const RUNS: usize = 7;
/// The score and what makes it: the names of Lighthouse's audits, and how they are called here.
const AUDITS: [(&str, &str); 5] = [
    ("first-contentful-paint", "first paint, ms"),
    ("largest-contentful-paint", "largest paint, ms"),
    ("total-blocking-time", "blocked, ms"),
    ("cumulative-layout-shift", "layout shift"),
    ("speed-index", "speed index, ms"),
];
const SCORE: &str = "score, of 100";

/// All runs of one page: what was measured by its name.
pub type Runs = BTreeMap<&'static str, Vec<f64>>;

/// Measures both.
///
/// # Panics
/// When Lighthouse cannot be run.
pub async fn measure() -> [Runs; 2] {
    let site = Site::start().await;
    let host = HostSite::of(site.channel(), &site.door()).await;
    let pages = [host.page("plain.html"), host.page_with("plain.html", &[("tag", " ")])];
    let mut runs = [Runs::new(), Runs::new()];
    for round in 0..=RUNS {
        for (page, runs) in pages.iter().zip(&mut runs) {
            let report = report_on(page).await;
            if round > 0 {
                for (name, value) in figures(&report) {
                    runs.entry(name).or_default().push(value);
                }
            }
        }
    }
    runs
}

async fn report_on(page: &str) -> Value {
    let output = Command::new("node")
        .arg(from_environment("PULINA_LIGHTHOUSE"))
        .arg(page)
        // A slow network is had, not modelled: the model counts every script that begins before a paint.
        .args([
            "--quiet",
            "--throttling-method=devtools",
            "--only-categories=performance",
            "--output=json",
            "--output-path=stdout",
        ])
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage")
        .env("CHROME_PATH", AsRef::<Path>::as_ref(&from_environment("PULINA_CHROMIUM")))
        .output()
        .await
        .expect("Node.js can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("a report")
}

fn figures(report: &Value) -> Vec<(&'static str, f64)> {
    let score = report["categories"]["performance"]["score"].as_f64();
    let audits = AUDITS.iter().map(|(audit, name)| (*name, report["audits"][audit]["numericValue"].as_f64()));
    let all = audits.chain([(SCORE, score.map(|score| score * 100.0))]);
    all.map(|(name, value)| (name, value.expect("Lighthouse measured it"))).collect()
}

/// Both as a table, and whether the scores are equal within their noise: the middle of each lies
/// within what the other one had.
pub fn table([with, without]: &[Runs; 2]) -> (String, bool) {
    let mut table =
        format!("{:<20}{:>26}{:>26}\n", format!("{RUNS} runs each"), "with the snippet", "without it");
    for (name, runs) in with {
        let cell = |runs: &[f64]| {
            let (least, middle, most) = spread(runs);
            format!("{middle:.2} ({least:.2}-{most:.2})")
        };
        // Writing to a text cannot fail.
        let _ = writeln!(table, "{name:<20}{:>26}{:>26}", cell(runs), cell(&without[name]));
    }
    let ((_, ours, _), (least, _, most)) = (spread(&with[SCORE]), spread(&without[SCORE]));
    let is_equal = (least..=most).contains(&ours);
    (table, is_equal)
}

/// The least, the middle and the most.
fn spread(runs: &[f64]) -> (f64, f64, f64) {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    (sorted[0], sorted[sorted.len() / 2], sorted[sorted.len() - 1])
}
