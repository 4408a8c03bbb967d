//! One message: who, when, what, and how it stands. Its words never change, so only what stands
//! around them is drawn again.

use leptos::prelude::*;
use pulina_shared::ids::MessageId;

use crate::dates;
use crate::linked_text::linked_text;
use crate::rows::{MessageView, Speaker, Standing};
use crate::state::PanelState;
use crate::text;

/// The message.
#[component]
pub fn MessageBubble(
    /// The shared state.
    state: PanelState,
    /// What it shows.
    message: ArcRwSignal<MessageView>,
) -> impl IntoView {
    let (id, words, is_own) = message.with_untracked(|message| {
        (message.id, linked_text(&message.text), message.speaker == Speaker::You)
    });
    let starts_group = Memo::new({
        let message = message.clone();
        move |_| message.with(|message| message.starts_group)
    });
    let ends_group = Memo::new({
        let message = message.clone();
        move |_| message.with(|message| message.ends_group)
    });
    let speaker = Memo::new({
        let message = message.clone();
        move |_| message.with(|message| message.speaker.clone())
    });
    let at = Memo::new({
        let message = message.clone();
        move |_| message.with(|message| message.at)
    });
    let standing = Memo::new(move |_| message.with(|message| message.standing.clone()));
    let team = state.settings.with_value(|settings| settings.title.clone());
    let name = {
        let team = team.clone();
        move || match speaker.get() {
            Speaker::You => text::YOU.to_owned(),
            Speaker::Person { name, .. } => name,
            Speaker::Team => team.clone(),
        }
    };
    let has_failed = move || matches!(standing.get(), Standing::Failed(_));
    view! {
        <div class="message" class:message--own=is_own class:message--failed=has_failed
            class:message--starts-group=move || starts_group.get()
            class:message--ends-group=move || ends_group.get()>
            {(!is_own).then(|| view! { <Avatar speaker team /> })}
            <div class="message__body">
                <p class="message__head" class:visually-hidden=move || !starts_group.get()>
                    <bdi class="message__name" class:visually-hidden=is_own>{name}</bdi>
                    <time datetime=move || dates::machine_time(at.get())>{move || dates::clock_time(at.get())}</time>
                </p>
                <div class="message__bubble foreign-text" dir="auto">{words}</div>
                {move || standing_view(state, id, standing.get())}
            </div>
        </div>
    }
}

/// The picture of who speaks, or the first letter of the name.
#[component]
fn Avatar(
    /// Who speaks.
    speaker: Memo<Speaker>,
    /// The channel's own name.
    team: String,
) -> impl IntoView {
    let face = move || match speaker.get() {
        // Only a path on our own origin; anything else would tell a stranger who reads.
        Speaker::Person { avatar: Some(path), .. } if path.starts_with("/v1/") => {
            view! { <img src=path alt="" width="28" height="28" loading="lazy" /> }.into_any()
        }
        Speaker::Person { name, .. } => view! { <span class="initial">{name}</span> }.into_any(),
        Speaker::You | Speaker::Team => view! { <span class="initial">{team.clone()}</span> }.into_any(),
    };
    view! { <span class="avatar message__avatar" aria-hidden="true">{face}</span> }
}

fn standing_view(state: PanelState, id: MessageId, standing: Standing) -> AnyView {
    let quiet = |words: &'static str| view! { <p class="message__standing">{words}</p> }.into_any();
    match standing {
        Standing::Quiet => ().into_any(),
        Standing::Sending => {
            view! { <p class="message__standing message__standing--sending">{text::SENDING}</p> }.into_any()
        }
        Standing::Sent => quiet(text::SENT),
        Standing::Seen => quiet(text::SEEN),
        Standing::Failed(failure) => view! {
            <div class="message__failure">
                <p>{text::NOT_SENT} " " {text::failure(&failure)}</p>
                <button class="message__action" type="button" on:click=move |_| state.retry(id)>{text::RETRY}</button>
                <button class="message__action" type="button" on:click=move |_| state.discard(id)>
                    {text::DELETE}
                </button>
            </div>
        }
        .into_any(),
    }
}
