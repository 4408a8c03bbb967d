//! Shares a conversation's line with the other tabs of the browser that show it. The rules are
//! `shared::tabs`; here are the browser's locks, the channel on which tabs hear each other, and the
//! line of another tab as a carrier of this one's client.
//!
//! A tab that follows asks the server for what it missed, once, and is then shown every frame that
//! the leader's line brings. What is done in it is kept on the device and told to all tabs; the
//! leader sends it. So nothing hangs on any tab's life, and what is sent twice is done once.

mod lock;
mod mirror;
mod word;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use pulina_shared::client::Input;
use pulina_shared::connection::Link;
use pulina_shared::ids::ConversationId;
use pulina_shared::tabs::{Line, Standing, TabAction, TabId, TabInput, Tabs};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use self::lock::{Lock, LockEvent};
use self::mirror::Mirror;
use self::word::{Post, Word};
use crate::clock::{self, Timer};
use crate::conversation::Inner;
use crate::page;
use crate::random;
use crate::sharing::{Sharing, Told};

/// Random numbers of so many bits are whole numbers to a script too.
const TAB_ID_BITS: u32 = 53;

/// The sharing part of a conversation; `None` when it could not be loaded.
pub(crate) async fn share(inner: Weak<Inner>, conversation: ConversationId) -> Option<Rc<dyn Sharing>> {
    make(inner, conversation).await.ok()
}

#[wasm_split(tabs, fallible)]
fn make(inner: Weak<Inner>, conversation: ConversationId) -> Result<Rc<dyn Sharing>, SplitLoaderError> {
    Ok(Rc::new_cyclic(|me| Shell {
        me: me.clone(),
        inner,
        name: ["pulina.", conversation.as_str()].concat(),
        conversation,
        id: TabId(random::number() >> (u64::BITS - TAB_ID_BITS)),
        tabs: RefCell::new(Tabs::new(page::is_visible())),
        pending: RefCell::default(),
        is_busy: Cell::new(false),
        wake: RefCell::new(None),
        post: RefCell::new(None),
        lock: RefCell::new(None),
        mirror: RefCell::default(),
        is_hearing: Cell::new(false),
    }))
}

struct Shell {
    me: Weak<Self>,
    inner: Weak<Inner>,
    conversation: ConversationId,
    /// Of the lock and of the channel.
    name: String,
    id: TabId,
    tabs: RefCell<Tabs>,
    pending: RefCell<VecDeque<TabInput>>,
    is_busy: Cell<bool>,
    wake: RefCell<Option<Timer>>,
    post: RefCell<Option<Post>>,
    lock: RefCell<Option<Lock>>,
    mirror: RefCell<Mirror>,
    /// Whether what this tab does now was said by another one.
    is_hearing: Cell<bool>,
}

impl Sharing for Shell {
    fn tell(&self, told: Told<'_>) {
        match told {
            Told::Wanted => self.push(TabInput::Wanted),
            Told::Unwanted => self.push(TabInput::Unwanted),
            Told::Pinged => self.push(TabInput::Pinged),
            Told::Seen(is_seen) => self.push(TabInput::Seen(is_seen)),
            Told::Left => self.push(TabInput::Left),
            Told::Arrived(seq) => self.push(TabInput::Arrived(seq)),
            Told::Read(seq) => {
                self.push(TabInput::Read(seq));
                // One that follows says it to the leader, and so to all, as it says everything.
                if !matches!(self.standing(), Standing::Follows(_)) {
                    self.say(&Word::Read(seq));
                }
            }
            Told::Transmit(frame) => self.transmit(frame),
            Told::Text(text) => self.pass_on(|| Word::Text(text.to_owned())),
            Told::Page(text, after) => self.pass_on(|| Word::Page(text, after)),
            Told::Answer(frame) => {
                if let Some(text) = word::answer_text(frame) {
                    self.pass_on(|| Word::Text(text));
                }
            }
            Told::Kept(item) => {
                // Texts and numbers always serialise.
                if let Ok(text) = serde_json::to_string(item) {
                    self.say(&Word::Kept(text));
                }
            }
            Told::Discarded(id) => self.say(&Word::Discarded(id)),
            Told::Nudged(is_wish) => {
                if matches!(self.standing(), Standing::Follows(_)) {
                    self.say(&Word::Nudge(is_wish));
                }
            }
            Told::Opened(is_open) => self.say(&Word::Opened(is_open)),
        }
    }

    fn run(self: Rc<Self>) {
        if self.is_busy.replace(true) {
            return;
        }
        loop {
            let next = self.pending.borrow_mut().pop_front();
            let is_last = next.is_none();
            // Whatever was done may have changed our own line.
            self.process(next.unwrap_or_else(|| TabInput::Line(self.own_line())));
            if is_last && self.pending.borrow().is_empty() {
                break;
            }
        }
        self.is_busy.set(false);
    }

    fn conversation(&self) -> &ConversationId {
        &self.conversation
    }
}

impl Shell {
    fn push(&self, input: TabInput) {
        self.pending.borrow_mut().push_back(input);
    }

    /// Tells the machine something that happened outside of everything else.
    fn take(&self, input: TabInput) {
        if let Some(me) = self.me.upgrade() {
            me.push(input);
            me.run();
        }
    }

    fn standing(&self) -> Standing {
        self.tabs.borrow().standing()
    }

    fn own_line(&self) -> Line {
        match self.inner.upgrade() {
            Some(inner) if inner.has_own_line() && inner.link() == Link::Open => Line::Up,
            Some(inner) => Line::Down(inner.close_code()),
            None => Line::Down(0),
        }
    }

    fn process(&self, input: TabInput) {
        let outcome = self.tabs.borrow_mut().process(input, clock::now());
        let weak = self.me.clone();
        *self.wake.borrow_mut() = outcome.wake_at.map(|at| {
            Timer::at(at, move || {
                if let Some(me) = weak.upgrade() {
                    me.take(TabInput::Woke);
                }
            })
        });
        for action in outcome.actions {
            self.perform(action);
        }
    }

    fn perform(&self, action: TabAction) {
        let Some(inner) = self.inner.upgrade() else { return };
        match action {
            TabAction::AskLock => self.request_lock(false),
            TabAction::RobLock => self.request_lock(true),
            TabAction::DropLock => {
                // Neither may keep the page out of the back/forward cache.
                *self.lock.borrow_mut() = None;
                *self.post.borrow_mut() = None;
            }
            TabAction::Say(note) => self.say(&Word::Note(note)),
            TabAction::Open => inner.open_own(),
            TabAction::Join => self.join(&inner),
            TabAction::Lose(code) => inner.closed(code),
            TabAction::Move => inner.handle(Input::Moved),
            // Where the leader's line is open, no refusal holds any more.
            TabAction::Nudge if matches!(inner.link(), Link::Refused(_)) => {
                inner.handle(Input::Begin { visited: true });
            }
            TabAction::Nudge => inner.handle(Input::Nudged),
            TabAction::Alive => inner.handle(Input::Heard),
            TabAction::MakeHeard { is_seen } => inner.unseen(is_seen),
        }
    }

    fn request_lock(&self, is_robbery: bool) {
        // What was asked for before must not come between.
        *self.lock.borrow_mut() = None;
        self.open_post();
        let weak = self.me.clone();
        let lock = Lock::request(&self.name, is_robbery, move |event| {
            let Some(me) = weak.upgrade() else { return };
            me.take(match event {
                LockEvent::Granted => TabInput::Locked,
                LockEvent::Robbed => TabInput::Robbed,
                LockEvent::Failed => TabInput::Unshared,
            });
        });
        match lock {
            Some(lock) if self.post.borrow().is_some() => *self.lock.borrow_mut() = Some(lock),
            Some(_) | None => self.push(TabInput::Unshared),
        }
    }

    fn open_post(&self) {
        let mut post = self.post.borrow_mut();
        if post.is_none() {
            let weak = self.me.clone();
            *post = Post::open(&self.name, move |from, word| {
                if let Some(me) = weak.upgrade() {
                    me.hear(from, word);
                }
            });
        }
    }

    fn say(&self, word: &Word) {
        if let Some(post) = &*self.post.borrow() {
            post.say(self.id, word);
        }
    }

    /// What our own line brought goes to the tabs that follow.
    fn pass_on(&self, word: impl FnOnce() -> Word) {
        if self.standing() == Standing::Leads {
            self.say(&word());
        }
    }
}
