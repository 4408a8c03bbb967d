//! What is known of the visitor and the ticket: only what exists, and what nobody has checked is
//! marked so.

use leptos::prelude::*;
use pulina_shared::wire::conversation::{EventKind, Rating};
use pulina_shared::wire::help_desk::Ticket;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::consent_facts::ConsentFacts;
use crate::icon::{Icon, Sign};
use crate::keyboard::{focus, focus_soon};
use crate::live::LiveConversation;
use crate::person_facts::{PersonFacts, Who};
use crate::rating_marks::RatingMarks;
use crate::routing_facts::{ContactOwnerFact, InboxFact, OwnerFact, PriorityFact};
use crate::state::{desk, is_wide};
use crate::ticket_row::status_class;
use crate::{dates, text};

/// Whether the visitor has seen our newest message; nothing when there is none.
fn has_read_all(live: &LiveConversation) -> Option<bool> {
    live.rows(|client| {
        let timeline = client.timeline();
        let last = timeline.events().iter().rfind(|event| match &event.kind {
            EventKind::Message(message) => client.role().is_own_side(&message.author),
            _ => false,
        })?;
        Some(timeline.state()?.visitor_read >= last.seq)
    })
}

/// How it was, in the visitor's words.
#[component]
fn RatingFact(
    /// The ticket.
    ticket: Signal<Ticket>,
    /// Its conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let rating = Memo::new(move |_| {
        let known = live.with_value(|live| {
            live.rows(|client| client.timeline().state().and_then(|state| state.rating.clone()))
        });
        let of_ticket =
            ticket.with(|ticket| ticket.rating).map(|score| Rating { score, comment: String::new() });
        known.or(of_ticket)
    });
    move || {
        rating.get().map(|Rating { score, comment }| {
            view! {
                <dt>{text::RATING}</dt>
                <dd data-testid="rating">
                    <span class="rating"><RatingMarks score/>" "{text::score(score)}</span>
                    {(!comment.is_empty()).then(|| view! { <p class="foreign-text" dir="auto">{comment}</p> })}
                </dd>
            }
        })
    }
}

/// The conversation as a file.
#[component]
fn TranscriptFact(
    /// Of which conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let zone = String::from(js_sys::encode_uri_component(&dates::zone()));
    let path = live.with_value(|live| format!("/v1/conversations/{}/transcript", live.id));
    let link = move |format: &str, words: &'static str, label: &'static str| {
        let address = format!("{path}?format={format}&zone={zone}&language=en");
        view! {
            <a class="button button--small" href=address download="" aria-label=label>
                <Icon sign=Sign::Download/>{words}
            </a>
        }
    };
    view! {
        <dt>{text::TRANSCRIPT}</dt>
        <dd class="facts__actions" data-testid="transcript">
            {link("text", text::TRANSCRIPT_TEXT, text::TRANSCRIPT_TEXT_LABEL)}
            {link("html", text::TRANSCRIPT_HTML, text::TRANSCRIPT_HTML_LABEL)}
        </dd>
    }
}

/// The panel itself, and the button that shows and hides it.
const PLACES: &str = ".contact-panel, [data-testid=details-button]";

/// The panel.
#[component]
pub fn ContactPanel(
    /// The ticket.
    #[prop(into)]
    ticket: Signal<Ticket>,
    /// Its conversation, once it is connected.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let desk = desk();
    let status = Memo::new(move |_| ticket.with(|ticket| ticket.status));
    let opened_at = Memo::new(move |_| ticket.with(|ticket| ticket.opened_at));
    let changed_at = Memo::new(move |_| ticket.with(|ticket| ticket.changed_at));
    let read = Memo::new(move |_| live.with_value(has_read_all));
    let close_on_escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            desk.toggle_details();
            focus("[data-testid=details-button]");
        }
    };
    // Where it lies over the conversation, nothing that has the focus may be below it.
    if !is_wide() {
        focus_soon(".contact-panel__close");
    }
    let close_when_left = move |event: web_sys::FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Element>().ok());
        let is_left = next.is_some_and(|next| next.closest(PLACES).ok().flatten().is_none());
        if is_left && !is_wide() {
            desk.toggle_details();
        }
    };
    view! {
        <aside
            class="contact-panel" aria-label=text::DETAILS data-testid="details" on:keydown=close_on_escape
            on:focusout=close_when_left
        >
            <button
                class="icon-button contact-panel__close" type="button" aria-label=text::HIDE_DETAILS
                on:click=move |_| {
                    desk.toggle_details();
                    focus("[data-testid=details-button]");
                }
            ><Icon sign=Sign::Close/></button>
            <Who ticket/>
            <dl class="facts">
                <dt>{text::SUBJECT}</dt>
                <dd class="foreign-text">{move || ticket.with(|ticket| ticket.subject.clone())}</dd>
                <dt>{text::STATUS}</dt>
                <dd><span class=move || status_class(status.get())>{move || text::status(status.get())}</span></dd>
                <OwnerFact ticket/>
                <PriorityFact ticket/>
                <InboxFact ticket/>
                <ContactOwnerFact ticket/>
                <dt>{text::CHANNEL}</dt>
                <dd><bdi>{move || desk.channel_name(&ticket.with(|ticket| ticket.channel.clone()))}</bdi></dd>
                <dt>{text::TICKET}</dt>
                <dd>{move || ticket.with(|ticket| text::ticket_number(ticket.number.0))}</dd>
                <dt>{text::OPENED_AT}</dt>
                <dd><time datetime=move || dates::iso(opened_at.get())>{move || dates::whole(opened_at.get())}</time></dd>
                <dt>{text::CHANGED_AT}</dt>
                <dd><time datetime=move || dates::iso(changed_at.get())>{move || dates::whole(changed_at.get())}</time></dd>
                {move || read.get().map(|has_read_all| view! {
                    <dt>{text::VISITOR_HAS_READ}</dt>
                    <dd>{if has_read_all { text::READ_ALL } else { text::READ_PART }}</dd>
                })}
                <PersonFacts ticket/>
                <RatingFact ticket live/>
                <ConsentFacts live/>
                <TranscriptFact live/>
            </dl>
        </aside>
    }
}
