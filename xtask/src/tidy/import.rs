//! Import directions between crates.
//!
//! Both `use` lines and paths in the text count, in macros too.

use super::Finding;
use super::path::roots;
use super::source::{Sources, TextFile};

/// A folder, what must not be imported there, and what to do instead.
const CRATE_RULES: [(&str, &[&str], &str); 6] = [
    (
        "shared/",
        &[
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "wasm_bindgen_futures",
            "gloo_net",
            "leptos",
            "worker",
            "tokio",
            "pulina_browser",
            "pulina_worker",
        ],
        "serde and small pure crates only",
    ),
    (
        "browser/",
        &["leptos", "worker", "pulina_widget", "pulina_desk", "pulina_worker"],
        "web-sys and pulina-shared only",
    ),
    ("widget/", &["worker", "pulina_desk", "pulina_worker"], "pulina-browser and pulina-shared"),
    ("desk/", &["worker", "pulina_widget", "pulina_worker"], "pulina-browser and pulina-shared"),
    (
        "worker/",
        &["leptos", "web_sys", "pulina_browser", "pulina_widget", "pulina_desk"],
        "pulina-shared and the `worker` crate",
    ),
    (
        "xtask/",
        &["pulina_shared", "pulina_browser", "pulina_widget", "pulina_desk", "pulina_worker"],
        "the finished files: xtask builds our crates and imports none",
    ),
];

/// The tests are an outside client, except for the simulation, which drives the rules directly.
const TEST_RULES: [(&str, &[&str]); 2] = [
    ("tests/simulation/", &["pulina_browser", "pulina_widget", "pulina_desk"]),
    ("tests/", &["pulina_browser", "pulina_widget", "pulina_desk", "pulina_worker"]),
];

pub fn crates(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in sources.rust_in(&[]) {
        let Some((forbidden, instead)) = crate_rule(&file.path) else {
            continue;
        };
        for (name, line) in roots(rust) {
            if forbidden.contains(&name.as_str()) {
                findings.push(Finding::new(
                    &file.path,
                    line,
                    format!("`{name}` is above this crate, use {instead}"),
                ));
            }
        }
    }
    for file in sources.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        if let Some((forbidden, instead)) = crate_rule(&file.path) {
            findings.extend(dependencies(file, forbidden, instead));
        }
    }
    findings
}

fn crate_rule(path: &str) -> Option<(&'static [&'static str], &'static str)> {
    if let Some((_, forbidden)) = TEST_RULES.iter().find(|(folder, _)| path.starts_with(folder)) {
        return Some((forbidden, "pulina-shared and the wire"));
    }
    let (_, forbidden, instead) = CRATE_RULES.iter().find(|(folder, _, _)| path.starts_with(folder))?;
    Some((forbidden, instead))
}

fn dependencies(file: &TextFile, forbidden: &[&str], instead: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_dependencies = false;
    for (index, line) in file.text.lines().enumerate() {
        if let Some(table) = line.strip_prefix('[') {
            in_dependencies = table.contains("dependencies");
        }
        let name: String =
            line.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        if in_dependencies && forbidden.contains(&name.replace('-', "_").as_str()) {
            findings.push(Finding::new(
                &file.path,
                index + 1,
                format!("`{name}` is above this crate, use {instead}"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::{places, sources};
    use super::*;

    #[test]
    fn shared_must_not_know_the_browser() {
        let text =
            "use serde::Serialize;\nuse web_sys::Window;\nfn a() { leptos::mount(); }\nuse {js_sys};\n";
        let found = crates(&sources(&[("shared/src/a.rs", text)]));
        assert_eq!(places(&found), ["shared/src/a.rs:2", "shared/src/a.rs:3", "shared/src/a.rs:4"]);
    }

    #[test]
    fn own_name_like_a_foreign_crate_is_allowed() {
        let text = "fn a(worker: &str) { self::worker(); room.worker(); crate::worker::b(); }\n";
        assert!(crates(&sources(&[("shared/src/a.rs", text)])).is_empty());
    }

    #[test]
    fn dependency_in_a_manifest_counts() {
        let text = "[package]\nname = \"leptos\"\n[dependencies]\nserde = \"1\"\nweb-sys = \"0.3\"\n";
        assert_eq!(places(&crates(&sources(&[("shared/Cargo.toml", text)]))), ["shared/Cargo.toml:5"]);
    }

    #[test]
    fn simulation_may_drive_the_worker_and_other_tests_may_not() {
        let text = "use pulina_worker::domain;\n";
        let found = crates(&sources(&[("tests/simulation/src/lib.rs", text), ("tests/src/lib.rs", text)]));
        assert_eq!(places(&found), ["tests/src/lib.rs:1"]);
    }
}
