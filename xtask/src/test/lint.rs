//! What the formatter and clippy say of the sources; each counts as one test. The lints that keep
//! panics out of shipped crates stand in `Cargo.toml` and would bind nobody if nothing ran them.

use std::process::Command;

use super::tally::Tally;
use crate::workspace::Workspace;

const CHECKS: [(&str, &[&str]); 2] = [
    ("lint::code_is_formatted", &["fmt", "--all", "--check"]),
    (
        "lint::clippy_finds_nothing",
        &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    ),
];

pub fn run_as_tests(workspace: &Workspace, filter: Option<&str>) -> Tally {
    let mut tally = Tally::default();
    println!("\nlint:");
    for (name, arguments) in CHECKS {
        if filter.is_none_or(|filter| name.contains(filter)) {
            let status = Command::new("cargo").args(arguments).current_dir(&workspace.root).status();
            tally.record(name, status.is_ok_and(|status| status.success()));
        }
    }
    tally
}
