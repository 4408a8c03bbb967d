//! What the compiler does not check, as tests: each check has a name and says
//! `path:line: error: what is wrong, use what instead`.

mod dead_file;
mod import;
mod layer;
mod length;
mod path;
mod protocol;
mod sentence;
mod source;
mod token;
mod word;

use std::fmt;

use anyhow::{Result, bail};

use crate::test::Tally;
use crate::workspace::Workspace;
use source::Sources;

/// Something to change, and where.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: error: {}", self.path, self.line, self.message)
    }
}

type Check = fn(&Sources) -> Vec<Finding>;

const CHECKS: [(&str, Check); 16] = [
    ("every_file_can_be_read", source::unreadable),
    ("imports_point_one_way", import::crates),
    ("layers_of_the_worker_point_one_way", layer::layers),
    ("sql_stands_in_storage_only", token::sql_outside_storage),
    ("every_file_says_what_it_is_for", length::without_purpose),
    ("files_are_one_idea", length::long_files),
    ("functions_fit_a_screen", length::long_functions),
    ("every_file_is_compiled", dead_file::dead_files),
    ("nothing_is_left_for_later", word::left_for_later),
    ("no_test_is_switched_off", token::ignored_tests),
    ("tests_wait_for_facts", token::sleeps),
    ("rules_know_no_clock_and_no_chance", token::clocks_and_chance),
    ("text_is_never_markup", word::raw_markup),
    ("every_sentence_is_said", sentence::unsaid),
    ("one_noun_for_one_thing", token::forbidden_words),
    ("no_path_of_one_machine", word::machine_paths),
];

const PROTOCOL_CHECK: &str = "protocol_page_fits_the_wire";

pub fn run(workspace: &Workspace, bless: bool) -> Result<()> {
    if bless {
        protocol::bless(&workspace.root)?;
        println!("docs/PROTOCOL.md is locked to shared/src/wire again. Read the page: is it still true?");
    }
    let findings: Vec<_> = check_all(workspace)?.into_iter().flat_map(|(_, findings)| findings).collect();
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("Tidy.");
        return Ok(());
    }
    bail!("{} findings", findings.len());
}

/// Each check is one test, named `tidy::…`.
pub fn run_as_tests(workspace: &Workspace, filter: Option<&str>) -> Result<Tally> {
    println!("\ntidy:");
    let mut tally = Tally::default();
    for (name, findings) in check_all(workspace)? {
        let name = format!("tidy::{name}");
        if filter.is_some_and(|filter| !name.contains(filter)) {
            continue;
        }
        for finding in &findings {
            println!("{finding}");
        }
        tally.record(&name, findings.is_empty());
    }
    Ok(tally)
}

fn check_all(workspace: &Workspace) -> Result<Vec<(&'static str, Vec<Finding>)>> {
    let sources = Sources::read(&workspace.root)?;
    let mut results: Vec<_> = CHECKS.iter().map(|(name, check)| (*name, check(&sources))).collect();
    results.push((PROTOCOL_CHECK, protocol::check(&sources)));
    for (_, findings) in &mut results {
        findings.sort();
        findings.dedup();
    }
    Ok(results)
}
