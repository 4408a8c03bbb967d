//! Notices that a source file changed, by looking at sizes and times of change.
//!
//! Looking is done by hand instead of with notifications of the system: a few hundred files take
//! a millisecond, and it works on every disk.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::workspace::Workspace;

/// An editor may write several files for one save.
const SETTLE: Duration = Duration::from_millis(120);

const WATCHED: [&str; 13] = [
    "shared",
    "browser",
    "widget",
    "desk",
    "worker",
    "styles",
    "public",
    "docs",
    "Cargo.toml",
    "Cargo.lock",
    "wrangler.toml",
    "package.json",
    "package-lock.json",
];

pub struct Sources {
    roots: Vec<PathBuf>,
    seen: u64,
}

impl Sources {
    pub fn new(workspace: &Workspace) -> Self {
        let roots: Vec<_> = WATCHED.iter().map(|name| workspace.root.join(name)).collect();
        let seen = look(&roots);
        Self { roots, seen }
    }

    pub fn have_changed(&mut self) -> bool {
        let mut now = look(&self.roots);
        if now == self.seen {
            return false;
        }
        loop {
            thread::sleep(SETTLE);
            let later = look(&self.roots);
            if later == now {
                break;
            }
            now = later;
        }
        self.seen = now;
        true
    }
}

fn look(roots: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for root in roots {
        add(root, &mut hasher);
    }
    hasher.finish()
}

fn add(path: &Path, hasher: &mut DefaultHasher) {
    let Ok(metadata) = fs::metadata(path) else {
        return;
    };
    if metadata.is_dir() {
        let Ok(entries) = fs::read_dir(path) else {
            return;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            add(&path, hasher);
        }
    } else {
        path.hash(hasher);
        metadata.len().hash(hasher);
        metadata.modified().ok().hash(hasher);
    }
}
