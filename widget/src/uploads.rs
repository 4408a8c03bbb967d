//! Files on their way into the next message: chosen, dropped or pasted, sent in parts while the
//! visitor still writes, and held back from the message until they are there.

use leptos::prelude::*;
use pulina_browser::files;
use pulina_browser::http::RequestError;
use pulina_browser::random;
use pulina_shared::ids::{FileId, MessageId};
use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::words::Word;
use web_sys::{File, FileList};

use crate::file_card::size;
use crate::later::{self, Deed};
use crate::state::PanelState;
use crate::text;

/// A file on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// Its name in the tray, and the server's for the upload.
    pub id: MessageId,
    /// What it is called.
    pub name: String,
    /// From 0 to 100.
    pub percent: u64,
    /// Once it is there.
    pub ready: Option<FileId>,
    /// What went wrong.
    pub wrong: Option<String>,
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

    /// Takes one in.
    pub fn take_file(self, file: File) {
        let Some(rules) = self.settings.with_value(|settings| settings.files.clone()) else { return };
        let id = random::message_id();
        let n_before =
            self.tray.with_untracked(|tray| tray.iter().filter(|upload| upload.wrong.is_none()).count());
        let n_bytes = n_bytes(&file);
        let wrong = if n_before >= limits::MESSAGE_FILES_MAX {
            let limit = text::number(limits::MESSAGE_FILES_MAX as u64);
            Some(text::say_with(Word::TooManyFiles, "{limit}", &limit))
        } else if n_bytes > rules.bytes_max {
            let sentence = text::say_with(Word::FileTooLarge, "{size}", &size(n_bytes));
            Some(text::filled(&sentence, "{limit}", &size(rules.bytes_max)))
        } else {
            None
        };
        let is_sent = wrong.is_none();
        let upload = Upload { id, name: file.name(), percent: 0, ready: None, wrong };
        self.tray.update(|tray| tray.push(upload));
        if is_sent {
            leptos::task::spawn_local(self.send_file(id, file, n_bytes));
        }
    }

    async fn send_file(self, id: MessageId, file: File, n_bytes: u64) {
        let sent = self.send_parts(id, &file, n_bytes).await;
        self.change(id, |upload| match sent {
            Ok(ready) => (upload.percent, upload.ready) = (100, Some(ready)),
            Err(error) => upload.wrong = Some(what_is_wrong(&error, &upload.name)),
        });
        if untrack(move || !self.is_uploading()) {
            self.go_on();
        }
    }

    async fn send_parts(self, id: MessageId, file: &File, n_bytes: u64) -> Result<FileId, RequestError> {
        self.conversation().ensure_visit().await?;
        self.perform_first();
        let route = self.route().ok_or(RequestError::Unreachable)?;
        let told = |n_there: u64| self.change(id, |upload| upload.percent = n_there * 100 / n_bytes.max(1));
        files::upload(&route, id, &file.name(), file, told).await.map(|info| info.id)
    }

    fn change(self, id: MessageId, change: impl FnOnce(&mut Upload)) {
        self.tray.update(|tray| {
            if let Some(upload) = tray.iter_mut().find(|upload| upload.id == id) {
                change(upload);
            }
        });
    }

    /// Takes a file out again; what was sent of it is forgotten by the server.
    pub fn drop_file(self, id: MessageId) {
        self.tray.update(|tray| tray.retain(|upload| upload.id != id));
        self.wish_focus();
    }

    /// The files that can go with a message now.
    pub fn ready_files(self) -> Vec<FileId> {
        self.tray.with_untracked(|tray| tray.iter().filter_map(|upload| upload.ready.clone()).collect())
    }

    /// Whether a file is still on its way.
    pub fn is_uploading(self) -> bool {
        self.tray.with(|tray| tray.iter().any(|upload| upload.ready.is_none() && upload.wrong.is_none()))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole and positive")]
fn n_bytes(file: &File) -> u64 {
    file.size() as u64
}

fn what_is_wrong(error: &RequestError, name: &str) -> String {
    let code = match error {
        RequestError::Refused(problem) => Code::parse(&problem.code),
        RequestError::Unreachable | RequestError::Unreadable(_) => None,
    };
    match code {
        Some(Code::FileType) => text::say(Word::FileType),
        Some(Code::FilesOff) => text::say(Word::FilesOff),
        Some(Code::QuotaFiles) => text::say(Word::QuotaFiles),
        Some(Code::UploadTimeout) => text::say(Word::UploadTimeout),
        Some(Code::ConsentRequired | Code::ConsentVersion) => text::say(Word::FailedConsent),
        _ => text::say_with(Word::UploadFailed, "{file}", &text::foreign(name)),
    }
}
