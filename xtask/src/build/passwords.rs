//! The passwords that people who guess try first, as zxcvbn keeps them: one a line, in lower case and in
//! the order of their bytes, which the worker relies on.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};

use super::output::Output;
use super::site::write_when_different;
use super::stamp::when_changed;
use crate::workspace::Workspace;

/// Fewer would be another file than the one that is meant.
const PASSWORDS_MIN: usize = 10_000;

pub fn build(workspace: &Workspace, output: &Output) -> Result<()> {
    let source = workspace.node_modules().join("@zxcvbn-ts/language-common/src/passwords.json");
    let list = output.site().join("common-passwords.txt");
    when_changed(&source, output.parts().join("common-passwords.stamp"), std::slice::from_ref(&list), || {
        let text =
            fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
        let passwords: Vec<String> = serde_json::from_str(&text)?;
        ensure!(passwords.len() >= PASSWORDS_MIN, "only {} common passwords", passwords.len());
        write_when_different(&list, &lines(&passwords))
    })
}

fn lines(passwords: &[String]) -> String {
    let sorted: BTreeSet<_> = passwords.iter().map(|password| password.to_lowercase()).collect();
    sorted.into_iter().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_lower_case_in_order_and_once() {
        let passwords = ["qwerty", "Password", "password", "12345"].map(str::to_owned);
        assert_eq!(lines(&passwords), "12345\npassword\nqwerty");
    }
}
