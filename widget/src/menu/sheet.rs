//! What can be done, one button each; what makes no sense now is not there.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use pulina_shared::language::Language;
use pulina_shared::wire::embed::LaterMessage;
use pulina_shared::words::Word;

use super::{Page, out};
use crate::erased::{flag, focus_when_there, piece, words};
use crate::shown::Shown;
use crate::state::PanelState;
use crate::text;

/// The frame around every page of the sheet: heading, way back, focus inside.
pub fn frame(state: PanelState, title: Word, back: Page, content: AnyView) -> AnyView {
    let leave = move || {
        state.trouble.set(String::new());
        state.menu.set(back);
        if back == Page::Closed {
            state.wish_focus();
        }
    };
    let pressed = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            leave();
        }
    };
    let leave_word = if back == Page::Closed { Word::Close } else { Word::Back };
    let button = NodeRef::new();
    focus_when_there(button);
    view! {
        <section class="sheet" role="dialog" tabindex="-1" aria-labelledby="sheet-title"
            on:keydown=pressed>
            <div class="sheet__head">
                <button class="sheet__back" type="button" node_ref=button aria-label=text::say(leave_word)
                    on:click=move |_| leave()>
                    <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                        stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                        <path d="M15 5l-7 7 7 7" />
                    </svg>
                </button>
                <h2 class="sheet__title" id="sheet-title">{text::say(title)}</h2>
            </div>
            <div class="sheet__body">
                <p class="sheet__wrong" role="alert" hidden=flag(move || state.trouble.with(String::is_empty))>
                    {words(move || state.trouble.get())}
                </p>
                {content}
            </div>
        </section>
    }
    .into_any()
}

/// One thing to do.
pub fn entry(word: Word, act: impl Fn() + 'static) -> AnyView {
    view! { <button class="sheet__entry" type="button" on:click=move |_| act()>{text::say(word)}</button> }
        .into_any()
}

/// The first page.
pub fn view(state: PanelState) -> AnyView {
    let go = move |page| move || state.menu.set(page);
    let has_begun = state.route().is_some();
    let is_open = state.screen.with_untracked(|screen| !screen.is_closed);
    let mut entries = Vec::new();
    if has_begun && state.keeps_on_device() {
        entries.push(entry(Word::Conversations, go(Page::Conversations)));
        entries.push(entry(Word::NewConversation, move || {
            state.trouble.set(String::new());
            state.begin_another();
        }));
    }
    if has_begun {
        if is_open {
            entries.push(end(state));
        }
        entries.push(entry(Word::Transcript, move || state.save_transcript("html")));
        entries.push(entry(Word::TranscriptText, move || state.save_transcript("text")));
    }
    entries.push(switch(&state.shared().is_silent, Word::SoundOn, Word::SoundOff, |_| {}));
    if state.can_pop_out() {
        entries.push(entry(Word::PopOut, move || out::pop_out(state)));
    }
    if state.is_framed() {
        entries.push(switch(&state.shared().is_unnoticed, Word::NotifyOn, Word::NotifyOff, move |is_off| {
            state.tell_host_later(&LaterMessage::Notify(!is_off));
        }));
    }
    entries.push(entry(Word::Privacy, go(Page::Privacy)));
    let languages = languages(state);
    frame(state, Word::Menu, Page::Closed, view! { {entries} {languages} }.into_any())
}

/// Something that is on or off; the button says what pressing it does.
fn switch(is_off: &'static Shown<bool>, on: Word, off: Word, changed: impl Fn(bool) + 'static) -> AnyView {
    let toggle = move |_| {
        is_off.update(|is_off| *is_off = !*is_off);
        changed(is_off.get_untracked());
    };
    let label = words(move || text::say(if is_off.get() { on } else { off }));
    view! { <button class="sheet__entry" type="button" on:click=toggle>{label}</button> }.into_any()
}

/// Ending asks once.
fn end(state: PanelState) -> AnyView {
    let is_asked = RwSignal::new(false);
    let view = piece(move || {
        if !is_asked.get() {
            return Some(entry(Word::EndConversation, move || is_asked.set(true)));
        }
        let end = move |_| {
            state.end();
            state.menu.set(Page::Closed);
            // What had the focus is gone.
            state.wish_focus();
        };
        let confirm = NodeRef::new();
        focus_when_there(confirm);
        Some(
            view! {
                <div class="sheet__question" role="group">
                    <p>{text::say(Word::EndQuestion)}</p>
                    <button class="gate__button" type="button" node_ref=confirm on:click=end>
                        {text::say(Word::EndConfirm)}
                    </button>
                    <button class="gate__skip" type="button" on:click=move |_| is_asked.set(false)>
                        {text::say(Word::Cancel)}
                    </button>
                </div>
            }
            .into_any(),
        )
    });
    view! { {view} }.into_any()
}

fn languages(state: PanelState) -> Option<AnyView> {
    let (own, tags) = (state.settings().language.clone(), state.settings().languages.clone());
    if tags.len() < 2 {
        return None;
    }
    let options = tags.into_iter().filter_map(|tag| {
        let name = Language::parse(&tag)?.own_name();
        Some(view! { <option value=tag.clone() lang=tag.clone() selected=tag == own>{name}</option> })
    });
    let list = NodeRef::<html::Select>::new();
    let chosen = move |_| {
        if let Some(list) = list.get_untracked() {
            state.speak(&list.value());
        }
    };
    Some(
        view! {
            <label class="sheet__choice">
                <span>{text::say(Word::LanguageLabel)}</span>
                <select node_ref=list on:change=chosen>{options.collect_view()}</select>
            </label>
        }
        .into_any(),
    )
}
