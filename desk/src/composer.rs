//! Where the agent writes. Enter sends, Shift+Enter makes a new line, the arrow up in an empty field
//! takes the last own message back into it, Escape goes back: out of a message, else to the list.
//! A text leaves the field only when the device keeps it as a message; until then it is a draft.

use leptos::html;
use leptos::prelude::*;
use pulina_shared::limits;
use pulina_shared::problem::{Code, Problem, Rejection};
use web_sys::{ClipboardEvent, InputEvent, KeyboardEvent};

use crate::attached_tray::AttachedTray;
use crate::draft::{Draft, fit};
use crate::drop_zone::files_of;
use crate::icon::{Icon, Sign};
use crate::insert_dialog::InsertDialog;
use crate::keyboard::focus;
use crate::live::LiveConversation;
use crate::own_messages::OwnMessages;
use crate::text;

/// From so many characters before the limit on, the rest is told.
const TOLD_CHARACTERS: usize = 500;

/// More than this at once is not put into the field: where letters are hard to draw the browser
/// would stand still for minutes, and it could not be sent anyway.
const INSERTED_MAX: usize = 2 * limits::MESSAGE_CHARACTERS_MAX;

/// How many characters fit still, or are too many, when that is worth telling.
fn room(n_characters: usize) -> Option<String> {
    match limits::MESSAGE_CHARACTERS_MAX.checked_sub(n_characters) {
        None => Some(text::characters_over(n_characters - limits::MESSAGE_CHARACTERS_MAX)),
        Some(n_left) if n_left <= TOLD_CHARACTERS => Some(text::characters_left(n_left)),
        Some(_) => None,
    }
}

fn add_files(live: StoredValue<LiveConversation, LocalStorage>, draft: Draft, files: Vec<web_sys::File>) {
    let taken = live.with_value(|live| live.attached.add_files(files));
    draft.mistake.set(taken.err());
}

fn keydown(draft: Draft, event: &KeyboardEvent) {
    // A key that belongs to a composed character is not meant for us.
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    let has_modifier = event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key();
    let is_taken = match event.key().as_str() {
        "Enter" if !event.shift_key() => {
            draft.send();
            true
        }
        "ArrowUp" if !has_modifier => draft.edit_last(),
        "Escape" if draft.own.editing.with_untracked(Option::is_some) => {
            draft.own.editing.set(None);
            true
        }
        "Escape" => {
            focus("[data-ticket][aria-current], .ticket-list a, [data-testid=back]");
            true
        }
        _ => false,
    };
    if is_taken {
        event.prevent_default();
    }
}

/// Says that a message is being said otherwise.
#[component]
fn EditingBar(
    /// Which.
    own: OwnMessages,
) -> impl IntoView {
    view! {
        <div role="status">
            <Show when=move || own.editing.with(Option::is_some)>
                <p class="composer__editing" data-testid="editing">
                    <Icon sign=Sign::Edit/>
                    <span>{text::EDITING}</span>
                    <button class="button button--small button--quiet" type="button" on:click=move |_| {
                        own.editing.set(None);
                        focus("#reply");
                    }>{text::CANCEL}</button>
                </p>
            </Show>
        </div>
    }
}

/// What can go with a reply besides its text.
#[component]
fn ComposerTools(
    /// The reply.
    draft: Draft,
    /// The conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
    /// Whether the form for answers and links is open.
    is_inserting: RwSignal<bool>,
) -> impl IntoView {
    let chooser = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = chooser.get_untracked() else { return };
        let files = input.files();
        let files = files.iter().flat_map(|files| (0..files.length()).filter_map(|index| files.get(index)));
        add_files(live, draft, files.collect());
        // The same file may be chosen again.
        input.set_value("");
        focus("#reply");
    };
    let open = move |_| {
        if let Some(input) = chooser.get_untracked() {
            input.click();
        }
    };
    view! {
        <input
            type="file" multiple hidden node_ref=chooser data-testid="files" tabindex="-1"
            aria-label=text::ATTACH on:change=chosen
        />
        <button class="icon-button composer__tool" type="button" aria-label=text::ATTACH title=text::ATTACH on:click=open>
            <Icon sign=Sign::Attach/>
        </button>
        <button
            class="icon-button composer__tool" type="button" aria-label=text::INSERT title=text::INSERT
            aria-haspopup="dialog" on:click=move |_| is_inserting.set(true)
        ><Icon sign=Sign::Insert/></button>
    }
}

/// The field in which the agent writes.
#[component]
fn ReplyField(
    /// The reply.
    draft: Draft,
    /// The conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
    /// How the visitor is called.
    visitor_name: Signal<String>,
) -> impl IntoView {
    let label = move || {
        if draft.own.editing.with(Option::is_some) {
            text::EDIT_LABEL.to_owned()
        } else {
            visitor_name.with(|name| text::reply_to(name))
        }
    };
    let guard = move |event: InputEvent| {
        let n_inserted = event.data().map_or(0, |text| text.chars().count());
        if n_inserted > INSERTED_MAX {
            event.prevent_default();
            let rejection = Rejection::above(Code::TextTooLong, limits::MESSAGE_CHARACTERS_MAX, n_inserted);
            draft.mistake.set(Some(text::problem(&Problem::from(&rejection))));
        }
    };
    let paste = move |event: ClipboardEvent| {
        let files = files_of(event.clipboard_data());
        if !files.is_empty() && draft.own.editing.with_untracked(Option::is_none) {
            event.prevent_default();
            add_files(live, draft, files);
        }
    };
    view! {
        <textarea
            id="reply" class="composer__text" rows="1" dir="auto" node_ref=draft.field
            aria-label=label aria-describedby="reply-hint" enterkeyhint="send" placeholder=label
            prop:value=draft.text on:keydown=move |event| keydown(draft, &event) on:paste=paste on:beforeinput=guard
            on:input=move |event| draft.typed(event_target_value(&event))
        ></textarea>
    }
}

/// Follows what comes back and what is being said otherwise.
fn follow(draft: Draft, live: StoredValue<LiveConversation, LocalStorage>) {
    let given_back = live.with_value(LiveConversation::given_back);
    Effect::new(move |_| {
        if let Some(item) = given_back.get() {
            given_back.set(None);
            draft.take_back(&item);
        }
    });
    Effect::new(move |is_first: Option<()>| {
        let editing = draft.own.editing.get();
        if is_first.is_some() {
            draft.editing_changed(editing.as_ref());
        }
    });
    // What was wrong with the files is over when they are ready or gone.
    Effect::new(move |before: Option<bool>| {
        let is_ready = live.with_value(|live| live.attached.readiness().is_ok());
        if is_ready && before == Some(false) {
            draft.mistake.set(None);
        }
        is_ready
    });
    Effect::new(move |_| {
        if let Some(field) = draft.field.get() {
            fit(&field);
        }
    });
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
    /// What is being done with own messages.
    own: OwnMessages,
) -> impl IntoView {
    let draft = Draft::new(live, own);
    follow(draft, live);
    let attached = StoredValue::new_local(live.with_value(|live| live.attached.clone()));
    let is_inserting = RwSignal::new(false);
    let is_editing = Memo::new(move |_| own.editing.with(Option::is_some));
    let is_typing = Memo::new(move |_| live.with_value(LiveConversation::is_visitor_typing));
    let room_left = Memo::new(move |_| draft.text.with(|text| room(text.chars().count())));
    let cannot_send = Memo::new(move |_| {
        let is_blank = draft.text.with(|text| text.trim().is_empty());
        attached.with_value(|attached| {
            (is_blank && attached.files.with(Vec::is_empty)) || attached.readiness().is_err()
        })
    });
    let hint = move || match (is_editing.get(), is_closed.get()) {
        (true, _) => text::EDIT_HINT,
        (false, true) => text::REPLY_REOPENS,
        (false, false) => text::REPLY_HINT,
    };
    let send = move || if is_editing.get() { text::SAVE } else { text::SEND };
    view! {
        <form class="composer" on:submit=move |event| { event.prevent_default(); draft.send(); }>
            <p class="composer__typing" role="status">
                <Show when=move || is_typing.get()>
                    <bdi>{visitor_name}</bdi>" "{text::VISITOR_TYPING}
                </Show>
            </p>
            <EditingBar own/>
            <div class="composer__box">
                <Show when=move || !is_editing.get()><AttachedTray attached/></Show>
                <div class="composer__row">
                    <Show when=move || !is_editing.get()><ComposerTools draft live is_inserting/></Show>
                    <ReplyField draft live visitor_name/>
                    <button
                        class="composer__send" type="submit" aria-label=send title=send
                        aria-disabled=move || cannot_send.get().then_some("true")
                    ><Icon sign=Sign::Send/></button>
                </div>
            </div>
            <div class="composer__foot">
                <p id="reply-hint" class:composer__keys=move || is_editing.get() || !is_closed.get()>{hint}</p>
                <p class="composer__room" role="status">{room_left}</p>
            </div>
            <div role="alert">
                {move || draft.mistake.get().map(|sentence| view! { <p class="banner banner--danger">{sentence}</p> })}
            </div>
        </form>
        <InsertDialog is_open=is_inserting attached/>
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
