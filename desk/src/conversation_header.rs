//! The head of a conversation: who it is with, where the ticket stands, who owns it, and what can be
//! done about that.

use leptos::prelude::*;
use pulina_shared::ids::UserId;
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};

use crate::avatar::VisitorAvatar;
use crate::icon::{Icon, Sign};
use crate::navigation::Navigation;
use crate::order::Orders;
use crate::state::desk;
use crate::text;
use crate::ticket_row::status_class;

/// The owner as a choice among the team.
#[component]
fn OwnerChoice(
    /// The ticket.
    #[prop(into)]
    ticket: Signal<Ticket>,
    /// Carries out the choice.
    orders: Orders,
) -> impl IntoView {
    let desk = desk();
    let owner = Memo::new(move |_| ticket.with(|ticket| ticket.owner.clone()));
    let me = desk.user_id();
    let choices = Memo::new(move |_| {
        let mut people: Vec<_> = desk
            .people
            .with(|people| people.values().map(|user| (user.id.clone(), user.name.clone())).collect());
        people.sort_by_key(|(id, name)| (Some(id) != me.as_ref(), name.to_lowercase()));
        people
    });
    let choose = move |event| {
        let chosen = UserId::parse(&event_target_value(&event)).ok();
        orders.set_owner(ticket.with_untracked(|ticket| ticket.number), chosen);
    };
    // The control shows what the server says, also after a choice that was refused.
    let shown = move || {
        orders.running.track();
        owner.get().map(|owner| owner.to_string()).unwrap_or_default()
    };
    view! {
        <label class="owner-choice">
            <span class="owner-choice__label">{text::OWNER}</span>
            <select class="owner-choice__select" on:change=choose prop:value=shown data-testid="owner">
                <option value="" selected=move || owner.with(Option::is_none)>{text::NOBODY}</option>
                {move || choices.get().into_iter().map(|(id, name)| {
                    let is_owner = { let id = id.clone(); move || owner.with(|owner| owner.as_ref() == Some(&id)) };
                    view! { <option value=id.to_string() selected=is_owner>{name}</option> }
                }).collect_view()}
            </select>
        </label>
    }
}

/// What can be done.
#[component]
fn HeaderActions(
    /// The ticket.
    #[prop(into)]
    ticket: Signal<Ticket>,
    /// Carries them out.
    orders: Orders,
) -> impl IntoView {
    let desk = desk();
    let number = Memo::new(move |_| ticket.with(|ticket| ticket.number));
    let has_owner = Memo::new(move |_| ticket.with(|ticket| ticket.owner.is_some()));
    let is_closed = Memo::new(move |_| ticket.with(|ticket| ticket.status == TicketStatus::Closed));
    let is_busy = move || (orders.running.get() == Some(number.get())).then_some("true");
    view! {
        <div class="conversation-header__actions">
            <OwnerChoice ticket orders/>
            <Show when=move || !has_owner.get()>
                <button
                    class="button button--primary" type="button" data-testid="take" aria-keyshortcuts="t"
                    aria-disabled=is_busy on:click=move |_| orders.take(number.get_untracked())
                >{text::TAKE}</button>
            </Show>
            <button
                class="button" type="button" data-testid="close-or-reopen" aria-keyshortcuts="e"
                aria-disabled=is_busy on:click=move |_| orders.close_or_reopen(number.get_untracked())
            >
                {move || if is_closed.get() {
                    view! { <Icon sign=Sign::Reopen/><span>{text::REOPEN_TICKET}</span> }.into_any()
                } else {
                    view! { <Icon sign=Sign::Done/><span>{text::CLOSE_TICKET}</span> }.into_any()
                }}
            </button>
            <button
                class="icon-button" type="button" aria-keyshortcuts="d" data-testid="details-button"
                aria-expanded=move || desk.has_details.get().to_string()
                aria-label=text::DETAILS title=text::DETAILS
                on:click=move |_| desk.toggle_details()
            ><Icon sign=Sign::Details/></button>
        </div>
    }
}

/// The head.
#[component]
pub fn ConversationHeader(
    /// The ticket.
    #[prop(into)]
    ticket: Signal<Ticket>,
    /// Carries out what is chosen here.
    orders: Orders,
    /// The way back.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let name = Signal::derive(move || ticket.with(|ticket| ticket.person().to_owned()));
    let status = Memo::new(move |_| ticket.with(|ticket| ticket.status));
    let number = move || ticket.with(|ticket| text::ticket_number(ticket.number.0));
    let channel = move || desk.channel_name(&ticket.with(|ticket| ticket.channel.clone()));
    view! {
        <header class="conversation-header">
            <button
                class="icon-button conversation-header__back" type="button" aria-label=text::BACK
                data-testid="back" on:click=move |_| navigation.back()
            ><Icon sign=Sign::Back/></button>
            <VisitorAvatar name/>
            <div class="conversation-header__who">
                <h2 class="conversation-header__name" tabindex="-1" id="conversation-name"><bdi>{name}</bdi></h2>
                <p class="conversation-header__facts">
                    <span>{number}</span>
                    <span class=move || status_class(status.get()) data-testid="status">{move || text::status(status.get())}</span>
                    <bdi class="conversation-header__channel">{channel}</bdi>
                </p>
            </div>
            <HeaderActions ticket orders/>
        </header>
    }
}
