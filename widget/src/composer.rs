//! Where the visitor writes. The browser's own field holds the text; it is emptied only after the
//! text is kept on the device.

use std::rc::Rc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::words::Word;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::erased::{flag, follow, piece, words};
use crate::state::PanelState;
use crate::takeover::Inherited;
use crate::text;
use crate::tray::Tray;

/// From how many characters on the count is shown.
const COUNT_SHOWN_FROM: usize = limits::MESSAGE_CHARACTERS_MAX - 1_000;

/// The key code that browsers give for a key that an input method took; some do not set
/// `isComposing` on the Enter that ends a composition.
const KEY_CODE_COMPOSING: u32 = 229;

/// The field in which files are chosen.
pub const PICKER: &str = "picker";
/// The field that opens the camera.
const CAMERA: &str = "camera";

const CLIP: &str =
    "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.5a1.6 1.6 0 0 1-2.3-2.3l7.9-7.9";
const LENS: &str = "M4 8h3l2-3h6l2 3h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Zm8 2a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4";
const SMILE: &str = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9 10v.01M15 10v.01M8.5 14.5a4.5 4.5 0 0 0 7 0";

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
    let is_invalid = RwSignal::new(false);
    let is_held = StoredValue::new(false);

    let written = move || {
        let Some(field) = field.get_untracked() else { return };
        let text = field.value();
        fit(&field);
        is_blank.set(text.trim().is_empty());
        n_characters.set(text.chars().count());
        wrong.set(String::new());
        is_invalid.set(false);
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
            Err(rejection) => {
                let words = what_is_wrong(&rejection, n_characters.get_untracked());
                is_invalid.set(!words.is_empty());
                wrong.set(words);
            }
        }
        // Focusing an element that is on the page cannot fail.
        let _ = field.focus();
    };
    let pressed = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && state.editing.with_untracked(Option::is_some) {
            event.stop_propagation();
            return state.end_edit();
        }
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
    view! {
        <form class="composer" aria-label=text::say(Word::MessageHint) on:submit=move |event: ev::SubmitEvent| { event.prevent_default(); send(); }>
            {notice(wrong, is_invalid)}
            {edit_bar(state)}
            <Tray state />
            <div class="composer__box">
                {attach(state)}
                {emoji_button(state)}
                <label class="visually-hidden" for="text">{text::say(Word::MessageLabel)}</label>
                <textarea class="composer__text" id="text" name="text" rows="1" autocomplete="off" dir="auto"
                    placeholder=text::say(Word::MessageHint) enterkeyhint="send" aria-describedby="count"
                    aria-invalid=words(move || is_invalid.get().to_string())
                    node_ref=field on:input=move |_| written() on:keydown=pressed on:paste=move |event| paste(state, &event)></textarea>
                <button class="composer__send" type="submit" aria-disabled=words(move || (is_blank.get() && !state.has_files()).to_string())>
                    <span class="visually-hidden">{text::say(Word::Send)}</span>
                    <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                        stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                        <path d="M12 19V5M5.5 11.5 12 5l6.5 6.5" />
                    </svg>
                </button>
            </div>
            {count(n_characters)}
        </form>
    }
}

/// Why nothing was sent; a mistake only where the text is at fault.
fn notice(wrong: RwSignal<String>, is_invalid: RwSignal<bool>) -> AnyView {
    let class = move || {
        if is_invalid.get() { "composer__notice composer__notice--wrong" } else { "composer__notice" }
    };
    view! {
        <p class=words(move || class().to_owned()) role="alert" hidden=flag(move || wrong.with(String::is_empty))>
            {words(move || wrong.get())}
        </p>
    }
    .into_any()
}

/// How long the text is, once that matters.
fn count(n_characters: RwSignal<usize>) -> AnyView {
    let class = move || {
        let is_over = n_characters.get() > limits::MESSAGE_CHARACTERS_MAX;
        if is_over { "composer__count composer__count--over" } else { "composer__count" }
    };
    view! {
        <p class=words(move || class().to_owned()) id="count" hidden=flag(move || n_characters.get() < COUNT_SHOWN_FROM)>
            {words(move || counted(Word::CharactersOf, n_characters.get()))}
        </p>
    }
    .into_any()
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
    let written = Rc::new(written);
    let inserted = Rc::clone(&written);
    follow(move || {
        let text = state.insertion.get();
        if let (false, Some(field)) = (text.is_empty(), field.get_untracked()) {
            insert(&field, &text);
            inserted();
            state.insertion.set(String::new());
        }
    });
    // What was being written steps aside while a message is changed, and comes back.
    let mut draft = None;
    follow(move || {
        let Some(field) = field.get_untracked() else { return };
        let text = match (state.editing.get(), draft.take()) {
            (Some((_, words)), before) => {
                draft = before.or_else(|| Some(field.value()));
                words
            }
            (None, Some(before)) => before,
            (None, None) => return,
        };
        field.set_value(&text);
        written();
        let _ = field.focus();
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

/// The paper clip and, on what is held in a hand, the camera, where files may be sent.
fn attach(state: PanelState) -> Option<AnyView> {
    let rules = state.settings.with_value(|settings| settings.files.clone())?;
    let chosen = move |event: ev::Event| {
        let picker = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(picker) = picker else { return };
        if let Some(files) = picker.files() {
            state.take_files(&files);
        }
        // The same file can be chosen again.
        picker.set_value("");
        state.wish_focus();
    };
    Some(
        view! {
            <input class="visually-hidden" type="file" multiple tabindex="-1" aria-hidden="true" id=PICKER
                accept=rules.accept() on:change=chosen />
            <input class="visually-hidden" type="file" tabindex="-1" aria-hidden="true" id=CAMERA
                accept="image/*" capture="environment" on:change=chosen />
            {tool("composer__tool", Word::AttachFile, CLIP, move || open(PICKER))}
            {tool("composer__tool composer__tool--hand", Word::TakePhoto, LENS, move || open(CAMERA))}
        }
        .into_any(),
    )
}

/// Opens and closes the emoji; not on what is held in a hand, whose keyboard has them.
fn emoji_button(state: PanelState) -> AnyView {
    tool("composer__tool composer__tool--desk", Word::Emoji, SMILE, move || {
        state.shows_emoji.update(|shows| *shows = !*shows);
    })
}

fn tool(class: &'static str, word: Word, path: &'static str, act: impl Fn() + 'static) -> AnyView {
    let act: Box<dyn Fn()> = Box::new(act);
    view! {
        <button class=class type="button" aria-label=text::say(word) title=text::say(word) on:click=move |_| act()>
            <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
                stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                <path d=path />
            </svg>
        </button>
    }
    .into_any()
}

/// Opens the dialog of a field for files.
pub fn open(id: &str) {
    let picker = document().get_element_by_id(id);
    if let Some(picker) = picker.and_then(|picker| picker.dyn_into::<web_sys::HtmlElement>().ok()) {
        picker.click();
    }
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

/// Writes something where the caret is, in place of what is selected.
fn insert(field: &web_sys::HtmlTextAreaElement, text: &str) {
    let end = u32::MAX;
    let place = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(end);
    let (start, end) = (place(field.selection_start()), place(field.selection_end()));
    // Places that the field just named.
    let _ = field.set_range_text_with_start_and_end_and_mode(text, start, end, "end");
    let _ = field.focus();
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
