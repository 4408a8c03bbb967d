//! The byte budgets: what strangers' pages load, what agents load, what the edge starts.
//!
//! Only a release build is measured. A budget is raised with a reason in `docs/decisions`, never
//! in passing.

mod html;

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{Manifest, Output, SETTINGS_TOKEN, brotli};
use crate::test::Tally;
use crate::workspace::Workspace;

const BROTLI_QUALITY: u32 = 11;
const LOADER_BROTLI_BYTES_MAX: usize = 3 * 1024;
/// How it is held: decision 0007.
const PANEL_BROTLI_BYTES_MAX: usize = 100 * 1024;
const DESK_BROTLI_BYTES_MAX: usize = 450 * 1024;
const WORKER_GZIP_BYTES_MAX: usize = 1024 * 1024;

/// Launcher settings with longer texts than most channels have.
const LOADER_SETTINGS: &str = r##"{"channel":"chn_0123456789abcdefghjkmnpqrs0123456789abcdefghjkmnpqrs","origin":"https://support.customer.example","label":"Chat with the people of our help desk","close_label":"Close the chat window","title":"Chat with our help desk","accent":"#0b6b5d","on_accent":"#ffffff","side":"end","lang":"en","more":"/assets/more-0123456789abcdef.js","unread":"1 unread message{n} unread messages"}"##;

/// One line of the table.
#[derive(Debug)]
struct Measure {
    name: &'static str,
    raw: usize,
    packed: usize,
    /// `None` for a part of a sum that follows.
    budget: Option<usize>,
}

impl Measure {
    fn part(name: &'static str, (raw, packed): (usize, usize)) -> Self {
        Self { name, raw, packed, budget: None }
    }

    fn is_within(&self) -> bool {
        self.budget.is_none_or(|budget| self.packed <= budget)
    }
}

pub fn run(workspace: &Workspace, output: &Output) -> Result<()> {
    let measures = measure(workspace, output)?;
    print_table(&measures);
    if measures.iter().all(Measure::is_within) {
        return Ok(());
    }
    bail!("over budget")
}

/// Each budget counts as one test, named `size::…`.
pub fn run_as_tests(workspace: &Workspace, output: &Output, filter: Option<&str>) -> Result<Tally> {
    let mut tally = Tally::default();
    let measures = measure(workspace, output)?;
    println!("\nsize:");
    print_table(&measures);
    for measure in measures.iter().filter(|measure| measure.budget.is_some()) {
        let name = format!("size::{}_is_within_its_budget", measure.name.replace(' ', "_"));
        if filter.is_none_or(|filter| name.contains(filter)) {
            tally.record(&name, measure.is_within());
        }
    }
    Ok(tally)
}

fn measure(workspace: &Workspace, output: &Output) -> Result<Vec<Measure>> {
    let manifest = fs::read_to_string(output.manifest()).context("no manifest; build first")?;
    let manifest: Manifest = serde_json::from_str(&manifest)?;
    let mut measures = vec![loader(output)?];
    // The loader's second part comes with the first opening.
    let panel = ["panel.js", "panel.wasm", "panel.css", "more.js"];
    let page = Measure::part("panel.html", html::panel(workspace)?);
    measures.extend(app(output, &manifest, page, &panel, "panel", PANEL_BROTLI_BYTES_MAX)?);
    let desk = ["desk.js", "desk.wasm", "desk.css"];
    let page = Measure::part("desk.html", html::desk(workspace)?);
    measures.extend(app(output, &manifest, page, &desk, "desk", DESK_BROTLI_BYTES_MAX)?);
    measures.push(worker(output)?);
    Ok(measures)
}

fn loader(output: &Output) -> Result<Measure> {
    let text = read(&output.loader())?;
    let text = String::from_utf8(text)?.replace(SETTINGS_TOKEN, LOADER_SETTINGS);
    Ok(Measure {
        name: "loader",
        raw: text.len(),
        packed: brotli(text.as_bytes(), BROTLI_QUALITY)?.len(),
        budget: Some(LOADER_BROTLI_BYTES_MAX),
    })
}

fn app(
    output: &Output,
    manifest: &Manifest,
    page: Measure,
    files: &[&'static str],
    name: &'static str,
    budget: usize,
) -> Result<Vec<Measure>> {
    let mut measures = vec![page];
    for &file in files {
        let path = manifest.get(file).with_context(|| format!("the manifest lacks {file}"))?;
        let bytes = read(&output.site().join(path.trim_start_matches('/')))?;
        let packed = brotli(&bytes, BROTLI_QUALITY)?.len();
        measures.push(Measure::part(file, (bytes.len(), packed)));
    }
    measures.push(Measure {
        name,
        raw: measures.iter().map(|part| part.raw).sum(),
        packed: measures.iter().map(|part| part.packed).sum(),
        budget: Some(budget),
    });
    Ok(measures)
}

fn worker(output: &Output) -> Result<Measure> {
    let mut raw = 0;
    let mut packed = 0;
    for file in ["index.js", "index_bg.wasm"] {
        let bytes = read(&output.worker().join(file))?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes)?;
        raw += bytes.len();
        packed += gzip.finish()?.len();
    }
    Ok(Measure { name: "worker", raw, packed, budget: Some(WORKER_GZIP_BYTES_MAX) })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn print_table(measures: &[Measure]) {
    println!("{:<12} {:>10} {:>10} {:>10}", "", "raw", "packed", "budget");
    for measure in measures {
        let Measure { name, raw, packed, budget } = measure;
        match budget {
            Some(budget) => {
                let verdict = if measure.is_within() { "ok" } else { "over" };
                println!("{name:<12} {raw:>10} {packed:>10} {budget:>10}  {verdict}");
            }
            None => println!("  {name:<10} {raw:>10} {packed:>10}"),
        }
    }
    println!("Bytes; packed with brotli, the worker with gzip.");
}

#[cfg(test)]
mod tests {
    use super::Measure;

    #[test]
    fn one_byte_over_the_budget_is_over() {
        let measure = |packed| Measure { name: "x", raw: 9, packed, budget: Some(5) };
        assert!(measure(5).is_within());
        assert!(!measure(6).is_within());
    }
}
