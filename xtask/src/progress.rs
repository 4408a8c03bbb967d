//! Tells a person what is happening: a name, the seconds so far, and a tick when it is done.
//!
//! On a terminal the running step is one moving line; elsewhere it is two plain lines, so that a
//! log stays readable. The output of a command is shown only when the command fails.

use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

const EXCERPT_START_LINES: usize = 80;
const EXCERPT_END_LINES: usize = 40;

/// One named piece of work that may take a while.
pub struct Step {
    bar: Option<ProgressBar>,
}

/// Runs `work` as a step. The name is a short imperative: "Build the panel".
pub fn step<T>(name: &str, work: impl FnOnce(&Step) -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let step = Step::start(name);
    let result = work(&step);
    let seconds = started.elapsed().as_secs_f32();
    step.finish();
    match &result {
        Ok(_) => eprintln!("✓ {name} ({seconds:.1} s)"),
        Err(_) => eprintln!("✗ {name} ({seconds:.1} s)"),
    }
    result
}

/// Runs a command that takes no time worth showing.
pub fn quiet(name: &str, command: &mut Command) -> Result<()> {
    Step { bar: None }.run(command).map(drop).with_context(|| name.to_owned())
}

impl Step {
    fn start(name: &str) -> Self {
        if !std::io::stderr().is_terminal() {
            eprintln!("… {name}");
            return Self { bar: None };
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} ({elapsed}) {wide_msg:.dim}") {
            bar.set_style(style);
        }
        bar.set_prefix(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar: Some(bar) }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Runs a command to its end; its last line is the step's detail, its whole output the error.
    pub fn run(&self, command: &mut Command) -> Result<String> {
        let shown = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{shown}`"))?;
        let stdout = child.stdout.take().context("no output pipe")?;
        let stderr = child.stderr.take().context("no error pipe")?;
        let (out, err) = thread::scope(|scope| {
            let out = scope.spawn(|| self.follow(stdout));
            let err = self.follow(stderr);
            (out.join().unwrap_or_default(), err)
        });
        let status = child.wait()?;
        if !status.success() {
            self.finish();
            bail!("`{}` ended with {status}\n{}", describe(command), excerpt(&(err + &out)));
        }
        Ok(out)
    }

    fn follow(&self, pipe: impl Read) -> String {
        let mut whole = String::new();
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            if let Some(bar) = &self.bar {
                bar.set_message(line.trim().to_owned());
            }
            whole.push_str(&line);
            whole.push('\n');
        }
        whole
    }
}

/// Start and end of a long output; some tools print megabytes when they fail.
fn excerpt(output: &str) -> String {
    let lines: Vec<_> = output.lines().filter(|line| !line.trim_start().starts_with("Compiling ")).collect();
    let n_left_out = lines.len().saturating_sub(EXCERPT_START_LINES + EXCERPT_END_LINES);
    if n_left_out == 0 {
        return lines.join("\n");
    }
    let start = lines[..EXCERPT_START_LINES].join("\n");
    let end = lines[lines.len() - EXCERPT_END_LINES..].join("\n");
    format!("{start}\n… {n_left_out} lines left out …\n{end}")
}

fn describe(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
