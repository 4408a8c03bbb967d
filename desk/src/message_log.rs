//! The log of a conversation. It stays at its end while the agent is there, keeps the agent's place
//! otherwise, loads older messages near its beginning, and marks as read what was looked at.
//!
//! The scroller runs backwards in CSS: its offset counts from the end, so older messages and a
//! growing composer never move what is being read.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::Timer;
use pulina_shared::client::{Client, Input};
use pulina_shared::connection::Link;
use pulina_shared::ids::Seq;
use pulina_shared::markdown;
use pulina_shared::text::set_apart;
use pulina_shared::wire::conversation::{Author, EventKind};

use crate::icon::{Icon, Sign};
use crate::live::LiveConversation;
use crate::log_row::{Delivery, LogRow, RowKey, Surroundings, log_rows};
use crate::message_row::Row;
use crate::own_messages::OwnMessages;
use crate::state::{Desk, desk};
use crate::{dates, text};

/// This near to the end counts as being there.
const AT_END_PIXELS: i32 = 40;
/// Older messages are fetched when the beginning is nearer than this.
const NEAR_BEGINNING_PIXELS: i32 = 400;
/// What is on screen for so long was seen; passing through a list of tickets reads none of them.
const LOOK_MS: u64 = 700;
/// More new messages at once are told as a number.
const TOLD_ONE_BY_ONE_MAX: usize = 3;

/// What the visitor said after a place, oldest first; a message without words says what it carries.
fn said_after(client: &Client, place: Seq) -> Vec<String> {
    let events = client.timeline().events().iter().rev().take_while(|event| event.seq > place);
    let mut texts: Vec<_> = events
        .filter_map(|event| match &event.kind {
            EventKind::Message(message) if message.author != Author::Visitor || message.is_deleted => None,
            EventKind::Message(message) if message.text.is_empty() => {
                Some(text::n_files(message.files.len()))
            }
            EventKind::Message(message) => Some(markdown::plain(&message.text)),
            _ => None,
        })
        .collect();
    texts.reverse();
    texts
}

fn announce(desk: Desk, visitor_name: &str, texts: &[String]) {
    if texts.len() > TOLD_ONE_BY_ONE_MAX {
        return desk.announce(&text::n_new_messages(texts.len()));
    }
    for text in texts {
        desk.announce(&format!("{}: {text}", set_apart(visitor_name)));
    }
}

/// Where the agent is in the log.
#[derive(Clone, Copy)]
struct Place {
    scroller: NodeRef<html::Div>,
    is_at_end: RwSignal<bool>,
    /// Messages of the visitor that came while the agent was reading further up.
    n_new: RwSignal<usize>,
    height: StoredValue<i32>,
}

impl Place {
    fn new() -> Self {
        Self {
            scroller: NodeRef::new(),
            is_at_end: RwSignal::new(true),
            n_new: RwSignal::new(0),
            height: StoredValue::new(0),
        }
    }

    fn to_end(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
        self.n_new.set(0);
    }

    fn scrolled(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            let is_at_end = scroller.scroll_top() > -AT_END_PIXELS;
            if is_at_end != self.is_at_end.get_untracked() {
                self.is_at_end.set(is_at_end);
            }
            if is_at_end {
                self.n_new.set(0);
            }
        }
    }

    fn is_near_beginning(self) -> bool {
        self.scroller.get_untracked().is_some_and(|scroller| {
            scroller.scroll_height() - scroller.client_height() + scroller.scroll_top()
                < NEAR_BEGINNING_PIXELS
        })
    }

    /// Rows were drawn. What came at the end must not push away what is being read.
    fn settle(self, has_new_end: bool) {
        request_animation_frame(move || {
            let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
            let height = scroller.scroll_height();
            let grown = height - self.height.get_value();
            self.height.set_value(height);
            if has_new_end && !self.is_at_end.get_untracked() {
                scroller.set_scroll_top(scroller.scroll_top() - grown);
            }
        });
    }
}

/// How fetching older messages stands.
#[derive(Clone, Copy)]
struct Older {
    live: StoredValue<LiveConversation, LocalStorage>,
    is_running: RwSignal<bool>,
    failure: RwSignal<Option<String>>,
}

impl Older {
    fn load(self) {
        let has_older = self.live.with_value(|live| live.read(|client| client.timeline().floor() > Seq(0)));
        if !has_older || self.is_running.get_untracked() {
            return;
        }
        self.is_running.set(true);
        let live = self.live.get_value();
        spawn_local(async move {
            let answer = live.load_older().await;
            // The agent may have left meanwhile; then nobody wants to know.
            self.failure.try_set(answer.err());
            self.is_running.try_set(false);
        });
    }
}

/// What stands above the oldest message.
#[component]
fn LogBeginning(
    /// Whether older messages exist.
    has_older: Memo<bool>,
    /// Fetches them.
    older: Older,
) -> impl IntoView {
    view! {
        <Show when=move || has_older.get() fallback=|| view! { <p class="log-line">{text::BEGINNING}</p> }>
            <div class="message-log__older">
                <p role="status">{move || older.failure.get()}</p>
                <button class="button button--small" type="button" on:click=move |_| older.load()>
                    {move || if older.is_running.get() { text::LOADING } else { text::OLDER }}
                </button>
            </div>
        </Show>
    }
}

/// The way to the end, while the agent is elsewhere.
#[component]
fn ToNewest(
    /// Where the agent is.
    place: Place,
) -> impl IntoView {
    view! {
        <Show when=move || !place.is_at_end.get()>
            <button class="to-newest" type="button" data-testid="to-newest" on:click=move |_| place.to_end()>
                <Icon sign=Sign::Down/>
                <span>{move || match place.n_new.get() {
                    0 => text::NEWEST.to_owned(),
                    n_new => text::n_new_messages(n_new),
                }}</span>
            </button>
        </Show>
    }
}

/// Rows of no content yet.
#[component]
fn LogSkeleton() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">{text::LOADING_CONVERSATION}</p>
        <div class="log-skeleton" aria-hidden="true">
            <span class="skeleton skeleton--bubble"></span>
            <span class="skeleton skeleton--bubble skeleton--half"></span>
            <span class="skeleton skeleton--bubble skeleton--ours"></span>
            <span class="skeleton skeleton--bubble"></span>
        </div>
    }
}

/// Marks as read what the agent looks at for a moment.
fn mark_seen(desk: Desk, live: StoredValue<LiveConversation, LocalStorage>, place: Place) {
    let look = StoredValue::new_local(None::<Timer>);
    Effect::new(move |_| {
        let last_seq = live.with_value(|live| live.rows(|client| client.timeline().last_seq()));
        let is_looking = desk.is_watched.get() && place.is_at_end.get();
        look.set_value((is_looking && last_seq > Seq(0)).then(|| {
            Timer::after(LOOK_MS, move || {
                live.try_with_value(|live| live.handle(Input::Seen(last_seq)));
            })
        }));
    });
}

/// Follows what arrives: keeps the place, counts, tells.
fn follow(
    desk: Desk,
    live: StoredValue<LiveConversation, LocalStorage>,
    rows: Memo<Vec<LogRow>>,
    place: Place,
    visitor_name: Signal<String>,
) {
    Effect::new(move |before: Option<(Option<RowKey>, Option<Seq>)>| {
        let end = rows.with(|rows| rows.last().map(LogRow::key));
        let is_own_echo = rows.with(
            |rows| matches!(rows.last(), Some(LogRow::Message(row)) if row.delivery == Delivery::Sending),
        );
        let is_begun = live.with_value(|live| live.read(|client| client.link() == Link::Open));
        let last_seq = live.with_value(|live| live.read(|client| client.timeline().last_seq()));
        let (end_before, seq_before) = before.unwrap_or((None, None));
        place.settle(end_before.is_some() && end != end_before);
        if let Some(seq_before) = seq_before {
            let said = live.with_value(|live| live.read(|client| said_after(client, seq_before)));
            announce(desk, &visitor_name.get_untracked(), &said);
            if !place.is_at_end.get_untracked() {
                place.n_new.update(|n_new| *n_new += said.len());
            }
        }
        if is_own_echo && end != end_before {
            place.to_end();
        }
        // Nothing of the history counts as new.
        (end, if is_begun || seq_before.is_some() { Some(last_seq) } else { None })
    });
}

/// The log.
#[component]
pub fn MessageLog(
    /// The conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
    /// How the visitor is called.
    visitor_name: Signal<String>,
    /// What can be done with own messages.
    own: OwnMessages,
) -> impl IntoView {
    let desk = desk();
    let place = Place::new();
    let older = Older { live, is_running: RwSignal::new(false), failure: RwSignal::new(None) };
    let rows = Memo::new(move |_| {
        live.with_value(|live| {
            let file = |id: &_| live.attached.file(id);
            live.rows(|client| {
                log_rows(client, Surroundings { local_day: dates::local_day, explain: text::failure, file })
            })
        })
    });
    let is_known =
        Memo::new(move |_| live.with_value(|live| live.rows(|client| client.timeline().epoch().is_some())));
    let is_filled = Memo::new(move |_| is_known.get() && rows.with(|rows| !rows.is_empty()));
    let has_older =
        Memo::new(move |_| live.with_value(|live| live.rows(|client| client.timeline().floor() > Seq(0))));
    mark_seen(desk, live, place);
    follow(desk, live, rows, place, visitor_name);
    let scrolled = move |_| {
        place.scrolled();
        if place.is_near_beginning() && older.failure.with_untracked(Option::is_none) {
            older.load();
        }
    };
    view! {
        <div class="message-log">
            <div
                class="message-log__scroll" node_ref=place.scroller role="log" aria-live="off" tabindex="0"
                aria-label=text::MESSAGES data-testid="log" on:scroll=scrolled
            >
                <div class="message-log__rows">
                    <Show when=move || is_filled.get() fallback=|| view! { <LogSkeleton/> }>
                        <LogBeginning has_older older/>
                        <For each=move || rows.get() key=LogRow::key let:row>
                            <Row row visitor_name live own/>
                        </For>
                    </Show>
                </div>
            </div>
            <ToNewest place/>
        </div>
    }
}
