//! What tests are told about the build: the variables that `cargo xtask env` prints.

use std::path::PathBuf;

use crate::build::Output;
use crate::setup::{Chromium, Tools};

/// Names and values, in the order in which they are printed.
pub fn of_tests(tools: &Tools, output: &Output, chromium: Option<&Chromium>) -> Vec<(&'static str, PathBuf)> {
    let mut variables = vec![
        ("PULINA_WORKERD", tools.workerd.clone()),
        ("PULINA_CONFIG", output.engine_config()),
        ("PULINA_DIST", output.folder.clone()),
        ("PULINA_AXE", tools.axe.clone()),
    ];
    if let Some(chromium) = chromium {
        variables.push(("PULINA_CHROMIUM", chromium.browser.clone()));
    }
    variables
}

/// Lines for `eval "$(cargo xtask env)"`.
pub fn print(tools: &Tools, output: &Output) {
    for (name, value) in of_tests(tools, output, Chromium::find().as_ref()) {
        println!("export {name}='{}'", value.display().to_string().replace('\'', r"'\''"));
    }
}
