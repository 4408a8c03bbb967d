//! Where the visitor writes. The page's own field holds the text, from before the app was there; it
//! is emptied only after the text is kept on the device.

use std::cell::{Cell, RefCell};

use leptos::prelude::{request_animation_frame, untrack};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::words::Word;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

use crate::erased::follow;
use crate::gate::Gate;
use crate::later;
use crate::shown::Shown;
use crate::spot::Spot;
use crate::state::PanelState;
use crate::text;

/// From how many characters on the count is shown.
const COUNT_SHOWN_FROM: usize = limits::MESSAGE_CHARACTERS_MAX - 1_000;

/// The key code that browsers give for a key that an input method took; some do not set
/// `isComposing` on the Enter that ends a composition.
const KEY_CODE_COMPOSING: u32 = 229;

/// The field in which files are chosen.
pub const PICKER: &str = "picker";
/// The field that opens the camera.
const CAMERA: &str = "camera";

struct Composer {
    state: PanelState,
    field: HtmlTextAreaElement,
    n_characters: Shown<usize>,
    is_blank: Shown<bool>,
    /// Why nothing was sent.
    wrong: Shown<String>,
    /// Whether the text is at fault.
    is_invalid: Shown<bool>,
    /// Whether the message waits for something that is asked first.
    is_held: Cell<bool>,
    /// What was being written before an earlier message is changed.
    draft: RefCell<Option<String>>,
}

/// Makes the composer live. `was_submitted` when the person pressed "Send" before the app was there.
pub fn live(state: PanelState, was_submitted: bool) {
    let spot = Spot::of_page("text");
    let Some(field) = spot.element().and_then(|field| field.dyn_ref::<HtmlTextAreaElement>()) else { return };
    // It lives as long as the page.
    let composer: &'static Composer = Box::leak(Box::new(Composer {
        state,
        field: field.clone(),
        n_characters: Shown::new(0),
        is_blank: Shown::new(true),
        wrong: Shown::default(),
        is_invalid: Shown::default(),
        is_held: Cell::default(),
        draft: RefCell::default(),
    }));
    spot.on("input", |_| composer.written());
    spot.on("keydown", |event| composer.pressed(event));
    spot.on("paste", |event| composer.pasted(event));
    let form = Spot::of_page("composer");
    // What may be sent is judged here, and said in the visitor's language.
    form.set("novalidate", "");
    form.on("submit", |event| {
        event.prevent_default();
        composer.send();
    });
    composer.shows();
    composer.follows_wishes();
    attach(state);
    emoji(state);
    composer.takes_over(was_submitted);
}

impl Composer {
    fn written(&self) {
        let text = self.field.value();
        fit(&self.field);
        self.is_blank.set_if_other(text.trim().is_empty());
        let (n_before, n_characters) = (self.n_characters.get_untracked(), text.chars().count());
        if n_before <= limits::MESSAGE_CHARACTERS_MAX && n_characters > limits::MESSAGE_CHARACTERS_MAX {
            self.state.announcer.say(counted(Word::TooLong, n_characters));
        }
        self.n_characters.set_if_other(n_characters);
        self.wrong.set_if_other(String::new());
        self.is_invalid.set_if_other(false);
        self.is_held.set(false);
        self.state.drafted(&text);
    }

    fn send(&'static self) {
        match self.state.say(&self.field.value()) {
            Ok(()) => {
                self.field.set_value("");
                self.written();
            }
            // The tray shows what it waits for.
            Err(rejection) if rejection.code == Code::PartInvalid => self.is_held.set(true),
            Err(rejection) if rejection.code == Code::ConsentRequired => {
                self.is_held.set(true);
                // Questions speak for themselves.
                let waits_for_consent = untrack(|| self.state.gate()) == Gate::Consent;
                let words = if waits_for_consent { text::say(Word::ConsentWaiting) } else { String::new() };
                self.wrong.set_if_other(words);
                // What holds the message back is what the visitor has to see to.
                return self.lead_to_gate();
            }
            Err(rejection) => {
                let words = what_is_wrong(&rejection, self.n_characters.get_untracked());
                self.is_invalid.set_if_other(!words.is_empty());
                self.wrong.set_if_other(words);
            }
        }
        self.focus();
    }

    fn pressed(&'static self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Escape" && self.state.editing.with_untracked(Option::is_some) {
            event.stop_propagation();
            return self.state.end_edit();
        }
        let is_composing = event.is_composing() || event.key_code() == KEY_CODE_COMPOSING;
        if event.key() == "Enter" && !event.shift_key() && !is_composing {
            event.prevent_default();
            self.send();
        }
    }

    /// Files in the clipboard go into the tray; text goes where the caret is.
    fn pasted(&self, event: &Event) {
        let clipboard = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let files = clipboard.and_then(|data| data.files()).filter(|files| files.length() > 0);
        if let (Some(files), true) = (files, self.state.settings().files.is_some()) {
            event.prevent_default();
            self.state.take_files(&files);
        }
    }

    /// To what is asked, as soon as it is drawn, unless the visitor has typed on by then.
    fn lead_to_gate(&'static self) {
        let lead = || Spot::of_page("gate").within("input, select, button").focus();
        if untrack(later::is_here) {
            return lead();
        }
        follow(move || {
            if later::is_here() && self.is_held.get() {
                request_animation_frame(lead);
            }
        });
    }

    fn focus(&self) {
        // Focusing an element that is on the page cannot fail.
        let _ = self.field.focus();
    }

    /// What stands around the field.
    fn shows(&'static self) {
        let wrong = Spot::of_page("wrong");
        wrong.shows_while(|| !self.wrong.with(String::is_empty));
        wrong.says(|| self.wrong.get());
        // A mistake only where the text is at fault.
        wrong.has_class(|| {
            let is_mistake = self.is_invalid.get();
            if is_mistake { "composer__notice composer__notice--wrong" } else { "composer__notice" }
                .to_owned()
        });
        Spot::of_page("text").tells("aria-invalid", || self.is_invalid.get());
        Spot::of_page("send").tells("aria-disabled", || self.is_blank.get() && !self.state.has_files());
        let count = Spot::of_page("count");
        let is_counted = || self.n_characters.get() >= COUNT_SHOWN_FROM;
        count.shows_while(is_counted);
        // It describes the field, also while it is hidden.
        count.says(move || {
            if is_counted() { counted(Word::CharactersOf, self.n_characters.get()) } else { String::new() }
        });
        count.has_class(|| {
            let is_over = self.n_characters.get() > limits::MESSAGE_CHARACTERS_MAX;
            if is_over { "composer__count composer__count--over" } else { "composer__count" }.to_owned()
        });
        Spot::of_page("editing").shows_while(|| self.state.editing.with(Option::is_some));
        Spot::of_page("end-edit").on("click", |_| self.state.end_edit());
    }

    /// Takes the focus when it is wished, goes on with what was held back, and takes up a message
    /// that is to be changed.
    fn follows_wishes(&'static self) {
        follow(|| {
            if self.state.n_focus_wishes.get() > 0 {
                self.focus();
            }
        });
        follow(|| {
            if self.state.n_go_ons.get() > 0 && self.is_held.get() {
                self.wrong.set_if_other(String::new());
                self.send();
            }
        });
        follow(|| {
            let text = self.state.insertion.get();
            if !text.is_empty() {
                self.insert(&text);
                self.state.insertion.set(String::new());
            }
        });
        follow(|| {
            let editing = self.state.editing.get();
            self.edit(editing.map(|(_, words)| words));
        });
    }

    /// What was being written steps aside while a message is changed, and comes back.
    fn edit(&self, words: Option<String>) {
        let text = match (words, self.draft.take()) {
            (Some(words), before) => {
                self.draft.replace(before.or_else(|| Some(self.field.value())));
                words
            }
            (None, Some(before)) => before,
            (None, None) => return,
        };
        self.field.set_value(&text);
        self.written();
        self.focus();
    }

    /// Writes something where the caret is, in place of what is selected.
    fn insert(&self, text: &str) {
        let end = u32::MAX;
        let place = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(end);
        let (start, end) = (place(self.field.selection_start()), place(self.field.selection_end()));
        // Places that the field just named.
        let _ = self.field.set_range_text_with_start_and_end_and_mode(text, start, end, "end");
        self.focus();
        self.written();
    }

    /// What was typed and sent before the app was there is typed and sent; else what was left here
    /// the last time goes on.
    fn takes_over(&'static self, was_submitted: bool) {
        if self.field.value().is_empty() {
            let draft = self.state.draft();
            self.field.set_value(&draft);
            let _ = self.field.set_selection_range(u32::MAX, u32::MAX);
        }
        self.written();
        if was_submitted {
            self.send();
        }
    }
}

/// The paper clip and, on what is held in a hand, the camera, where files may be sent.
fn attach(state: PanelState) {
    let tools = [("attach", PICKER), ("photo", CAMERA)].map(|(tool, picker)| (Spot::of_page(tool), picker));
    let Some(rules) = &state.settings().files else {
        for (tool, _) in tools {
            tool.remove();
        }
        return;
    };
    Spot::of_page(PICKER).set("accept", &rules.accept());
    for (tool, picker) in tools {
        tool.show(true);
        tool.on("click", move |_| open(picker));
        Spot::of_page(picker).on("change", move |event| chosen(state, event));
    }
}

fn chosen(state: PanelState, event: &Event) {
    let picker = event.target().and_then(|picker| picker.dyn_into::<HtmlInputElement>().ok());
    let Some(picker) = picker else { return };
    if let Some(files) = picker.files() {
        state.take_files(&files);
    }
    // The same file can be chosen again.
    picker.set_value("");
    state.wish_focus();
}

/// Opens the dialog of a field for files.
pub fn open(id: &str) {
    if let Some(picker) = Spot::of_page(id).element() {
        picker.click();
    }
}

/// Opens and closes the emoji; not on what is held in a hand, whose keyboard has them.
fn emoji(state: PanelState) {
    let tool = Spot::of_page("emoji-tool");
    tool.show(true);
    tool.on("click", move |_| state.shows_emoji.update(|shows| *shows = !*shows));
}

/// Grows with its text; the style sheet says up to where.
fn fit(field: &HtmlTextAreaElement) {
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
