//! What is kept of a person, to choose from; and what can be done with what was chosen.

use leptos::prelude::*;
use pulina_shared::ids::ConversationId;
use pulina_shared::wire::people::{KeptConversation, PersonFound};

use super::{Search, name_of};
use crate::place::Place;
use crate::settings::name_question::NameQuestion;
use crate::{dates, text};

/// One conversation.
#[component]
fn Kept(
    /// The search.
    search: Search,
    /// The conversation.
    kept: KeptConversation,
) -> impl IntoView {
    let KeptConversation { conversation, ticket, name, subject, because, begun_at, .. } = kept;
    let id = format!("kept-{conversation}");
    let title = if subject.is_empty() { text::NO_MESSAGE_YET.to_owned() } else { subject };
    let about = format!("{} · {}", text::because(because), dates::whole(begun_at));
    let address = ticket.map(|number| Place { ticket: Some(number), ..Place::default() }.fragment());
    let number = ticket.map(|number| text::ticket_number(number.0));
    let of_checked = conversation.clone();
    let is_chosen = move || search.chosen.with(|chosen| chosen.contains(&of_checked));
    let choose = move |event| set_chosen(search, &conversation, event_target_checked(&event));
    view! {
        <li class="person-kept">
            <input id=id.clone() type="checkbox" prop:checked=is_chosen on:change=choose/>
            <label class="person-kept__words" for=id>
                <bdi class="person-kept__title">{title}</bdi>
                <span class="field__hint"><bdi>{name}</bdi>" · "{about}</span>
            </label>
            {address.map(|address| view! { <a href=address>{number}</a> })}
        </li>
    }
}

fn set_chosen(search: Search, conversation: &ConversationId, is_chosen: bool) {
    search.chosen.update(|chosen| {
        chosen.retain(|other| other != conversation);
        if is_chosen {
            chosen.push(conversation.clone());
        }
    });
}

/// The list and what can be done.
#[component]
pub fn Found(
    /// The search.
    search: Search,
    /// What was found.
    found: PersonFound,
) -> impl IntoView {
    let is_asking = RwSignal::new(false);
    let name = name_of(&search.person.get_untracked());
    let n_found = found.conversations.len();
    let all: Vec<_> = found.conversations.iter().map(|kept| kept.conversation.clone()).collect();
    let erased = (!found.erasures.is_empty()).then(|| text::n_erased_before(found.erasures.len()));
    let has_more = found.has_more.then_some(text::HAS_MORE);
    let rows = found.conversations.into_iter().map(|kept| view! { <Kept search kept/> }).collect_view();
    let has_none = move || search.chosen.with(Vec::is_empty);
    // With nothing left to erase the question is over, and does not come back by itself.
    Effect::new(move |_| {
        if has_none() {
            is_asking.set(false);
        }
    });
    let asked_name = name.clone();
    let erase_why = Signal::derive(move || text::erase_why(search.chosen.with(Vec::len)));
    view! {
        <section class="settings__group" aria-labelledby="person-found">
            <h3 class="field__label" id="person-found" tabindex="-1">
                {text::n_found(n_found, &name)}
            </h3>
            <p class="field__hint">{erased}</p>
            <ul class="person-list" aria-label=text::CONVERSATIONS>{rows}</ul>
            <p class="field__hint">{has_more}</p>
            <p class="field__mistake" role="alert">{move || search.trouble.get()}</p>
            {(n_found > 0).then(move || view! {
                <p class="field__hint">{text::CHOOSE_WHY}</p>
                <div class="settings__deeds">
                    <button class="button" type="button" on:click=move |_| search.chosen.set(all.clone())>{text::CHOOSE_ALL}</button>
                    <button class="button" type="button" on:click=move |_| search.download()>{text::DOWNLOAD_EVERYTHING}</button>
                    <button class="button button--danger" id="erase" type="button" disabled=has_none
                        aria-expanded=move || is_asking.get().to_string() on:click=move |_| is_asking.set(true)>{text::ERASE_CHOSEN}</button>
                </div>
                <Show when=move || is_asking.get() && !has_none()>
                    <div class="person-erase">
                        <NameQuestion id="erase-name".to_owned() name=asked_name.clone() why=erase_why
                            deed=text::ERASE_FOR_EVER on_deed=move |()| search.erase()
                            on_close=move |()| is_asking.set(false)/>
                    </div>
                </Show>
            })}
        </section>
    }
}
