//! The line of another tab as this tab's own: one question to the server for what was missed, then
//! what the leader's line brings; and everything else that tabs tell each other.

use std::rc::{Rc, Weak};

use pulina_shared::client::Input;
use pulina_shared::ids::Seq;
use pulina_shared::polling;
use pulina_shared::tabs::{Standing, TabId, TabInput};
use pulina_shared::wire::conversation::{ClientFrame, Resume, ServerFrame};
use pulina_shared::wire::http::EventsPage;
use wasm_bindgen_futures::spawn_local;

use super::Shell;
use super::word::Word;
use crate::conversation::Inner;
use crate::json;
use crate::polling::close_code;
use crate::socket::CLOSE_ABNORMAL;

/// The line of another tab.
#[derive(Default)]
pub(super) struct Mirror {
    /// Counts the times that such a line was joined.
    number: u64,
    /// What the leader's line brought before this tab had caught up; absent afterwards.
    early: Option<Vec<Word>>,
}

impl Shell {
    pub(super) fn join(&self, inner: &Rc<Inner>) {
        {
            let mut mirror = self.mirror.borrow_mut();
            mirror.number += 1;
            mirror.early = Some(Vec::new());
        }
        inner.share_line();
        inner.handle(Input::Joined { kept: inner.kept_items() });
    }

    /// What this tab's client says over the line of another one.
    pub(super) fn transmit(&self, frame: ClientFrame) {
        match frame {
            ClientFrame::Hello(hello) => {
                let weak = self.me.clone();
                let number = self.mirror.borrow().number;
                spawn_local(async move {
                    if let Err(code) = catch_up(&weak, number, hello.resume).await
                        && let Some(inner) = current(&weak, number)
                    {
                        inner.closed(code);
                    }
                });
            }
            ClientFrame::Typing(is_typing) => self.say(&Word::Typing(is_typing)),
            ClientFrame::MarkRead(seq) if !self.is_hearing.get() => self.say(&Word::Read(seq)),
            // The leader sends what was done and confirms what came.
            ClientFrame::Command(_) | ClientFrame::Received(_) | ClientFrame::MarkRead(_) => {}
        }
    }

    /// Another tab said something.
    pub(super) fn hear(&self, from: TabId, word: Word) {
        let Some(inner) = self.inner.upgrade() else { return };
        let leads = self.standing() == Standing::Leads;
        match word {
            Word::Note(note) => self.take(TabInput::Told(from, note)),
            Word::Text(_) | Word::Page(..) => {
                if self.tabs.borrow().hears(from) {
                    self.show(&inner, word);
                }
            }
            Word::Kept(text) => {
                if let Some(item) = json::parse(&text) {
                    inner.handle(Input::Shared(item));
                }
            }
            Word::Discarded(id) => inner.take_over(Input::Discard(id)),
            Word::Read(seq) => {
                self.take(TabInput::Read(seq));
                self.is_hearing.set(true);
                inner.take_over(Input::Seen(seq));
                self.is_hearing.set(false);
            }
            Word::Typing(is_typing) if leads => inner.transmit(ClientFrame::Typing(is_typing)),
            Word::Nudge(true) if leads => inner.handle(Input::Begin { visited: true }),
            Word::Nudge(false) if leads => inner.handle(Input::Nudged),
            Word::Typing(_) | Word::Nudge(_) => {}
            Word::Opened(is_open) => inner.opened_elsewhere(is_open),
        }
    }

    /// Takes what the leader's line brought, or keeps it until this tab has caught up.
    fn show(&self, inner: &Rc<Inner>, word: Word) {
        if let Some(early) = &mut self.mirror.borrow_mut().early {
            return early.push(word);
        }
        match word {
            Word::Text(text) => inner.take_text(&text),
            Word::Page(text, after) => {
                if take_page(inner, &text, after).is_none() {
                    inner.closed(CLOSE_ABNORMAL);
                }
            }
            _ => {}
        }
    }
}

/// Asks until nothing is missing, then goes on with what the leader's line brought meanwhile.
///
/// # Errors
/// The close code that a line of our own would have had.
async fn catch_up(weak: &Weak<Shell>, number: u64, mut asked: Option<Resume>) -> Result<(), u16> {
    loop {
        let Some(route) = current(weak, number).and_then(|inner| inner.route()) else { return Ok(()) };
        let page = route.next_page(asked).await.map_err(|error| close_code(&error))?;
        let Some(inner) = current(weak, number) else { return Ok(()) };
        take_frames(&inner, page.frames, page.text.len() as u64);
        if !page.is_behind {
            break;
        }
        asked = inner.resume();
    }
    let Some(shell) = weak.upgrade() else { return Ok(()) };
    let early = shell.mirror.borrow_mut().early.take();
    for word in early.into_iter().flatten() {
        // What came before it may have ended the line.
        let Some(inner) = current(weak, number) else { break };
        shell.show(&inner, word);
    }
    Ok(())
}

/// The conversation, if it still has the line that was joined at this count.
fn current(weak: &Weak<Shell>, number: u64) -> Option<Rc<Inner>> {
    let shell = weak.upgrade()?;
    let is_current = shell.mirror.borrow().number == number;
    shell.inner.upgrade().filter(|inner| is_current && inner.shares_line())
}

/// A page that the leader asked for. `None` when it does not follow on what is here.
fn take_page(inner: &Rc<Inner>, text: &str, after: Option<Seq>) -> Option<()> {
    let page: EventsPage = json::parse(text)?;
    let has_hole = after.is_some_and(|after| after > inner.last_seq());
    let asked = after.map(|after| Resume { epoch: page.epoch.clone(), after });
    let frames = polling::frames(page, asked.as_ref()).filter(|_| !has_hole)?;
    take_frames(inner, frames, text.len() as u64);
    Some(())
}

fn take_frames(inner: &Rc<Inner>, [hello, events]: [ServerFrame; 2], n_bytes: u64) {
    inner.handle(Input::Frame { frame: Box::new(hello), n_bytes: 0 });
    inner.handle(Input::Frame { frame: Box::new(events), n_bytes });
}
