//! What is known of the visitor and the ticket: only what exists.

use leptos::prelude::*;
use pulina_shared::wire::conversation::EventKind;
use pulina_shared::wire::help_desk::Ticket;

use crate::avatar::VisitorAvatar;
use crate::icon::{Icon, Sign};
use crate::keyboard::focus;
use crate::live::LiveConversation;
use crate::state::desk;
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
    let name = Signal::derive(move || ticket.with(|ticket| ticket.visitor_name.clone()));
    let status = Memo::new(move |_| ticket.with(|ticket| ticket.status));
    let opened_at = Memo::new(move |_| ticket.with(|ticket| ticket.opened_at));
    let changed_at = Memo::new(move |_| ticket.with(|ticket| ticket.changed_at));
    let owner = move || match ticket.with(|ticket| ticket.owner.clone()) {
        Some(owner) => desk.name_of(&owner),
        None => text::NOBODY.to_owned(),
    };
    let read = Memo::new(move |_| live.with_value(has_read_all));
    let close_on_escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            desk.toggle_details();
            focus("[data-testid=details-button]");
        }
    };
    view! {
        <aside class="contact-panel" aria-label=text::DETAILS data-testid="details" on:keydown=close_on_escape>
            <button
                class="icon-button contact-panel__close" type="button" aria-label=text::HIDE_DETAILS
                on:click=move |_| {
                    desk.toggle_details();
                    focus("[data-testid=details-button]");
                }
            ><Icon sign=Sign::Close/></button>
            <div class="contact-panel__who">
                <VisitorAvatar name/>
                <h3 class="contact-panel__name"><bdi>{name}</bdi></h3>
            </div>
            <dl class="facts">
                <dt>{text::SUBJECT}</dt>
                <dd class="foreign-text">{move || ticket.with(|ticket| ticket.subject.clone())}</dd>
                <dt>{text::STATUS}</dt>
                <dd><span class=move || status_class(status.get())>{move || text::status(status.get())}</span></dd>
                <dt>{text::OWNER}</dt>
                <dd><bdi>{owner}</bdi></dd>
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
            </dl>
        </aside>
    }
}
