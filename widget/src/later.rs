//! What the first paint and plain writing do not need, in a chunk of its own that is loaded when it
//! is first wanted: menu, questions, rating, files, what can be done to a message, what its text means
//! besides the words, and what it sounds like.
//!
//! Everything goes through the functions below, so nothing else may name those modules; what
//! they alone use goes into the chunk by itself. A chunk that could not be had is asked for again
//! the next time something of it is wanted.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use pulina_browser::rich_text;
use pulina_shared::ids::MessageId;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{Element, File};

use crate::gate::Gate;
use crate::menu::{self, Page};
use crate::rows::MessageView;
use crate::shown::Shown;
use crate::state::PanelState;
use crate::{
    drop_hint, emoji, gate, message_actions, message_extras, rating, renewal, sending, sound, tray, wishes,
};

/// A piece of the page that is in the chunk.
pub enum Part {
    /// What is asked before a message.
    Gate(Gate),
    /// The sheet over the log.
    Menu(Page),
    /// How it was.
    Rating,
    /// Files that go with the next message.
    Tray,
    /// That files can be dropped.
    DropHint,
    /// Emoji to choose from.
    Emoji,
    /// What a message carries besides its text.
    Extras(MessageView),
    /// What can be done to a message.
    Actions(MessageId, String),
}

/// Something to do that is in the chunk.
pub enum Deed {
    /// A message's text is shown with what its marks mean.
    Enrich(Element, String),
    /// Older messages are fetched.
    LoadOlder,
    /// A file goes into the tray.
    TakeFile(File),
    /// The tray is as the page left it.
    RestoreFiles,
    /// Something arrived unseen.
    Sound,
    /// What is new is said aloud.
    TellNews,
    /// Another conversation begins.
    BeginAnother,
    /// The page's scripts want something.
    Wish(String),
    /// Another tab keeps something else on the device.
    LookAtDevice,
    /// The chat was opened or closed in another tab.
    FollowOtherTab(bool),
    /// What is published has changed.
    Renew,
}

thread_local! {
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
    static IS_HERE: Shown<bool> = Shown::new(false);
}

/// Whether the chunk is there; it is asked for if it is not.
pub fn is_here() -> bool {
    let is_here = IS_HERE.with(Shown::get);
    if !is_here {
        load();
    }
    is_here
}

/// A piece, as soon as the chunk is there.
pub fn part(state: PanelState, part: Part) -> Option<AnyView> {
    if !is_here() {
        return None;
    }
    // With the chunk here it answers at once.
    match pin!(view(state, part)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(view)) => view,
        Poll::Ready(Err(_)) | Poll::Pending => None,
    }
}

/// Does something, as soon as the chunk is there.
pub fn deed(state: PanelState, deed: Deed) {
    leptos::task::spawn_local(async move {
        // What cannot be loaded now cannot be done now; the person sees that nothing happened.
        if act(state, deed).await.is_err() {
            state.stop_waiting();
        }
    });
}

fn load() {
    if IS_ASKED.replace(true) {
        return;
    }
    leptos::task::spawn_local(async move {
        if preload().await.is_ok() {
            IS_HERE.with(|is_here| is_here.set(true));
        }
        IS_ASKED.set(false);
    });
}

#[wasm_split(more, fallible, preload(preload))]
fn view(state: PanelState, part: Part) -> Result<Option<AnyView>, SplitLoaderError> {
    Ok(match part {
        Part::Gate(gate) => gate::view(state, gate),
        Part::Menu(page) => menu::view(state, page),
        Part::Rating => rating::view(state),
        Part::Tray => tray::view(state),
        Part::DropHint => Some(drop_hint::view(state)),
        Part::Emoji => Some(emoji::view(state)),
        Part::Extras(message) => message_extras::extras(state, &message),
        Part::Actions(message, words) => Some(message_actions::actions(state, message, words)),
    })
}

#[wasm_split(more, fallible)]
fn act(state: PanelState, deed: Deed) -> Result<(), SplitLoaderError> {
    match deed {
        Deed::Enrich(element, text) => rich_text::show(&element, &text),
        Deed::LoadOlder => state.fetch_older(),
        Deed::TakeFile(file) => sending::take(state, file),
        Deed::RestoreFiles => sending::restore(state),
        Deed::Sound => sound::play(),
        Deed::TellNews => state.tell_news(),
        Deed::BeginAnother => state.begin_another(),
        Deed::Wish(wish) => wishes::hear(state, &wish),
        Deed::LookAtDevice => state.look_at_device(),
        Deed::FollowOtherTab(is_open) => state.follow_other_tab(is_open),
        Deed::Renew => renewal::renew(state),
    }
    Ok(())
}
