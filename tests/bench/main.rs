//! The bench: `bench relay` holds Pulina against a bare JavaScript object in one run, `bench lighthouse`
//! a customer's page with the snippet against the same page without it.
//! Needs the environment of `cargo xtask env`; build it with `--release`.

use std::process::ExitCode;

use pulina_tests::bench::lighthouse;
use pulina_tests::bench::relay::{RelaySize, measure};
use pulina_tests::bench::rig::Rig;
use pulina_tests::bench::table;

#[tokio::main]
async fn main() -> ExitCode {
    let names: Vec<_> = std::env::args().skip(1).collect();
    match names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["relay"] => {
            let bare = measure(Rig::bare, &RelaySize::FULL).await;
            let pulina = measure(Rig::pulina, &RelaySize::FULL).await;
            print!("{}", table::relay(&pulina, &bare));
            ExitCode::SUCCESS
        }
        ["lighthouse"] => {
            let (table, is_equal) = lighthouse::table(&lighthouse::measure().await);
            print!("{table}");
            println!("{}", if is_equal { "Equal within the noise." } else { "Not equal." });
            if is_equal { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        _ => {
            eprintln!("usage: bench [relay | lighthouse]");
            ExitCode::FAILURE
        }
    }
}
