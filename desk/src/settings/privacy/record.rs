//! What was erased: that it was done, by whom and when, and nothing of what there was.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::wire::people::Erasure;

use super::Search;
use crate::state::desk;
use crate::{dates, text};

/// One record.
#[component]
fn RecordRow(
    /// The record.
    erasure: Erasure,
) -> impl IntoView {
    let desk = desk();
    let Erasure { by, at, n_conversations, n_done, tickets, .. } = erasure;
    let tickets: Vec<String> = tickets.iter().map(|number| text::ticket_number(number.0)).collect();
    let tickets = if tickets.is_empty() { text::NO_TICKET.to_owned() } else { tickets.join(", ") };
    view! {
        <tr>
            <td><time datetime=dates::iso(at)>{dates::whole(at)}</time></td>
            <td><bdi>{move || desk.name_of(&by)}</bdi></td>
            <td>{tickets}</td>
            <td>{text::erasure_done(n_done, n_conversations)}</td>
        </tr>
    }
}

/// All of them.
#[component]
fn Table(
    /// The newest first.
    record: Vec<Erasure>,
) -> impl IntoView {
    view! {
        // What is wider than the screen is scrolled, by keys too.
        <div class="person-record" tabindex="0" role="region" aria-labelledby="record-title">
            <table class="person-table">
                <thead><tr>
                    <th scope="col">{text::WHEN}</th>
                    <th scope="col">{text::BY_WHOM}</th>
                    <th scope="col">{text::TICKETS}</th>
                    <th scope="col">{text::STANDING}</th>
                </tr></thead>
                <tbody>{record.into_iter().map(|erasure| view! { <RecordRow erasure/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The record.
#[component]
pub fn Record(
    /// The search, which keeps it.
    search: Search,
) -> impl IntoView {
    let shown = move || {
        match search.record.get() {
        None => view! { <span class="skeleton settings__skeleton"></span> }.into_any(),
        Some(Err(sentence)) => view! {
            <p role="alert">{sentence}</p>
            <button class="button settings__make" type="button" on:click=move |_| spawn_local(search.load_record())>
                {text::TRY_AGAIN}
            </button>
        }
        .into_any(),
        Some(Ok(record)) if record.is_empty() => {
            view! { <p class="field__hint">{text::NOTHING_ERASED}</p> }.into_any()
        }
        Some(Ok(record)) => view! { <Table record/> }.into_any(),
    }
    };
    view! {
        <section class="settings__group" aria-labelledby="record-title">
            <h3 class="field__label" id="record-title" tabindex="-1">{text::WHAT_WAS_ERASED}</h3>
            {shown}
        </section>
    }
}
