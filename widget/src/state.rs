//! What the panel shows, as signals, and what a person can do, as methods. The truth is in
//! `shared::client`; everything here is copied from it after each change.

mod changing;
mod elsewhere;
mod first;
mod news;
mod refresh;
mod tabs;

use std::cell::{Cell, OnceCell, RefCell};
use std::mem::take;
use std::ops::Deref;
use std::rc::Rc;

use leptos::prelude::*;
use pulina_browser::clock;
use pulina_browser::conversation::{Conversation, Observer, Party};
use pulina_browser::device_storage::DeviceStorage;
use pulina_browser::page::{self, PageEvent, PageEvents};
use pulina_browser::random;
use pulina_browser::visit::Visit;
use pulina_shared::client::{Changed, Input};
use pulina_shared::connection::Link;
use pulina_shared::faces::faces;
use pulina_shared::ids::{ChannelId, ConversationId, MessageId, Seq};
use pulina_shared::outbox::OutboxItem;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::MessageText;
use pulina_shared::time::MINUTE_MS;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::availability::AvailabilityNow;
use pulina_shared::wire::channel::StorageMode;
use pulina_shared::wire::conversation::{Act, PublicUser, SendMessage};
use pulina_shared::wire::embed::{
    FrameMessage, Happened, Happening, HostMessage, HostPage, LaterMessage, PanelSettings,
};

use crate::announcer::Announcer;
use crate::erased::follow;
use crate::gate::{Given, Known};
use crate::host_look;
use crate::host_port::HostPort;
use crate::later::{self, Deed};
use crate::menu;
use crate::presence;
use crate::readers_place::ReadersPlace;
use crate::rows::{LineView, MessageView, RowKey};
use crate::shown::Shown;
use crate::uploads::TrayFile;

/// Where files of the tray are kept, by the tab.
pub const UPLOADS: &str = "uploads";
const DRAFT: &str = "draft";
const RELOADED_AT: &str = "reloaded_at";

/// A row of the log. It keeps its view as long as it keeps its key, so only what changed is
/// drawn again.
#[derive(Clone, Debug)]
pub struct Row {
    /// What makes it the same row.
    pub key: RowKey,
    /// What it shows.
    pub content: RowContent,
}

/// What a row shows.
#[derive(Clone, Debug)]
pub enum RowContent {
    /// A message.
    Message(Rc<Shown<MessageView>>),
    /// A line between messages.
    Line(LineView),
}

/// Whether older messages can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// There are none.
    None,
    /// There are.
    Some,
    /// They are on their way.
    Loading,
    /// They could not be had.
    Failed,
}

/// Everything small that is on the screen, whole, because it is small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether older messages can be had.
    pub older: Older,
    /// Where the link stands.
    pub link: Link,
    /// Until when no visit may be begun, where that is long.
    pub put_off_until: Option<Timestamp>,
    /// The visitor's messages that are neither sent nor failed.
    pub n_waiting: usize,
    /// Messages of the other side that the visitor has not seen.
    pub n_unread: u64,
    /// The name of who writes at this moment.
    pub writer: Option<String>,
    /// Whether the conversation was ended.
    pub is_closed: bool,
    /// Whether it is closed for good: a message would begin another one.
    pub is_over: bool,
    /// Whether the visitor said how it was.
    pub is_rated: bool,
    /// Who owns the conversation, where the heading shows it.
    pub owner: Option<PublicUser>,
    /// The newest event.
    pub last_seq: Seq,
}

/// Everything the components share. A handle that can be copied; what it leads to lives as long as
/// the page, so it costs a closure no more than a pointer.
#[derive(Clone, Copy)]
pub struct PanelState(&'static Shared);

impl Deref for PanelState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        self.0
    }
}

/// What the handle leads to.
pub struct Shared {
    /// What the channel's admin chose: what the page came with, until something else is published.
    settings: Shown<&'static PanelSettings>,
    /// The log, line by line.
    pub rows: Shown<Vec<Row>>,
    /// Everything small that is on the screen.
    pub screen: Shown<Screen>,
    /// Whether the panel is open on the host page; always, where it is a page itself.
    pub is_open: Shown<bool>,
    /// Counts the times that the composer is to take the focus.
    pub n_focus_wishes: Shown<u32>,
    /// Where the person reads.
    pub place: ReadersPlace,
    /// What is said aloud.
    pub announcer: Announcer,
    /// Whether the page is in front of a person.
    pub is_page_visible: Shown<bool>,
    /// What the conversation says of consent and answers.
    pub known: Shown<Known>,
    /// The message that the composer changes, with its text; else it writes a new one.
    pub editing: Shown<Option<(MessageId, String)>>,
    /// Whether the visitor said how it was on this page.
    pub was_rated_here: Shown<bool>,
    /// What the sheet over the log shows.
    pub menu: Shown<menu::Page>,
    /// Whether what arrives makes no sound.
    pub is_silent: Shown<bool>,
    /// Whether the browser is not to notify of what arrives.
    pub is_unnoticed: Shown<bool>,
    /// Files that go with the next message.
    pub tray: Shown<Vec<TrayFile>>,
    /// Whether files are held over the panel.
    pub is_dragged_over: Shown<bool>,
    /// Whether the emoji are there to choose from.
    pub shows_emoji: Shown<bool>,
    /// What is to be written where the caret is.
    pub insertion: Shown<String>,
    /// Why something that was chosen in the menu did not come about.
    pub trouble: Shown<String>,
    /// What was given on this page.
    pub given: Shown<Given>,
    /// Counts the times that what held a message back is over.
    pub n_go_ons: Shown<u32>,
    /// Whether somebody is there.
    pub availability: Shown<AvailabilityNow>,
    /// What the host page said of itself.
    pub page: Shown<HostPage>,
    port: HostPort,
    device: Rc<DeviceStorage>,
    conversation: Conversation,
    marks: Marks,
    page_events: OnceCell<PageEvents>,
}

#[derive(Debug, Default)]
struct Marks {
    /// Above the first message of others after this place stands the unread line.
    unread_after: Cell<Option<Seq>>,
    /// Up to where events have arrived; absent before the first time up to date.
    rung: Cell<Option<Seq>>,
    /// Up to where events were said aloud; absent before the first time up to date.
    said: Cell<Option<Seq>>,
    /// Whether some of what was not said yet came while nobody could hear it.
    has_missed: Cell<bool>,
    was_given_back: Cell<bool>,
    /// Whether the page was told that there is a conversation.
    is_begun: Cell<bool>,
    /// What is being written, as the device keeps it since this tab wrote or took it.
    kept_draft: RefCell<String>,
    /// Whether the conversation was closed, once that is known.
    was_closed: Cell<Option<bool>>,
}

struct Watch(PanelState);

impl Observer for Watch {
    fn changed(&self, changed: Changed) {
        self.0.refresh(changed);
    }

    fn given_back(&self, _item: OutboxItem) {
        self.0.marks.was_given_back.set(true);
    }

    fn kept_elsewhere(&self) {
        later::deed(self.0, Deed::LookAtDevice);
    }

    fn opened_elsewhere(&self, is_open: bool) {
        later::deed(self.0, Deed::FollowOtherTab(is_open));
    }
}

impl PanelState {
    /// What the handle leads to, for as long as the page lives.
    pub fn shared(self) -> &'static Shared {
        self.0
    }

    /// The state of a channel's panel; nothing happens before [`Self::start`].
    pub fn new(mut settings: PanelSettings, port: HostPort) -> Self {
        let prefix = prefix(&settings.channel);
        let device = Rc::new(match settings.storage {
            _ if port.is_out() => DeviceStorage::of_tab(prefix),
            StorageMode::Never => DeviceStorage::in_memory(prefix),
            StorageMode::AfterConsent | StorageMode::Always => DeviceStorage::open(prefix),
        });
        let visit = Visit::open(settings.channel.clone(), Rc::clone(&device));
        settings.faces = faces(take(&mut settings.faces), visit.token_to_come().secret());
        let conversation = Conversation::new(Party::Visitor(visit), Rc::clone(&device));
        Self(Box::leak(Box::new(Shared {
            known: Shown::default(),
            editing: Shown::default(),
            was_rated_here: Shown::default(),
            menu: Shown::default(),
            is_silent: Shown::default(),
            is_unnoticed: Shown::new(true),
            tray: Shown::default(),
            is_dragged_over: Shown::default(),
            shows_emoji: Shown::default(),
            insertion: Shown::default(),
            trouble: Shown::default(),
            given: Shown::default(),
            n_go_ons: Shown::default(),
            availability: Shown::new(settings.availability.clone()),
            page: Shown::default(),
            settings: Shown::new(Box::leak(Box::new(settings))),
            rows: Shown::default(),
            screen: Shown::new(Screen {
                older: Older::None,
                link: Link::Idle,
                put_off_until: None,
                n_waiting: 0,
                n_unread: 0,
                writer: None,
                is_closed: false,
                is_over: false,
                is_rated: false,
                owner: None,
                last_seq: Seq(0),
            }),
            is_open: Shown::new(!port.is_framed()),
            n_focus_wishes: Shown::default(),
            place: ReadersPlace::new(),
            announcer: Announcer::new(),
            is_page_visible: Shown::new(page::is_visible()),
            port,
            device,
            conversation,
            marks: Marks::default(),
            page_events: OnceCell::new(),
        })))
    }

    /// Connects where there is something to connect to, and listens to page and loader.
    pub fn start(self) {
        self.marks.is_begun.set(self.route().is_some());
        self.conversation().start(Watch(self));
        let events = PageEvents::listen(move |event| {
            if matches!(event, PageEvent::Visible | PageEvent::Hidden) {
                self.is_page_visible.set(event == PageEvent::Visible);
            }
        });
        // They last as long as the page; this is called once.
        let _ = self.page_events.set(events);
        follow(move || {
            let last_seq = self.screen.with(|screen| screen.last_seq);
            if self.is_in_sight() && last_seq > Seq(0) {
                self.conversation().handle(Input::Seen(last_seq));
            }
        });
        follow(move || {
            if self.is_heard() {
                self.conversation().read(|client| self.note_news(client));
            }
        });
        let mut told = None;
        follow(move || {
            let n_unread = self.screen.with(|screen| screen.n_unread);
            if told.replace(n_unread) != Some(n_unread) {
                self.tell_host(&FrameMessage::Unread(n_unread));
            }
        });
        if self.tab_storage().read(UPLOADS).is_some() {
            later::deed(self, Deed::RestoreFiles);
        }
        presence::watch(self);
        host_look::follow_page(self);
        self.port.listen(move |message| self.hear(message));
        self.port.ready();
        self.tell_host(&FrameMessage::Language(self.settings().language.clone()));
    }

    /// Says something. The text is on this device before this returns.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`; `consent_required` while something is asked first;
    /// `part_invalid` while files are on their way; `conversation_full` when too many messages wait already.
    pub fn say(self, text: &str) -> Result<(), Rejection> {
        let composed: String = js_sys::JsString::from(text).normalize("NFC").into();
        let files = self.ready_files();
        let waits = untrack(move || self.has_files_under_way());
        let text = match MessageText::parse(&composed) {
            Err(rejection) if rejection.code == Code::TextEmpty && (waits || !files.is_empty()) => None,
            text => Some(text?),
        };
        if let (Some((message, _)), Some(text)) = (self.editing.get_untracked(), &text) {
            return self.edit(message, text.clone());
        }
        if untrack(move || self.gate()).holds() {
            return Err(Rejection::new(Code::ConsentRequired));
        }
        self.perform_first();
        if waits {
            return Err(Rejection::new(Code::PartInvalid));
        }
        self.marks.unread_after.set(None);
        self.marks.was_given_back.set(false);
        self.place.is_at_end.set(true);
        let text = text.map(MessageText::into_string).unwrap_or_default();
        let act = Act::SendMessage(SendMessage { files, ..SendMessage::plain(text) });
        self.happened(Happening::Interacted, None);
        self.conversation().handle(Input::Do { id: random::message_id(), act });
        if self.marks.was_given_back.get() {
            return Err(Rejection::new(Code::ConversationFull));
        }
        self.forget_ready_files();
        Ok(())
    }

    /// Sends a failed message again.
    pub fn retry(self, id: MessageId) {
        self.conversation().handle(Input::Retry(id));
        self.wish_focus();
    }

    /// Throws a failed message away.
    pub fn discard(self, id: MessageId) {
        self.conversation().handle(Input::Discard(id));
        self.wish_focus();
    }

    /// The text in the composer changed: the other side sees that, and the device keeps it.
    pub fn drafted(self, text: &str) {
        // It was written in another tab.
        if *self.marks.kept_draft.borrow() == text {
            return;
        }
        self.conversation().handle(Input::Typing(!text.is_empty()));
        match text {
            // It is a message already.
            _ if self.editing.with_untracked(Option::is_some) => return,
            "" => self.device.remove(DRAFT),
            text if self.may_remember() => self.device.write(DRAFT, text),
            _ => return,
        }
        text.clone_into(&mut self.marks.kept_draft.borrow_mut());
    }

    /// Keeps what the visitor does beside sending.
    pub fn remember_act(self, name: &str, text: &str) {
        if self.may_remember() {
            self.device.write(name, text);
        }
    }

    /// Nothing is stored of somebody who never sent anything, unless the channel wants it so.
    fn may_remember(self) -> bool {
        self.settings().storage == StorageMode::Always || self.has_begun()
    }

    /// What was kept under this name.
    pub fn remembered(self, name: &str) -> Option<String> {
        self.device.read(name)
    }

    /// The text that was being written when the page was left.
    pub fn draft(self) -> String {
        self.carried_draft().or_else(|| self.device.read(DRAFT)).unwrap_or_default()
    }

    /// Whether what waits to be sent survives the closing of the page.
    pub fn is_lasting(self) -> bool {
        self.device.is_lasting()
    }

    /// Tries at once, after a pause or a refusal.
    pub fn reconnect(self) {
        match self.link() {
            Link::Refused(4426) => reload(),
            Link::Refused(4409) => self.conversation().handle(Input::Nudged),
            _ => self.conversation().begin(),
        }
    }

    /// Fetches older messages, unless that is going on already.
    pub fn load_older(self) {
        if !matches!(self.older(), Older::Some | Older::Failed) {
            return;
        }
        self.screen.update(|screen| screen.older = Older::Loading);
        later::deed(self, Deed::LoadOlder);
    }

    /// What was to be loaded cannot be.
    pub fn stop_waiting(self) {
        if self.older() == Older::Loading {
            self.screen.update(|screen| screen.older = Older::Failed);
        }
    }

    /// Whether older messages can be had, at this moment.
    pub fn older(self) -> Older {
        self.screen.with_untracked(|screen| screen.older)
    }

    /// The channel's heading, which is also its name where nobody else speaks.
    pub fn title(self) -> &'static str {
        &self.settings().title
    }

    /// What the channel's admin chose.
    pub fn settings(self) -> &'static PanelSettings {
        self.settings.get_untracked()
    }

    /// The same, followed.
    pub fn shown_settings(self) -> &'static PanelSettings {
        self.settings.get()
    }

    /// Shows other settings from now on. Each stay in memory: few are published while somebody has the
    /// chat open, and a preview is closed soon.
    pub fn show_settings(self, settings: PanelSettings) {
        self.availability.set_if_other(settings.availability.clone());
        self.settings.set(Box::leak(Box::new(settings)));
    }

    /// Whether this is the preview beside the settings.
    pub fn is_preview(self) -> bool {
        self.port.is_preview()
    }

    /// Where the link stands, at this moment.
    pub fn link(self) -> Link {
        self.screen.with_untracked(|screen| screen.link)
    }

    /// Whether the conversation was up to date once, so that a lost link is one to be found again.
    pub fn was_connected(self) -> bool {
        self.marks.rung.get().is_some()
    }

    /// Tells the loader something.
    pub fn tell_host(self, message: &FrameMessage) {
        self.port.send(message);
    }

    /// The same, from the part that is loaded later.
    pub fn tell_host_later(self, message: &LaterMessage) {
        if let Some(text) = pulina_browser::json::text(message) {
            self.port.send_text(&text);
        }
    }

    /// Tells the page's scripts that something happened.
    pub fn happened(self, what: Happening, conversation: Option<ConversationId>) {
        self.tell_host(&FrameMessage::Happened(Happened { what, conversation }));
    }

    /// Whether there is a loader that can close the panel.
    pub fn is_framed(self) -> bool {
        self.port.is_framed()
    }

    /// Wants the composer to take the focus, because what had it is gone.
    pub fn wish_focus(self) {
        self.n_focus_wishes.update(|count| *count = count.wrapping_add(1));
    }

    fn hear(self, message: HostMessage) {
        match message {
            HostMessage::Opened => {
                self.turn(true);
                // That the chat goes on elsewhere stays so.
                if self.menu.get_untracked() != menu::Page::Out {
                    self.menu.set(menu::Page::Closed);
                }
                // What stands in the page's flow takes no focus by being loaded.
                if self.page.with_untracked(|page| !page.is_inline) {
                    self.wish_focus();
                }
            }
            HostMessage::Shown => self.is_open.set(true),
            HostMessage::Closed => {
                self.turn(false);
                // What was read is old when the panel is opened the next time.
                self.marks.unread_after.set(None);
                self.refresh(Changed { rows: true, ..Changed::default() });
            }
            HostMessage::Ping => self.tell_host(&FrameMessage::Pong),
            HostMessage::Page(page) => self.page.set(page),
            HostMessage::Wish(wish) => later::deed(self, Deed::Wish(wish)),
        }
    }

    /// The chat is opened or closed here; other tabs follow.
    fn turn(self, is_open: bool) {
        if self.is_open.get_untracked() != is_open {
            self.conversation().opened(is_open);
        }
        self.is_open.set(is_open);
    }

    pub fn conversation(self) -> &'static Conversation {
        &self.0.conversation
    }

    /// What this tab alone keeps, over a reload and no longer.
    pub fn tab_storage(self) -> DeviceStorage {
        DeviceStorage::of_tab(prefix(&self.settings().channel))
    }

    /// Whether somebody is before the panel, and hears what is said aloud.
    fn is_heard(self) -> bool {
        // Both are read every time, so that an effect follows both.
        let (is_open, is_visible) = (self.is_open.get(), self.is_page_visible.get());
        is_open && is_visible
    }

    /// Whether the newest message is before the visitor's eyes.
    fn is_in_sight(self) -> bool {
        let (is_at_end, is_heard) = (self.place.is_at_end.get(), self.is_heard());
        is_at_end && is_heard
    }

    /// A server that speaks a newer protocol has a newer panel too; loading it twice in a row
    /// would not help.
    fn reload_once(self) {
        let now = clock::now();
        let device = &self.device;
        let before = device.read(RELOADED_AT).and_then(|text| text.parse().ok()).unwrap_or(0);
        device.write(RELOADED_AT, &now.0.to_string());
        if device.is_lasting() && now.0.saturating_sub(before) > MINUTE_MS {
            reload();
        }
    }
}

/// Before the name of everything that is kept.
fn prefix(channel: &ChannelId) -> String {
    ["pulina.", channel.as_str(), "."].concat()
}

fn reload() {
    // Refused only to pages that are being left anyway.
    let _ = window().location().reload();
}
