//! Files on their way into the next message: chosen, dropped or pasted, kept on this page while
//! something is asked first, sent in parts while the visitor still writes.
//!
//! Before the visitor agreed, where that is asked, nothing of a file is stored or told; and before
//! the server knows of the agreement nothing of it is sent.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use pulina_browser::http::RequestError;
use pulina_browser::random;
use pulina_browser::upload::{self, NoFile, Upload};
use pulina_shared::connection::Link;
use pulina_shared::ids::MessageId;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem};
use pulina_shared::wire::channel::FileRules;
use pulina_shared::words::Word;
use web_sys::File;

use crate::erased::follow;
use crate::file_card::size;
use crate::shown::Shown;
use crate::state::PanelState;
use crate::text;
use crate::uploads::{Stage, TrayFile};

mod kept;

pub use kept::restore;

/// Where the bytes of a file in the tray come from.
struct Source {
    id: MessageId,
    file: File,
    running: Option<Upload>,
}

thread_local! {
    static SOURCES: RefCell<Vec<Source>> = const { RefCell::new(Vec::new()) };
    static IS_WATCHED: Cell<bool> = const { Cell::new(false) };
}

/// Takes a file into the tray.
pub fn take(state: PanelState, file: File) {
    let Some(rules) = state.settings().files.clone() else { return };
    watch(state);
    let n_bytes = upload::size(&file);
    if let Some(lost) = find_lost(state, &file.name(), n_bytes) {
        SOURCES.with_borrow_mut(|sources| sources.push(Source { id: lost.id, file, running: None }));
        return lost.stage.set(Stage::Waiting);
    }
    let id = random::message_id();
    let stage = match what_forbids(state, &rules, n_bytes) {
        Some(why) => {
            state.announcer.warn(why.clone());
            Stage::Failed { why, may_retry: false }
        }
        None => Stage::Waiting,
    };
    let name = file.name();
    SOURCES.with_borrow_mut(|sources| sources.push(Source { id, file, running: None }));
    state.tray.update(|tray| tray.push(TrayFile { id, name, n_bytes, stage: Rc::new(Shown::new(stage)) }));
}

/// A file of which the page lost the bytes, by what can be known of it.
fn find_lost(state: PanelState, name: &str, n_bytes: u64) -> Option<TrayFile> {
    let is_it = |file: &&TrayFile| {
        file.name == name && file.n_bytes == n_bytes && file.stage.get_untracked() == Stage::Lost
    };
    state.tray.with_untracked(|tray| tray.iter().find(is_it).cloned())
}

/// What can be known before anything travels.
fn what_forbids(state: PanelState, rules: &FileRules, n_bytes: u64) -> Option<String> {
    let counts = |file: &&TrayFile| {
        file.stage.with_untracked(|stage| !matches!(stage, Stage::Failed { .. } | Stage::Lost))
    };
    let n_before = state.tray.with_untracked(|tray| tray.iter().filter(counts).count());
    if n_before >= limits::MESSAGE_FILES_MAX {
        let limit = text::number(limits::MESSAGE_FILES_MAX as u64);
        return Some(text::say_with(Word::TooManyFiles, "{limit}", &limit));
    }
    (n_bytes > rules.bytes_max).then(|| too_large(n_bytes, rules.bytes_max))
}

fn too_large(n_bytes: u64, limit: u64) -> String {
    let sentence = text::say_with(Word::FileTooLarge, "{size}", &size(n_bytes));
    text::filled(&sentence, "{limit}", &size(limit))
}

/// Tries a file again that was not taken.
pub fn retry(state: PanelState, id: MessageId) {
    if let Some(file) = find(state, id) {
        file.stage.set(Stage::Waiting);
        state.wish_focus();
    }
}

/// Takes a file out of the tray. Its upload ends, and the server forgets what it has of it.
pub fn give_up(state: PanelState, id: MessageId) {
    let Some(file) = find(state, id) else { return };
    let running = SOURCES.with_borrow_mut(|sources| {
        let place = sources.iter().position(|source| source.id == id)?;
        sources.swap_remove(place).running
    });
    match (running, file.stage.get_untracked(), state.route()) {
        (Some(running), ..) => running.give_up(),
        (None, Stage::Ready(file), Some(route)) => upload::forget(&route, &file),
        _ => {}
    }
    state.tray.update(|tray| tray.retain(|file| file.id != id));
    state.wish_focus();
}

fn find(state: PanelState, id: MessageId) -> Option<TrayFile> {
    state.tray.with_untracked(|tray| tray.iter().find(|file| file.id == id).cloned())
}

/// Sends what waits, as soon as it may leave, and keeps in mind what is in the tray.
fn watch(state: PanelState) {
    if IS_WATCHED.replace(true) {
        return;
    }
    follow(move || {
        let tray = state.tray.get();
        let waiting: Vec<TrayFile> =
            tray.iter().filter(|file| file.stage.with(|stage| *stage == Stage::Waiting)).cloned().collect();
        let may_leave = state.files_may_leave();
        let is_linked = state.screen.with(|screen| screen.link) == Link::Open;
        untrack(move || {
            SOURCES.with_borrow_mut(|sources| {
                sources.retain(|source| tray.iter().any(|file| file.id == source.id));
            });
            if may_leave && !waiting.is_empty() {
                send(state, &waiting, is_linked);
            }
            kept::keep(state, &tray);
        });
    });
}

/// Begins the conversation if need be, tells the agreement, and sends once the server knows of it.
fn send(state: PanelState, waiting: &[TrayFile], is_linked: bool) {
    state.perform_first();
    if state.link() == Link::Idle {
        state.conversation().begin();
    }
    if !is_linked || !state.is_consent_known() {
        return;
    }
    for file in waiting {
        start(state, file.clone());
    }
}

fn start(state: PanelState, file: TrayFile) {
    let TrayFile { id, name, n_bytes, stage } = file;
    let Some(route) = state.route() else { return };
    let upload = SOURCES.with_borrow_mut(|sources| {
        let source = sources.iter_mut().find(|source| source.id == id)?;
        let upload = Upload::new(route, id, name.clone(), source.file.clone().into());
        source.running = Some(upload.clone());
        Some(upload)
    });
    let Some(upload) = upload else { return };
    stage.set(Stage::Sending(0));
    leptos::task::spawn_local(async move {
        let told = |n_there: u64| stage.set(Stage::Sending(n_there * 100 / n_bytes.max(1)));
        match upload.run(told).await {
            Ok(info) => {
                stage.set(Stage::Ready(info.id));
                state.announcer.say(text::say_with(Word::Uploaded, "{file}", &text::foreign(&name)));
                // A message that was held back for it goes now.
                if !untrack(move || state.has_files_under_way()) {
                    state.n_go_ons.update(|count| *count = count.wrapping_add(1));
                }
            }
            Err(NoFile::GivenUp) => {}
            Err(NoFile::Failed(error)) => {
                let failed = untrack(move || after(state, &error, &name));
                if let Stage::Failed { why, .. } = &failed {
                    state.announcer.warn(why.clone());
                }
                stage.set(failed);
            }
        }
    });
}

/// What follows when a file was not taken.
fn after(state: PanelState, error: &RequestError, name: &str) -> Stage {
    let problem = match error {
        RequestError::Refused(problem) => Some(&**problem),
        // Without a link it waits for one like everything else.
        RequestError::Unreachable if state.link() != Link::Open => return Stage::Waiting,
        RequestError::Unreachable | RequestError::Unreadable(_) => None,
    };
    let code = problem.and_then(|problem| Code::parse(&problem.code));
    let is_consent = matches!(code, Some(Code::ConsentRequired | Code::ConsentVersion));
    // It was taken back meanwhile, so it is asked for again.
    if is_consent && !state.files_may_leave() {
        return Stage::Waiting;
    }
    let may_retry = match problem {
        Some(problem) => {
            let is_passing = problem.is_retryable() && code != Some(Code::QuotaFiles);
            is_passing || is_consent || code == Some(Code::UploadTimeout)
        }
        // It was not our server that answered, if anybody did.
        None => true,
    };
    Stage::Failed { why: what_is_wrong(code, problem, name), may_retry }
}

fn what_is_wrong(code: Option<Code>, problem: Option<&Problem>, name: &str) -> String {
    let limits = problem.and_then(|problem| Some((problem.actual?, problem.limit?)));
    let sides = problem.and_then(|problem| problem.sides.as_deref());
    match (code, limits, sides) {
        (Some(Code::FileTooLarge), Some((n_bytes, limit)), _) => too_large(n_bytes, limit),
        (Some(Code::ImageTooLarge), _, Some([width, height])) => {
            let width = text::number(u64::from(*width));
            let sentence = text::say_with(Word::ImageTooLarge, "{width}", &width);
            text::filled(&sentence, "{height}", &text::number(u64::from(*height)))
        }
        (Some(Code::FileType), ..) => text::say(Word::FileType),
        (Some(Code::FilesOff), ..) => text::say(Word::FilesOff),
        (Some(Code::QuotaFiles), ..) => text::say(Word::QuotaFiles),
        (Some(Code::UploadTimeout), ..) => text::say(Word::UploadTimeout),
        (Some(Code::ConsentRequired | Code::ConsentVersion), ..) => text::say(Word::FailedConsent),
        _ => text::say_with(Word::UploadFailed, "{file}", &text::foreign(name)),
    }
}
