//! Where a build puts what it makes, and how hard it tries to make it small.
//!
//! A quick build has a folder of its own, so that a running `dev` never has its files changed
//! under it by a `test`.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::workspace::Workspace;

/// How much a build optimises.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Profile {
    /// What is shipped, measured and tested.
    Release,
    /// What is rebuilt on every save.
    Quick,
}

impl Profile {
    pub fn from_release_flag(release: bool) -> Self {
        if release { Self::Release } else { Self::Quick }
    }

    /// The cargo profile of both browser apps.
    pub fn of_apps(self) -> &'static str {
        match self {
            Self::Release => "wasm",
            Self::Quick => "quick",
        }
    }

    /// The cargo profile of the worker.
    pub fn of_worker(self) -> &'static str {
        match self {
            Self::Release => "worker",
            Self::Quick => "quick",
        }
    }

    pub fn brotli_quality(self) -> u32 {
        match self {
            Self::Release => 11,
            Self::Quick => 3,
        }
    }
}

/// The folders of one build.
#[derive(Clone, Debug)]
pub struct Output {
    pub profile: Profile,
    pub folder: PathBuf,
}

impl Output {
    pub fn new(workspace: &Workspace, profile: Profile) -> Result<Self> {
        let folder = match profile {
            Profile::Release => workspace.root.join("dist"),
            Profile::Quick => workspace.web_target().join("dist"),
        };
        let output = Self { profile, folder };
        fs::create_dir_all(output.parts())?;
        fs::create_dir_all(output.site().join("assets"))?;
        Ok(output)
    }

    /// Finished but not yet named by their content; nothing is served from here.
    pub fn parts(&self) -> PathBuf {
        self.folder.join("parts")
    }

    /// What an app loads only when it is wanted.
    pub fn chunks(&self, app: &str) -> PathBuf {
        self.parts().join(format!("{app}-chunks"))
    }

    pub fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    pub fn worker(&self) -> PathBuf {
        self.folder.join("worker")
    }

    pub fn engine_config(&self) -> PathBuf {
        self.folder.join("workerd.capnp")
    }

    pub fn loader(&self) -> PathBuf {
        self.site().join("loader.js")
    }

    pub fn manifest(&self) -> PathBuf {
        self.site().join("manifest.json")
    }
}
