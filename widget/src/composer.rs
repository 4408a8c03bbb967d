//! Where the visitor writes. The browser's own field holds the text; it is emptied only after the
//! text is kept on the device.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::words::Word;

use wasm_bindgen::JsCast;

use crate::erased::{flag, follow, piece, words};
use crate::state::PanelState;
use crate::takeover::Inherited;
use crate::text;
use crate::tray::Tray;

/// From how many characters on the count is shown.
const COUNT_SHOWN_FROM: usize = limits::MESSAGE_CHARACTERS_MAX - 1_000;

/// More than this at once is not put into the field: where letters are hard to draw the browser
/// would stand still for minutes, and it could not be sent anyway.
const INSERTED_MAX: usize = 2 * limits::MESSAGE_CHARACTERS_MAX;

/// The key code that browsers give for a key that an input method took; some do not set
/// `isComposing` on the Enter that ends a composition.
const KEY_CODE_COMPOSING: u32 = 229;

/// The composer.
#[component]
pub fn Composer(
    /// The shared state.
    state: PanelState,
    /// What stood in the field of the static markup.
    inherited: Inherited,
) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let n_characters = RwSignal::new(0);
    let is_blank = RwSignal::new(true);
    let wrong = RwSignal::new(String::new());
    let is_held = StoredValue::new(false);

    let written = move || {
        let Some(field) = field.get_untracked() else { return };
        let text = field.value();
        fit(&field);
        is_blank.set(text.trim().is_empty() && state.ready_files().is_empty());
        n_characters.set(text.chars().count());
        wrong.set(String::new());
        is_held.set_value(false);
        state.drafted(&text);
    };
    let send = move || {
        let Some(field) = field.get_untracked() else { return };
        match state.say(&field.value()) {
            Ok(()) => {
                field.set_value("");
                written();
            }
            // The tray shows what it waits for.
            Err(rejection) if rejection.code == Code::PartInvalid => is_held.set_value(true),
            Err(rejection) if rejection.code == Code::ConsentRequired => {
                is_held.set_value(true);
                wrong.set(text::say(Word::ConsentWaiting));
                return focus_gate();
            }
            Err(rejection) => wrong.set(what_is_wrong(&rejection, n_characters.get_untracked())),
        }
        // Focusing an element that is on the page cannot fail.
        let _ = field.focus();
    };
    let pressed = move |event: ev::KeyboardEvent| {
        let is_composing = event.is_composing() || event.key_code() == KEY_CODE_COMPOSING;
        if event.key() == "Enter" && !event.shift_key() && !is_composing {
            event.prevent_default();
            send();
        }
    };
    let mut is_new = true;
    follow(move || {
        let Some(field) = field.get() else { return };
        if std::mem::take(&mut is_new) {
            inherit(state, &field, &inherited);
            written();
            if inherited.is_submitted {
                send();
            }
        }
    });
    follow_wishes(state, field, written, move || {
        if is_held.get_value() {
            wrong.set(String::new());
            send();
        }
    });

    let is_count_shown = move || n_characters.get() >= COUNT_SHOWN_FROM;
    let count_class = move || {
        let is_over = n_characters.get() > limits::MESSAGE_CHARACTERS_MAX;
        if is_over { "composer__count composer__count--over" } else { "composer__count" }
    };
    view! {
        <form class="composer" aria-label=text::say(Word::MessageHint) on:submit=move |event: ev::SubmitEvent| { event.prevent_default(); send(); }>
            <p class="composer__notice composer__notice--wrong" role="alert" hidden=flag(move || wrong.with(String::is_empty))>
                {words(move || wrong.get())}
            </p>
            {edit_bar(state)}
            <Tray state />
            <div class="composer__box">
                {attach(state)}
                <label class="visually-hidden" for="text">{text::say(Word::MessageLabel)}</label>
                <textarea class="composer__text" id="text" name="text" rows="1" autocomplete="off" dir="auto"
                    placeholder=text::say(Word::MessageHint) enterkeyhint="send" aria-describedby="count"
                    aria-invalid=words(move || (!wrong.with(String::is_empty)).to_string())
                    node_ref=field on:beforeinput=move |event| keep_out(&event, wrong) on:input=move |_| written() on:keydown=pressed on:paste=move |event| paste(state, &event)></textarea>
                <button class="composer__send" type="submit" aria-disabled=words(move || is_blank.get().to_string())>
                    <span class="visually-hidden">{text::say(Word::Send)}</span>
                    <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                        stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                        <path d="M12 19V5M5.5 11.5 12 5l6.5 6.5" />
                    </svg>
                </button>
            </div>
            <p class=words(move || count_class().to_owned()) id="count" hidden=flag(move || !is_count_shown())>
                {words(move || counted(Word::CharactersOf, n_characters.get()))}
            </p>
        </form>
    }
}

/// Keeps out what is far too much, with the sentence that tells so.
fn keep_out(event: &ev::InputEvent, wrong: RwSignal<String>) {
    let n_inserted = event.data().map_or(0, |text| text.chars().count());
    if n_inserted > INSERTED_MAX {
        event.prevent_default();
        wrong.set(counted(Word::TooLong, n_inserted));
    }
}

/// Takes the focus when it is wished, goes on with what was held back, and takes up a message that
/// is to be changed.
fn follow_wishes(
    state: PanelState,
    field: NodeRef<html::Textarea>,
    written: impl Fn() + 'static,
    go_on: impl Fn() + 'static,
) {
    follow(move || {
        if let (true, Some(field)) = (state.n_focus_wishes.get() > 0, field.get_untracked()) {
            let _ = field.focus();
        }
    });
    follow(move || {
        if state.n_go_ons.get() > 0 {
            go_on();
        }
    });
    follow(move || {
        if let (Some((_, words)), Some(field)) = (state.editing.get(), field.get_untracked()) {
            field.set_value(&words);
            written();
            let _ = field.focus();
        }
    });
}

/// Says that a message is being changed, and leads back.
fn edit_bar(state: PanelState) -> impl IntoView {
    piece(move || {
        state.editing.with(Option::is_some).then(|| {
            view! {
                <p class="composer__notice">
                    <span>{text::say(Word::EditLabel)}</span>
                    <button class="quiet-button" type="button" on:click=move |_| state.end_edit()>
                        {text::say(Word::Cancel)}
                    </button>
                </p>
            }
            .into_any()
        })
    })
}

/// The paper clip, where files may be sent.
fn attach(state: PanelState) -> Option<AnyView> {
    state.settings.with_value(|settings| settings.files.is_some()).then(|| {
        let picker = NodeRef::<html::Input>::new();
        let chosen = move |_| {
            let Some(picker) = picker.get_untracked() else { return };
            if let Some(files) = picker.files() {
                state.take_files(&files);
            }
            // The same file can be chosen again.
            picker.set_value("");
            state.wish_focus();
        };
        let open = move |_| {
            if let Some(picker) = picker.get_untracked() {
                picker.click();
            }
        };
        view! {
            <input class="visually-hidden" type="file" multiple tabindex="-1" aria-hidden="true"
                node_ref=picker on:change=chosen />
            <button class="composer__attach" type="button" aria-label=text::say(Word::AttachFile) on:click=open>
                <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                    stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                    <path d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.5a1.6 1.6 0 0 1-2.3-2.3l7.9-7.9" />
                </svg>
            </button>
        }
        .into_any()
    })
}

/// Files in the clipboard go into the tray; text goes where the caret is.
fn paste(state: PanelState, event: &ev::ClipboardEvent) {
    let files = event.clipboard_data().and_then(|data| data.files());
    if let Some(files) = files.filter(|files| files.length() > 0)
        && state.settings.with_value(|settings| settings.files.is_some())
    {
        event.prevent_default();
        state.take_files(&files);
    }
}

/// What holds the message back is what the visitor has to see to.
fn focus_gate() {
    let button = document().query_selector(".gate input, .gate select, .gate button").ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

/// Takes over what was typed before the app was there, else what was left here the last time.
fn inherit(state: PanelState, field: &web_sys::HtmlTextAreaElement, inherited: &Inherited) {
    let text = if inherited.text.is_empty() { state.draft() } else { inherited.text.clone() };
    field.set_value(&text);
    if inherited.has_focus {
        let _ = field.focus();
    }
    let caret = if inherited.text.is_empty() { u32::MAX } else { inherited.caret };
    let _ = field.set_selection_range(caret, caret);
}

/// Grows with its text; the style sheet says up to where.
fn fit(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    // Properties that every browser knows.
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat());
}

/// Empty for an empty message: nothing was asked for.
fn what_is_wrong(rejection: &Rejection, n_characters: usize) -> String {
    match rejection.code {
        Code::TextEmpty => String::new(),
        Code::TextTooLong if n_characters > limits::MESSAGE_CHARACTERS_MAX => {
            counted(Word::TooLong, n_characters)
        }
        Code::TextTooLong => text::say(Word::TooLarge),
        _ => text::say(Word::OutboxFull),
    }
}

/// A sentence with a number of characters and the largest that may be.
fn counted(word: Word, n_characters: usize) -> String {
    let sentence = text::say_with(word, "{count}", &text::number(n_characters as u64));
    text::filled(&sentence, "{limit}", &text::number(limits::MESSAGE_CHARACTERS_MAX as u64))
}
