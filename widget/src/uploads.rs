//! Files that go with the next message, as the rest of the panel sees them. How they travel is in
//! `crate::sending`, which comes with the second part.

use std::rc::Rc;

use pulina_shared::ids::{FileId, MessageId};
use web_sys::FileList;

use crate::later::{self, Deed};
use crate::shown::Shown;
use crate::state::PanelState;

/// A file in the tray.
#[derive(Clone, Debug)]
pub struct TrayFile {
    /// Its name in the tray, and the server's for the upload.
    pub id: MessageId,
    /// What it is called.
    pub name: String,
    /// How many bytes it has.
    pub n_bytes: u64,
    /// How far it is.
    pub stage: Rc<Shown<Stage>>,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is on this page alone: something is asked first, or there is no link.
    Waiting,
    /// It is being sent; so many of a hundred parts are there.
    Sending(u64),
    /// The server has it.
    Ready(FileId),
    /// It was not taken.
    Failed {
        /// Why.
        why: String,
        /// Whether another try may help.
        may_retry: bool,
    },
    /// The page was loaded again before all of it was there; its bytes have to be chosen again.
    Lost,
}

impl Stage {
    /// Whether a message waits for it.
    fn is_under_way(&self) -> bool {
        matches!(self, Self::Waiting | Self::Sending(_))
    }
}

impl PanelState {
    /// Takes files in. Those that cannot be sent say so in the tray.
    pub fn take_files(self, files: &FileList) {
        for index in 0..files.length() {
            if let Some(file) = files.get(index) {
                later::deed(self, Deed::TakeFile(file));
            }
        }
    }

    /// The files that can go with a message now.
    pub fn ready_files(self) -> Vec<FileId> {
        let ready = |file: &TrayFile| {
            file.stage.with_untracked(|stage| match stage {
                Stage::Ready(id) => Some(id.clone()),
                _ => None,
            })
        };
        self.tray.with_untracked(|tray| tray.iter().filter_map(ready).collect())
    }

    /// Whether a file is there that is not sent yet and can still be.
    pub fn has_files_under_way(self) -> bool {
        self.tray.with(|tray| tray.iter().any(|file| file.stage.with(Stage::is_under_way)))
    }

    /// Whether there is anything that a message could carry, now or soon.
    pub fn has_files(self) -> bool {
        let counts = |stage: &Stage| stage.is_under_way() || matches!(stage, Stage::Ready(_));
        self.tray.with(|tray| tray.iter().any(|file| file.stage.with(counts)))
    }

    /// A message took the files that were ready.
    pub fn forget_ready_files(self) {
        let is_ready = |file: &TrayFile| file.stage.with_untracked(|stage| matches!(stage, Stage::Ready(_)));
        self.tray.update(|tray| tray.retain(|file| !is_ready(file)));
    }
}
