//! The figures as a small table: Pulina, the bare object, the ratio, and the budget for it.

use std::fmt::Write;

use super::relay::RelayFigures;

/// The table of the relay bench.
pub fn relay(pulina: &RelayFigures, bare: &RelayFigures) -> String {
    let mut table = format!("{:<34}{:>12}{:>14}{:>8}  {}\n", "", "Pulina", "bare object", "ratio", "budget");
    for (percent, budget) in [(50, "<= 2.0"), (95, ""), (99, "")] {
        let in_ms = |figures: &RelayFigures| figures.latency(percent).as_secs_f64() * 1_000.0;
        row(&mut table, &format!("visitor to agent, p{percent}, ms"), in_ms(pulina), in_ms(bare), 3, budget);
    }
    row(&mut table, "messages/s, one conversation", pulina.per_second, bare.per_second, 0, ">= 0.7");
    row(
        &mut table,
        "messages/s, many conversations",
        pulina.per_second_of_many,
        bare.per_second_of_many,
        0,
        ">= 0.7",
    );
    row(
        &mut table,
        "memory, idle conversations, MiB",
        mib(pulina.idle_bytes),
        mib(bare.idle_bytes),
        1,
        "<= 1.3",
    );
    table
}

fn row(table: &mut String, name: &str, pulina: f64, bare: f64, decimals: usize, budget: &str) {
    let ratio = pulina / bare;
    // Writing to a text cannot fail.
    let _ = writeln!(table, "{name:<34}{pulina:>12.decimals$}{bare:>14.decimals$}{ratio:>8.2}  {budget}");
}

#[expect(clippy::cast_precision_loss, reason = "a process has far less than 2^52 bytes")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
