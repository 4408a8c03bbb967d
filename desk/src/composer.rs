//! Where the agent writes. Enter sends, Shift+Enter makes a new line, Escape goes back to the list.
//! A text leaves the field only when the device keeps it as a message; until then it is a draft.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::random;
use pulina_shared::client::Input;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem};
use pulina_shared::text::MessageText;

use crate::icon::{Icon, Sign};
use crate::keyboard::focus;
use crate::live::LiveConversation;
use crate::state::desk;
use crate::text;

/// From so many characters before the limit on, the rest is told.
const TOLD_CHARACTERS: usize = 500;

/// How many characters fit still, or are too many, when that is worth telling.
fn room(n_characters: usize) -> Option<String> {
    match limits::MESSAGE_CHARACTERS_MAX.checked_sub(n_characters) {
        None => Some(text::characters_over(n_characters - limits::MESSAGE_CHARACTERS_MAX)),
        Some(n_left) if n_left <= TOLD_CHARACTERS => Some(text::characters_left(n_left)),
        Some(_) => None,
    }
}

/// Grows the field with its text, as far as the style sheet lets it.
fn fit(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    // A height that cannot be set leaves a field that scrolls.
    let _ = style.set_property("block-size", "auto");
    let _ = style.set_property("block-size", &format!("{}px", field.scroll_height()));
}

/// The text being written to one conversation.
#[derive(Clone, Copy)]
struct Draft {
    text: RwSignal<String>,
    mistake: RwSignal<Option<String>>,
    field: NodeRef<html::Textarea>,
    live: StoredValue<LiveConversation, LocalStorage>,
}

impl Draft {
    fn set(self, text: String) {
        let name = self.live.with_value(|live| format!("draft.{}", live.id));
        desk().keep_on_device(&name, &text);
        self.text.set(text);
        request_animation_frame(move || {
            if let Some(field) = self.field.try_get_untracked().flatten() {
                fit(&field);
            }
        });
    }

    fn typed(self, text: String) {
        let is_typing = !text.trim().is_empty();
        self.mistake.set(None);
        self.set(text);
        self.live.with_value(|live| live.handle(Input::Typing(is_typing)));
    }

    fn send(self) {
        match MessageText::parse(&self.text.get_untracked()) {
            Ok(text) => {
                let say = Input::say(random::message_id(), text.into_string());
                // Taken over by the device before the field is emptied; what does not fit comes back.
                self.set(String::new());
                self.live.with_value(|live| live.handle(say));
            }
            Err(rejection) if rejection.code == Code::TextEmpty => {}
            Err(rejection) => self.mistake.set(Some(text::problem(&Problem::from(&rejection)))),
        }
        if let Some(field) = self.field.get_untracked() {
            // The field is there: it was just read.
            let _ = field.focus();
        }
    }
}

/// The composer.
#[component]
pub fn Composer(
    /// The conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
    /// How the visitor is called.
    visitor_name: Signal<String>,
    /// Whether a reply opens the conversation again.
    #[prop(into)]
    is_closed: Signal<bool>,
) -> impl IntoView {
    let desk = desk();
    let kept = live.with_value(|live| desk.read_device(&format!("draft.{}", live.id))).unwrap_or_default();
    let field = NodeRef::<html::Textarea>::new();
    let draft = Draft { text: RwSignal::new(kept), mistake: RwSignal::new(None), field, live };
    let given_back = live.with_value(LiveConversation::given_back);
    Effect::new(move |_| {
        if let Some(text) = given_back.get() {
            given_back.set(None);
            draft.mistake.set(Some(text::OUTBOX_FULL.to_owned()));
            draft.set(text);
        }
    });
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            fit(&field);
        }
    });
    let is_typing = Memo::new(move |_| live.with_value(LiveConversation::is_visitor_typing));
    let room_left = Memo::new(move |_| draft.text.with(|text| room(text.chars().count())));
    let is_blank = Memo::new(move |_| draft.text.with(|text| text.trim().is_empty()));
    let keydown = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        // Enter that ends a composed character is not meant for us.
        "Enter" if !event.shift_key() && !event.is_composing() && event.key_code() != 229 => {
            event.prevent_default();
            draft.send();
        }
        "Escape" if !event.is_composing() => {
            event.prevent_default();
            focus("[data-ticket][aria-current], .ticket-list a, [data-testid=back]");
        }
        _ => {}
    };
    view! {
        <form class="composer" on:submit=move |event| { event.prevent_default(); draft.send(); }>
            <p class="composer__typing" role="status">
                <Show when=move || is_typing.get()>
                    <bdi>{visitor_name}</bdi>" "{text::VISITOR_TYPING}
                </Show>
            </p>
            <div class="composer__box">
                <textarea
                    id="reply" class="composer__text" rows="1" dir="auto" node_ref=field
                    aria-label=move || visitor_name.with(|name| text::reply_to(name))
                    aria-describedby="reply-hint" enterkeyhint="send"
                    placeholder=move || visitor_name.with(|name| text::reply_to(name))
                    prop:value=draft.text on:keydown=keydown
                    on:input=move |event| draft.typed(event_target_value(&event))
                ></textarea>
                <button
                    class="composer__send" type="submit" aria-label=text::SEND title=text::SEND
                    aria-disabled=move || is_blank.get().then_some("true")
                ><Icon sign=Sign::Send/></button>
            </div>
            <div class="composer__foot">
                <p id="reply-hint" class:composer__keys=move || !is_closed.get()>
                    {move || if is_closed.get() { text::REPLY_REOPENS } else { text::REPLY_HINT }}
                </p>
                <p class="composer__room" role="status">{room_left}</p>
            </div>
            <div role="alert">
                {move || draft.mistake.get().map(|sentence| view! { <p class="banner banner--danger">{sentence}</p> })}
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_told_near_the_limit_only() {
        assert_eq!(room(0), None);
        assert_eq!(room(limits::MESSAGE_CHARACTERS_MAX - TOLD_CHARACTERS - 1), None);
        assert_eq!(room(limits::MESSAGE_CHARACTERS_MAX - 1).as_deref(), Some("1 character left"));
        assert_eq!(room(limits::MESSAGE_CHARACTERS_MAX + 3).as_deref(), Some("3 characters too many"));
    }
}
