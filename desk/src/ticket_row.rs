//! One ticket in the list: who, what was said last, how long ago, where it stands.

use leptos::prelude::*;
use pulina_shared::ids::TicketNumber;
use pulina_shared::wire::conversation::Author;
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};

use crate::avatar::{UserAvatar, VisitorAvatar};
use crate::icon::{Icon, Sign};
use crate::navigation::Navigation;
use crate::state::{Desk, desk};
use crate::{dates, text};

/// The class of a status, for its dot.
pub fn status_class(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::New => "status status--new",
        TicketStatus::WaitingOnContact => "status status--waiting-on-contact",
        TicketStatus::WaitingOnUs => "status status--waiting-on-us",
        TicketStatus::Closed => "status status--closed",
    }
}

/// Who said the last message, where it was not the visitor.
fn speaker(desk: Desk, ticket: &Ticket) -> Option<String> {
    match &ticket.last_message.author {
        Author::Visitor => None,
        Author::System => Some(text::SYSTEM.to_owned()),
        Author::Agent(user) if desk.user_id().as_ref() == Some(user) => Some(text::YOU.to_owned()),
        Author::Agent(user) => Some(desk.name_of(user)),
    }
}

/// The beginning of the last message, or why there is none.
fn preview(ticket: &Ticket) -> String {
    match ticket.last_message.preview.as_str() {
        "" if ticket.is_erased => text::ERASED.to_owned(),
        "" => text::NO_TEXT.to_owned(),
        words => words.to_owned(),
    }
}

/// How a row's second line reads: the speaker and the beginning of the message.
#[component]
fn LastLine(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
) -> impl IntoView {
    let desk = desk();
    let said_by = move || ticket.with(|ticket| ticket.as_ref().and_then(|ticket| speaker(desk, ticket)));
    let preview = move || ticket.with(|ticket| ticket.as_ref().map(preview));
    view! {
        <span class="ticket-row__last">
            {move || said_by().map(|name| view! { <bdi class="ticket-row__speaker">{name}</bdi>": " })}
            <bdi>{preview}</bdi>
        </span>
    }
}

/// The third line: status, number, owner.
#[component]
fn RowFoot(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
) -> impl IntoView {
    let desk = desk();
    let status = Memo::new(move |_| {
        ticket.with(|ticket| ticket.as_ref().map_or(TicketStatus::New, |ticket| ticket.status))
    });
    let number =
        move || ticket.with(|ticket| ticket.as_ref().map(|ticket| text::ticket_number(ticket.number.0)));
    let rating = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().and_then(|ticket| ticket.rating)));
    let owner = Memo::new(move |_| {
        let id = ticket.with(|ticket| ticket.as_ref().and_then(|ticket| ticket.owner.clone()))?;
        desk.people.with(|people| people.get(&id).cloned())
    });
    view! {
        <span class="ticket-row__foot">
            <span class=move || status_class(status.get())>{move || text::status(status.get())}</span>
            <span class="ticket-row__number">{number}</span>
            {move || rating.get().map(|score| view! {
                <span class="ticket-row__rating" title=text::rating_of(score)>
                    <Icon sign=Sign::Star/>
                    <span aria-hidden="true">{score}</span>
                    <span class="visually-hidden">{text::rating_of(score)}</span>
                </span>
            })}
            {move || owner.get().map(|owner| {
                let title = text::owned_by(&owner.name);
                let spoken = title.clone();
                view! {
                    <span class="ticket-row__owner" title=title>
                        <UserAvatar user=Signal::stored(owner)/>
                        <span class="visually-hidden">{spoken}</span>
                    </span>
                }
            })}
        </span>
    }
}

/// A row.
#[component]
pub fn TicketRow(
    /// Which ticket.
    number: TicketNumber,
    /// The way to it.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let ticket = Memo::new(move |_| desk.ticket(number));
    let is_selected = Memo::new(move |_| desk.place.with(|place| place.ticket == Some(number)));
    let name = Signal::derive(move || {
        ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.person().to_owned()).unwrap_or_default())
    });
    let changed_at =
        Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.changed_at)));
    let ago = Memo::new(move |_| changed_at.get().map(|at| dates::ago(at, desk.now.get().max(at))));
    let n_unread =
        Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().map_or(0, |ticket| ticket.n_unread)));
    let address = Memo::new(move |_| desk.place.with(|place| place.with_ticket(number).fragment()));
    view! {
        <li class="ticket-row" class:ticket-row--unread=move || n_unread.get() != 0>
            <a
                class="ticket-row__link" href=address data-ticket=number.0.to_string()
                aria-current=move || is_selected.get().then_some("true")
                on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        navigation.open(number);
                    }
                }
            >
                <VisitorAvatar name/>
                <span class="ticket-row__head">
                    <bdi class="ticket-row__name">{name}</bdi>
                    <time
                        class="ticket-row__time" datetime=move || changed_at.get().map(dates::iso)
                        title=move || changed_at.get().map(dates::whole)
                    >{ago}</time>
                </span>
                <span class="ticket-row__line">
                    <LastLine ticket/>
                    <Show when=move || n_unread.get() != 0>
                        <span class="badge">
                            <span aria-hidden="true">{move || n_unread.get().min(99)}</span>
                            <span class="visually-hidden">{move || text::unread(n_unread.get())}</span>
                        </span>
                    </Show>
                </span>
                <RowFoot ticket/>
            </a>
        </li>
    }
}
