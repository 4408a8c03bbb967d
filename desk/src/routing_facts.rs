//! Among the facts of a ticket: why it has its owner, how urgent it is, in which inbox it lies, and whose
//! contact its person is.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::UserId;
use pulina_shared::wire::help_desk::Ticket;
use pulina_shared::wire::routing::{ContactOwner, OwnerReason, Priority};

use crate::reading::note;
use crate::state::desk;
use crate::{api, text};

/// The owner, and why.
#[component]
pub fn OwnerFact(
    /// The ticket.
    ticket: Signal<Ticket>,
) -> impl IntoView {
    let desk = desk();
    let owner = move || match ticket.with(|ticket| ticket.owner.clone()) {
        Some(owner) => desk.name_of(&owner),
        None => text::NOBODY.to_owned(),
    };
    let reason = Memo::new(move |_| ticket.with(|ticket| ticket.owner_reason.clone()));
    let why = move || {
        let reason = reason.get()?;
        let (by, is_me) = match &reason {
            OwnerReason::Chosen(by) => (Some(desk.name_of(by)), desk.user_id().as_ref() == Some(by)),
            _ => (None, false),
        };
        Some(text::owner_reason(&reason, by.as_deref(), is_me))
    };
    view! {
        <dt>{text::OWNER}</dt>
        <dd>
            <bdi>{owner}</bdi>
            {move || why().map(|why| view! { <p class="facts__why" data-testid="owner-reason">{why}</p> })}
        </dd>
    }
}

/// How urgent it is, as a choice.
#[component]
pub fn PriorityFact(
    /// The ticket.
    ticket: Signal<Ticket>,
) -> impl IntoView {
    let desk = desk();
    let priority = Memo::new(move |_| ticket.with(|ticket| ticket.priority));
    // The control shows what the server says, also after a choice that was refused.
    let refused = RwSignal::new(());
    let shown = move || {
        refused.track();
        priority.get().map_or("", Priority::as_str)
    };
    let choose = move |event| {
        let number = ticket.with_untracked(|ticket| ticket.number);
        let chosen = Priority::parse(&event_target_value(&event));
        spawn_local(async move {
            match api::change_priority(number, chosen).await {
                Ok(ticket) => desk.book.update(|book| book.receive_ticket(ticket)),
                Err(error) => {
                    note(desk, &error);
                    desk.alert.set(Some(api::explain(&error)));
                    refused.notify();
                }
            }
        });
    };
    let options = Priority::ALL.map(|of| {
        view! { <option value=of.as_str() selected=move || priority.get() == Some(of)>{text::priority(of)}</option> }
    });
    view! {
        <dt id="priority-label">{text::TICKET_PRIORITY}</dt>
        <dd>
            <select class="field__input facts__choice" aria-labelledby="priority-label" data-testid="priority"
                prop:value=shown on:change=choose>
                <option value="" selected=move || priority.get().is_none()>{text::NO_PRIORITY}</option>
                {options.collect_view()}
            </select>
        </dd>
    }
}

/// The inbox, where there is more than one to tell apart.
#[component]
pub fn InboxFact(
    /// The ticket.
    ticket: Signal<Ticket>,
) -> impl IntoView {
    let desk = desk();
    let name = move || {
        let inbox = ticket.with(|ticket| ticket.inbox.clone());
        let inboxes = desk.inboxes();
        let found = inboxes.iter().find(|it| it.id == inbox).map(|it| it.name.clone());
        found.filter(|_| inboxes.len() > 1)
    };
    move || name().map(|name| view! { <dt>{text::INBOX}</dt><dd><bdi>{name}</bdi></dd> })
}

/// Whose contact the person is, as a choice.
#[component]
pub fn ContactOwnerFact(
    /// The ticket.
    ticket: Signal<Ticket>,
) -> impl IntoView {
    let desk = desk();
    let number = Memo::new(move |_| ticket.with(|ticket| ticket.number));
    let owner = RwSignal::new(None::<UserId>);
    Effect::new(move |_| {
        let asked = number.get();
        owner.set(None);
        spawn_local(async move {
            // A help and nothing more: what cannot be had is shown as nobody.
            let Ok(found) = api::contact_owner(asked).await else { return };
            if number.try_get_untracked() == Some(asked) {
                owner.set(found.owner);
            }
        });
    });
    let people = Memo::new(move |_| {
        let mut people: Vec<_> = desk
            .people
            .with(|people| people.values().map(|user| (user.id.clone(), user.name.clone())).collect());
        people.sort_by_key(|(_, name)| name.to_lowercase());
        people
    });
    let choose = move |event| {
        let wanted = ContactOwner { owner: UserId::parse(&event_target_value(&event)).ok() };
        let of = number.get_untracked();
        spawn_local(async move {
            match api::change_contact_owner(of, &wanted).await {
                Ok(kept) => owner.set(kept.owner),
                Err(error) => {
                    note(desk, &error);
                    desk.alert.set(Some(api::explain(&error)));
                    owner.notify();
                }
            }
        });
    };
    let shown = move || owner.get().map(|owner| owner.to_string()).unwrap_or_default();
    view! {
        <dt id="contact-owner-label">{text::CONTACT_OWNER}</dt>
        <dd>
            <select class="field__input facts__choice" aria-labelledby="contact-owner-label" data-testid="contact-owner"
                prop:value=shown on:change=choose>
                <option value="" selected=move || owner.with(Option::is_none)>{text::NOBODY}</option>
                {move || people.get().into_iter().map(|(id, name)| {
                    let is_owner = { let id = id.clone(); move || owner.with(|owner| owner.as_ref() == Some(&id)) };
                    view! { <option value=id.to_string() selected=is_owner>{name}</option> }
                }).collect_view()}
            </select>
        </dd>
    }
}
