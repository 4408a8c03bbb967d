//! Shares a conversation's line with the other tabs of the browser that show it to the same visitor.
//! The rules are `shared::tabs`; here are the browser's locks, the channel on which tabs hear each
//! other, and the line of another tab as what this one's client takes for its own.
//!
//! The leader passes on every text that its socket brings, as it came, and sends for the others what
//! they say, as they said it. A follower asks the server once for what it has missed, so no tab has to
//! trust another one for history, and nobody is let in whom the server does not know.

mod lock;
mod own;
mod post;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use pulina_shared::client::Input;
use pulina_shared::connection::Link;
use pulina_shared::limits;
use pulina_shared::polling::frames;
use pulina_shared::tabs::{Line, Reign, TabAction, TabInput, Tabs, group};
use pulina_shared::wire::conversation::{ClientFrame, Resume};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use self::lock::{Lock, LockEvent};
use self::post::{Post, Word};
use crate::clock::{self, Timer};
use crate::conversation::Inner;
use crate::polling::{close_code, query_after};
use crate::sharing::{Carrier, Sharing, Told};
use crate::{json, random};

/// Gives a conversation its lines from now on. In one chunk with all that a line may need.
#[wasm_split(line, fallible)]
pub(crate) fn share(of: Weak<Inner>) -> Result<(), SplitLoaderError> {
    let Some(inner) = of.upgrade() else { return Ok(()) };
    let shell = Rc::new_cyclic(|me| Shell {
        me: me.clone(),
        inner: of,
        name: RefCell::default(),
        tabs: RefCell::default(),
        queue: RefCell::default(),
        is_running: Cell::default(),
        is_nudging: Cell::default(),
        wake: RefCell::default(),
        post: RefCell::default(),
        lock: RefCell::default(),
        shared: RefCell::default(),
        n_joined: Cell::default(),
        _leaving: leaving(me),
    });
    // Whoever gave up meanwhile will ask again.
    let waits = inner.waits_for_line();
    *inner.sharer.borrow_mut() = Some(shell.clone());
    if waits {
        shell.tell(Told::Wanted);
    }
    Ok(())
}

/// A page that is frozen or put into the back/forward cache must hold nothing that others wait for,
/// and comes back as after a lost line.
fn leaving(me: &Weak<Shell>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let document = window.document().map(|document| (document.into(), "freeze"));
    let places: [Option<(web_sys::EventTarget, &'static str)>; 2] =
        [document, Some((window.into(), "pagehide"))];
    let listen = |(target, name): (web_sys::EventTarget, &'static str)| {
        let me = me.clone();
        EventListener::new(&target, name, move |_| {
            if let Some(shell) = me.upgrade() {
                shell.push(TabInput::Left);
            }
        })
    };
    places.into_iter().flatten().map(listen).collect()
}

struct Shell {
    me: Weak<Self>,
    inner: Weak<Inner>,
    /// Of the lock and of the channel.
    name: RefCell<String>,
    tabs: RefCell<Tabs>,
    queue: RefCell<VecDeque<TabInput>>,
    is_running: Cell<bool>,
    /// Whether the good moment to try again was our own idea.
    is_nudging: Cell<bool>,
    wake: RefCell<Option<Timer>>,
    post: RefCell<Option<Post>>,
    lock: RefCell<Option<Lock>>,
    shared: RefCell<Option<Shared>>,
    n_joined: Cell<u32>,
    _leaving: Vec<EventListener>,
}

/// The line of another tab, of this reign.
struct Shared {
    reign: Reign,
    /// Which of those that this tab has shared.
    number: u32,
    /// What it brought before the page that everything goes on from; absent since that is here.
    early: Option<Vec<String>>,
}

/// A line that another tab has, as this one's client takes it.
struct OfAnother(Weak<Shell>);

impl Carrier for OfAnother {
    fn transmit(&self, frame: ClientFrame) {
        // The page that a shared line begins with answers the first, the leader's own client sees to
        // the second.
        if matches!(frame, ClientFrame::Hello(_) | ClientFrame::Received(_)) {
            return;
        }
        if let Some(shell) = self.0.upgrade() {
            // A client's frames always serialise.
            shell.send(json::text(&frame).unwrap_or_default());
        }
    }

    fn ping(&self) {
        if let Some(shell) = self.0.upgrade() {
            shell.send(limits::HEARTBEAT_PING.to_owned());
        }
    }
}

impl Sharing for Shell {
    fn tell(&self, told: Told<'_>) {
        match told {
            Told::Wanted => {
                self.find_group();
                self.push(TabInput::Wanted);
            }
            Told::Ended => self.drop_shared(TabInput::Ended),
            Told::GaveUp => self.drop_shared(TabInput::GaveUp),
            Told::Link(link) => self.note_link(link),
            Told::Text(text) => {
                if let Some(reign) = self.tabs.borrow().passes_on() {
                    self.say(&Word::Text(reign, text.to_owned()));
                }
            }
            Told::Nudged => {
                if self.tabs.borrow().follows() && !self.is_nudging.get() {
                    self.say(&Word::Nudge);
                }
            }
            Told::Kept => self.look_at_device(),
            Told::Opened(is_open) => self.say(&Word::Opened(is_open)),
        }
    }
}

impl Shell {
    fn push(&self, input: TabInput) {
        self.queue.borrow_mut().push_back(input);
        if self.is_running.replace(true) {
            return;
        }
        let me = self.me.clone();
        // After what is going on, before anything else happens.
        spawn_local(async move {
            if let Some(shell) = me.upgrade() {
                shell.run();
            }
        });
    }

    fn run(self: Rc<Self>) {
        loop {
            let Some(input) = self.queue.borrow_mut().pop_front() else { break };
            let outcome = self.tabs.borrow_mut().process(input, clock::now(), random::number());
            let me = self.me.clone();
            *self.wake.borrow_mut() = outcome.wake_at.map(|at| {
                Timer::at(at, move || {
                    if let Some(shell) = me.upgrade() {
                        shell.push(TabInput::Woke);
                    }
                })
            });
            for action in outcome.actions {
                if let Some(inner) = self.inner.upgrade() {
                    self.perform(action, &inner);
                }
            }
        }
        self.is_running.set(false);
    }

    fn perform(self: &Rc<Self>, action: TabAction, inner: &Rc<Inner>) {
        match action {
            TabAction::AskLock => self.request_lock(false),
            TabAction::RobLock => self.request_lock(true),
            TabAction::Leave => {
                self.lock.take();
                self.post.take();
            }
            TabAction::Say(note) => self.say(&Word::Note(note)),
            TabAction::Open => own::open(inner),
            TabAction::Poll => own::open_polling(inner),
            TabAction::Join(reign) => {
                inner.carry_by(Box::new(OfAnother(self.me.clone())));
                let number = self.n_joined.get().wrapping_add(1);
                self.n_joined.set(number);
                *self.shared.borrow_mut() = Some(Shared { reign, number, early: Some(Vec::new()) });
                let me = self.me.clone();
                spawn_local(async move { join(&me, number).await });
            }
            TabAction::Lose => inner.closed(crate::socket::CLOSE_ABNORMAL),
            TabAction::Nudge => {
                // The leader's pauses are not cut short for it.
                self.is_nudging.set(true);
                inner.handle(Input::Nudged);
                self.is_nudging.set(false);
            }
            TabAction::TakeOver => inner.restore(),
        }
    }

    /// Another conversation, or another token, is another group; who shares nothing has none.
    fn find_group(&self) {
        let inner = self.inner.upgrade().filter(|inner| inner.is_shared());
        let route = inner.and_then(|inner| inner.route());
        let name = route.and_then(|route| Some(group(&route.conversation, route.token.as_ref()?)));
        let name = name.unwrap_or_default();
        if *self.name.borrow() != name {
            *self.name.borrow_mut() = name;
            self.lock.take();
            self.post.take();
            self.shared.take();
            self.queue.borrow_mut().clear();
            *self.tabs.borrow_mut() = Tabs::default();
        }
    }

    fn request_lock(self: &Rc<Self>, is_robbery: bool) {
        // Whatever is had or waited for is let go first.
        self.lock.take();
        let me = self.me.clone();
        let on_event = move |event| {
            if let Some(shell) = me.upgrade() {
                shell.push(match event {
                    LockEvent::Granted => TabInput::Locked,
                    LockEvent::Robbed => TabInput::Robbed,
                    LockEvent::Failed => TabInput::Unshared,
                });
            }
        };
        if self.post.borrow().is_none() && !self.name.borrow().is_empty() {
            let me = self.me.clone();
            let post = Post::open(&self.name.borrow(), move |word| {
                if let Some(shell) = me.upgrade() {
                    shell.hear(word);
                }
            });
            *self.post.borrow_mut() = post;
        }
        let lock = match &*self.post.borrow() {
            Some(_) => Lock::request(&self.name.borrow(), is_robbery, on_event),
            None => None,
        };
        if lock.is_none() {
            self.push(TabInput::Unshared);
        }
        *self.lock.borrow_mut() = lock;
    }

    fn hear(&self, word: Word) {
        let Some(inner) = self.inner.upgrade() else { return };
        match word {
            Word::Note(note) => self.push(TabInput::Told(note)),
            Word::Send(reign, text) => {
                if self.tabs.borrow().passes_on() == Some(reign) {
                    inner.send_text(&text);
                }
            }
            Word::Text(reign, text) => {
                if let Some(text) = self.wait_for_page(reign, text) {
                    own::take_text(&inner, &text);
                }
            }
            Word::Nudge => {
                if self.tabs.borrow().leads().is_some() {
                    inner.handle(Input::Nudged);
                }
            }
            Word::Opened(is_open) => {
                if let Some(observer) = inner.observer.borrow().as_ref() {
                    observer.opened_elsewhere(is_open);
                }
            }
        }
    }

    /// Gives back what the client can take now.
    fn wait_for_page(&self, reign: Reign, text: String) -> Option<String> {
        let mut shared = self.shared.borrow_mut();
        let shared = shared.as_mut().filter(|shared| shared.reign == reign)?;
        let Some(early) = &mut shared.early else { return Some(text) };
        early.push(text);
        None
    }

    fn say(&self, word: &Word) {
        if let Some(post) = &*self.post.borrow() {
            post.say(word);
        }
    }

    /// Lets the leader send it.
    fn send(&self, text: String) {
        let reign = self.shared.borrow().as_ref().map(|shared| shared.reign);
        if let Some(reign) = reign {
            self.say(&Word::Send(reign, text));
            self.push(TabInput::Used);
        }
    }

    fn drop_shared(&self, input: TabInput) {
        self.shared.take();
        self.push(input);
    }

    /// What waits is sent by the tab in which it was done; what failed is shown in all of them.
    fn look_at_device(&self) {
        let Some(inner) = self.inner.upgrade() else { return };
        let kept = inner.kept_items();
        for id in inner.failed() {
            if kept.iter().all(|item| item.id != id) {
                inner.handle(Input::Discard(id));
            }
        }
        let failed = kept.into_iter().filter(|item| item.failure.is_some());
        inner.handle(Input::Restore(failed.collect()));
        if let Some(observer) = inner.observer.borrow().as_ref() {
            observer.kept_elsewhere();
        }
    }

    fn note_link(&self, link: Link) {
        let is_polled = self.inner.upgrade().is_some_and(|inner| inner.is_polling());
        self.push(match link {
            Link::Open => TabInput::Line(if is_polled { Line::Polled } else { Line::Up }),
            // Whoever is refused leads nobody.
            Link::Refused(_) => TabInput::Left,
            _ => TabInput::Line(Line::Down),
        });
    }
}

/// Brings the client up to where the shared line goes on.
async fn join(me: &Weak<Shell>, number: u32) {
    let mut resume: Option<Resume> = None;
    let mut is_first = true;
    loop {
        let Some((shell, inner)) = still_joins(me, number) else { return };
        if is_first {
            resume = inner.resume();
        }
        let Some(route) = inner.route() else { return };
        drop((shell, inner));
        let answer = route.events(&resume.as_ref().map_or_else(String::new, query_after)).await;
        let Some((shell, inner)) = still_joins(me, number) else { return };
        let (page, n_bytes) = match answer {
            Ok(answer) => answer,
            Err(error) => return inner.closed(close_code(&error)),
        };
        let is_behind = page.events.last().is_some_and(|event| event.seq < page.last_seq);
        if std::mem::take(&mut is_first) {
            inner.handle(Input::Opened { token: None });
        }
        let Some([hello, events]) = frames(page, resume.as_ref()) else {
            // Another history: the newest page is a beginning.
            resume = None;
            continue;
        };
        for (frame, n_bytes) in [(hello, 0), (events, n_bytes)] {
            inner.handle(Input::Frame { frame: Box::new(frame), n_bytes });
        }
        if !is_behind {
            let early = shell.shared.borrow_mut().as_mut().and_then(|shared| shared.early.take());
            for text in early.unwrap_or_default() {
                own::take_text(&inner, &text);
            }
            return;
        }
        resume = inner.resume();
    }
}

/// The rest of us, unless the line was lost or left meanwhile.
fn still_joins(me: &Weak<Shell>, number: u32) -> Option<(Rc<Shell>, Rc<Inner>)> {
    let shell = me.upgrade()?;
    let joins = shell
        .shared
        .borrow()
        .as_ref()
        .is_some_and(|shared| shared.number == number && shared.early.is_some());
    let inner = shell.inner.upgrade()?;
    joins.then_some((shell, inner))
}
