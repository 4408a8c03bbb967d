//! What goes with the next reply besides its text: files, of which some are still being uploaded,
//! answers to choose from and links. It belongs to the conversation and outlives the composer.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_browser::polling::Route;
use pulina_browser::random;
use pulina_browser::upload::{NoFile, Upload, forget, size};
use pulina_shared::ids::{ConversationId, FileId, MessageId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem, Rejection};
use pulina_shared::wire::content::{Choice, FileInfo, LinkCard};
use pulina_shared::wire::conversation::SendMessage;
use web_sys::File;

use crate::{api, text};

/// How a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// So many percent are there.
    Uploading(u64),
    /// It can be sent.
    Ready(FileInfo),
    /// Why it cannot, and whether another try may help.
    Failed(String, bool),
}

/// A file that goes with the reply.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    pub id: MessageId,
    pub name: String,
    pub n_bytes: u64,
    pub media_type: String,
    pub standing: ArcRwSignal<Standing>,
}

/// Where the bytes of a file come from.
struct Source {
    id: MessageId,
    file: File,
    running: Option<Upload>,
}

/// Why a reply cannot go yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReady {
    Uploading,
    Failed,
}

/// Everything that goes with the reply.
#[derive(Clone)]
pub struct Attached {
    conversation: ConversationId,
    pub files: ArcRwSignal<Vec<AttachedFile>>,
    pub choices: ArcRwSignal<Vec<Choice>>,
    pub cards: ArcRwSignal<Vec<LinkCard>>,
    /// Every file that was uploaded from here, for messages of which only ids are known.
    uploaded: Rc<RefCell<Vec<FileInfo>>>,
    /// What is or was being uploaded, for another try and for giving it up.
    sources: Rc<RefCell<Vec<Source>>>,
}

impl Attached {
    /// Nothing yet.
    pub fn new(conversation: ConversationId) -> Self {
        Self {
            conversation,
            files: ArcRwSignal::default(),
            choices: ArcRwSignal::default(),
            cards: ArcRwSignal::default(),
            uploaded: Rc::default(),
            sources: Rc::default(),
        }
    }

    /// Whether nothing goes with the reply. Tracks.
    pub fn is_empty(&self) -> bool {
        self.files.with(Vec::is_empty) && self.has_no_offers()
    }

    /// Whether neither answers nor links go with the reply. Tracks.
    pub fn has_no_offers(&self) -> bool {
        self.choices.with(Vec::is_empty) && self.cards.with(Vec::is_empty)
    }

    /// A file that was uploaded from here.
    pub fn file(&self, id: &FileId) -> Option<FileInfo> {
        self.uploaded.borrow().iter().find(|info| info.id == *id).cloned()
    }

    /// Takes files and begins to upload them. What does not fit any more is explained.
    ///
    /// # Errors
    /// A sentence about what was not taken.
    pub fn add_files(&self, files: Vec<File>) -> Result<(), String> {
        let n_free = limits::MESSAGE_FILES_MAX.saturating_sub(self.files.with_untracked(Vec::len));
        let has_room = files.len() <= n_free;
        for file in files.into_iter().take(n_free) {
            self.add(file);
        }
        let refused = || Rejection::above(Code::TooManyFiles, limits::MESSAGE_FILES_MAX, n_free);
        if has_room { Ok(()) } else { Err(text::problem(&Problem::from(&refused()))) }
    }

    fn add(&self, file: File) {
        let attached = AttachedFile {
            id: random::message_id(),
            name: file.name(),
            n_bytes: size(&file),
            media_type: file.type_(),
            standing: ArcRwSignal::new(Standing::Uploading(0)),
        };
        self.sources.borrow_mut().push(Source { id: attached.id, file, running: None });
        self.files.update(|files| files.push(attached.clone()));
        self.upload(attached);
    }

    fn upload(&self, attached: AttachedFile) {
        let AttachedFile { id, name, n_bytes, standing, .. } = attached;
        if let Err(why) = check_size(n_bytes) {
            standing.set(Standing::Failed(why, false));
            return;
        }
        let upload = {
            let mut sources = self.sources.borrow_mut();
            let Some(source) = sources.iter_mut().find(|source| source.id == id) else { return };
            let upload = Upload::new(self.route(), id, name, source.file.clone().into());
            source.running = Some(upload.clone());
            upload
        };
        standing.set(Standing::Uploading(0));
        let here = self.clone();
        spawn_local(async move {
            let tell = |n_there: u64| standing.set(Standing::Uploading(n_there * 100 / n_bytes.max(1)));
            standing.set(match upload.run(tell).await {
                Ok(info) => {
                    here.uploaded.borrow_mut().push(info.clone());
                    here.forget_source(id);
                    Standing::Ready(info)
                }
                Err(NoFile::GivenUp) => return,
                Err(NoFile::Failed(error)) => {
                    let may_help = matches!(error, RequestError::Unreachable) || error.is_retryable();
                    Standing::Failed(api::explain(&error), may_help)
                }
            });
        });
    }

    fn route(&self) -> Route {
        Route { conversation: self.conversation.clone(), token: None }
    }

    /// Tries a failed file again.
    pub fn retry(&self, id: MessageId) {
        let file = self.files.with_untracked(|files| files.iter().find(|file| file.id == id).cloned());
        if let Some(file) = file {
            self.upload(file);
        }
    }

    /// Takes a file out; its upload ends, and the server forgets what it has.
    pub fn remove(&self, id: MessageId) {
        let mut removed = None;
        self.files.update(|files| {
            removed = files.iter().position(|file| file.id == id).map(|place| files.remove(place));
        });
        if let Some(Standing::Ready(info)) = removed.map(|file| file.standing.get_untracked()) {
            forget(&self.route(), &info.id);
        }
        let running = self.forget_source(id).and_then(|source| source.running);
        if let Some(running) = running {
            running.give_up();
        }
    }

    fn forget_source(&self, id: MessageId) -> Option<Source> {
        let mut sources = self.sources.borrow_mut();
        let place = sources.iter().position(|source| source.id == id)?;
        Some(sources.swap_remove(place))
    }

    /// Whether a reply can go, as far as files are concerned. Tracks.
    ///
    /// # Errors
    /// [`NotReady`].
    pub fn readiness(&self) -> Result<(), NotReady> {
        self.files.with(|files| {
            let standings: Vec<_> = files.iter().map(|file| file.standing.get()).collect();
            let is_failed = |standing: &Standing| matches!(standing, Standing::Failed(..));
            let is_ready = |standing: &Standing| matches!(standing, Standing::Ready(_));
            match (standings.iter().any(is_failed), standings.iter().all(is_ready)) {
                (true, _) => Err(NotReady::Failed),
                (false, true) => Ok(()),
                (false, false) => Err(NotReady::Uploading),
            }
        })
    }

    /// Moves everything into a message.
    pub fn take(&self, text: String) -> SendMessage {
        let files = std::mem::take(&mut *self.files.write());
        let ready = files.into_iter().filter_map(|file| match file.standing.get_untracked() {
            Standing::Ready(info) => Some(info.id),
            Standing::Uploading(_) | Standing::Failed(..) => None,
        });
        SendMessage {
            text,
            files: ready.collect(),
            choices: std::mem::take(&mut *self.choices.write()),
            cards: std::mem::take(&mut *self.cards.write()),
        }
    }

    /// Takes back what a message carried that could not be sent.
    pub fn take_back(&self, message: &SendMessage) {
        self.choices.set(message.choices.clone());
        self.cards.set(message.cards.clone());
        let files = message.files.iter().filter_map(|id| self.file(id)).map(|info| AttachedFile {
            id: random::message_id(),
            name: info.name.clone(),
            n_bytes: info.n_bytes,
            media_type: info.media_type.clone(),
            standing: ArcRwSignal::new(Standing::Ready(info)),
        });
        self.files.set(files.collect());
    }
}

/// What can be known before anything travels.
fn check_size(n_bytes: u64) -> Result<(), String> {
    if n_bytes == 0 {
        return Err(text::FILE_EMPTY.to_owned());
    }
    if n_bytes > limits::FILE_BYTES_MAX {
        let rejection =
            Rejection { limit: Some(limits::FILE_BYTES_MAX), ..Rejection::new(Code::FileTooLarge) };
        return Err(text::problem(&Problem::from(&rejection)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_huge_files_are_refused_before_they_travel() {
        assert_eq!(check_size(0), Err("It is empty.".to_owned()));
        assert_eq!(check_size(1), Ok(()));
        assert_eq!(check_size(limits::FILE_BYTES_MAX), Ok(()));
        assert_eq!(
            check_size(limits::FILE_BYTES_MAX + 1),
            Err("It is too large; at most 16.7 MB fit.".to_owned())
        );
    }
}
