//! What is left of the tray when the page is loaded again: a file that the server has can still go
//! with a message; of one that was on its way the page has lost the bytes, and says so. Kept by the
//! tab alone, so that no other tab takes them for its own.

use std::rc::Rc;

use pulina_browser::clock;
use pulina_shared::ids::{FileId, MessageId};
use pulina_shared::limits;
use pulina_shared::time::Timestamp;

use super::watch;
use crate::shown::Shown;
use crate::state::{PanelState, UPLOADS};
use crate::uploads::{Stage, TrayFile};

/// Stands for the file of an upload that is not whole.
const NOTHING: &str = "-";

/// Keeps what the server knows of, line by line below the name of the conversation.
pub fn keep(state: PanelState, tray: &[TrayFile]) {
    let tab = state.tab_storage();
    let lines: Vec<String> = tray.iter().filter_map(line).collect();
    match state.route() {
        Some(route) if !lines.is_empty() && state.keeps_on_device() => {
            tab.write(UPLOADS, &[route.conversation.as_str(), "\n", &lines.join("\n")].concat());
        }
        _ => tab.remove(UPLOADS),
    }
}

fn line(file: &TrayFile) -> Option<String> {
    let ready = match file.stage.get_untracked() {
        Stage::Waiting | Stage::Failed { may_retry: false, .. } => return None,
        Stage::Ready(id) => id.as_str().to_owned(),
        Stage::Sending(_) | Stage::Failed { .. } | Stage::Lost => NOTHING.to_owned(),
    };
    let name = file.name.replace('\n', " ");
    Some([&file.id.to_string(), &*file.n_bytes.to_string(), &now().to_string(), &ready, &name].join(" "))
}

fn now() -> u64 {
    clock::now().0
}

/// Fills the tray as the page left it.
pub fn restore(state: PanelState) {
    let Some(text) = state.tab_storage().read(UPLOADS) else { return };
    let mut lines = text.lines();
    let is_this = state.route().is_some_and(|route| lines.next() == Some(route.conversation.as_str()));
    if is_this {
        let files: Vec<TrayFile> = lines.filter_map(|line| file(line, clock::now())).collect();
        state.tray.update(|tray| tray.extend(files));
    }
    watch(state);
}

/// A file as it was kept; `None` when the server has forgotten it by now.
fn file(line: &str, now: Timestamp) -> Option<TrayFile> {
    let mut parts = line.splitn(5, ' ');
    let id = MessageId::parse(parts.next()?).ok()?;
    let n_bytes = parts.next()?.parse().ok()?;
    let since = Timestamp(parts.next()?.parse().ok()?);
    let ready = parts.next().filter(|ready| *ready != NOTHING).map(FileId::parse);
    let name = parts.next()?.to_owned();
    if now.since(since) > limits::PENDING_FILE_MS_MAX {
        return None;
    }
    let stage = match ready {
        Some(id) => Stage::Ready(id.ok()?),
        None => Stage::Lost,
    };
    Some(TrayFile { id, name, n_bytes, stage: Rc::new(Shown::new(stage)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "0197f2a0-0000-7000-8000-000000000001 1234 1000";

    #[test]
    fn what_was_kept_is_read_again() {
        let now = Timestamp(2_000);
        let lost = file(&[LINE, " - My photo.jpg"].concat(), now).expect("it is a line");
        assert_eq!((lost.name.as_str(), lost.n_bytes), ("My photo.jpg", 1_234));
        assert_eq!(lost.stage.get_untracked(), Stage::Lost);
        let id = FileId::new([7; 10]);
        let ready = file(&[LINE, " ", id.as_str(), " a.txt"].concat(), now).expect("it is a line");
        assert_eq!(ready.stage.get_untracked(), Stage::Ready(id));
    }

    #[test]
    fn what_is_old_or_unreadable_is_not_shown() {
        let late = Timestamp(2_000 + limits::PENDING_FILE_MS_MAX);
        assert!(file(&[LINE, " - a.txt"].concat(), late).is_none());
        for line in ["", "x 1 2 - a", LINE, &[LINE, " nonsense a.txt"].concat()] {
            assert!(file(line, Timestamp(2_000)).is_none(), "{line}");
        }
    }
}
