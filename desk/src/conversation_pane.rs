//! The place of the open ticket: finds it, connects its conversation, and shows what stands there
//! meanwhile, when nothing is chosen, and when there is no such ticket.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::{Timer, now};
use pulina_shared::connection::Link;
use pulina_shared::ids::{ConversationId, TicketNumber};
use pulina_shared::problem::Code;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::help_desk::{Ticket, TicketStatus};

use crate::composer::Composer;
use crate::contact_panel::ContactPanel;
use crate::conversation_header::ConversationHeader;
use crate::drop_zone::DropZone;
use crate::icon::{Icon, Sign};
use crate::live::{LiveConversation, LiveConversations};
use crate::message_log::MessageLog;
use crate::navigation::Navigation;
use crate::order::Orders;
use crate::own_messages::{DeleteDialog, OwnMessages};
use crate::reading::read_ticket;
use crate::state::desk;
use crate::status_bar::LinkBar;
use crate::{api, text};

/// Tickets passed faster than this are not connected: whoever holds J down looks at none of them.
const PASSING_MS: u64 = 350;
/// How long the agent must stay on one then.
const STAY_MS: u64 = 250;

/// What the pane needs to act.
#[derive(Clone, Copy)]
pub struct Means {
    pub navigation: Navigation,
    pub orders: Orders,
    pub conversations: LiveConversations,
}

/// What stands in the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Reading,
    Known(ConversationId),
    NotHere(&'static str, String),
}

/// Nothing is chosen.
#[component]
fn NothingOpen() -> impl IntoView {
    view! {
        <div class="empty empty--wide">
            <span class="empty__sign"><Icon sign=Sign::Logo/></span>
            <h2 class="empty__title">{text::NOTHING_OPEN}</h2>
            <p class="empty__text">{text::NOTHING_OPEN_WHY}</p>
        </div>
    }
}

/// The ticket or its conversation cannot be shown.
#[component]
fn NotHere(
    /// What.
    title: &'static str,
    /// Why, and what to do.
    #[prop(into)]
    sentence: String,
    /// The way back.
    navigation: Navigation,
) -> impl IntoView {
    view! {
        <div class="empty empty--wide" role="alert">
            <h2 class="empty__title">{title}</h2>
            <p class="empty__text">{sentence}</p>
            <button class="button" type="button" on:click=move |_| navigation.back()>{text::BACK}</button>
        </div>
    }
}

/// What the agent has to know about the last order.
#[component]
fn OrderNotice(
    /// The ticket on screen.
    number: TicketNumber,
    /// Where it is told.
    orders: Orders,
) -> impl IntoView {
    let sentence = Memo::new(move |_| {
        orders.notice.get().filter(|notice| notice.ticket == number).map(|notice| notice.sentence)
    });
    view! {
        <div role="alert">
            {move || sentence.get().map(|sentence| view! {
                <p class="banner banner--warning">
                    <span>{sentence}</span>
                    <button class="button button--small button--quiet" type="button" on:click=move |_| orders.notice.set(None)>
                        {text::DISMISS}
                    </button>
                </p>
            })}
        </div>
    }
}

/// A connected conversation.
#[component]
fn OpenConversation(
    /// The ticket.
    #[prop(into)]
    ticket: Signal<Ticket>,
    /// The conversation.
    live: LiveConversation,
    /// What the agent can do.
    means: Means,
) -> impl IntoView {
    let desk = desk();
    let live = StoredValue::new_local(live);
    let visitor_name = Signal::derive(move || ticket.with(|ticket| ticket.person().to_owned()));
    let is_closed = Memo::new(move |_| ticket.with(|ticket| ticket.status == TicketStatus::Closed));
    let link = Memo::new(move |_| live.with_value(LiveConversation::link));
    let is_gone = Memo::new(move |_| link.get() == Link::Refused(Code::NotFound.close_code()));
    let is_desk_up = Memo::new(move |_| desk.link.get() == Link::Open);
    let number = ticket.with_untracked(|ticket| ticket.number);
    let own = OwnMessages::new();
    view! {
        <section class="conversation" aria-labelledby="conversation-name" data-testid="conversation">
            <ConversationHeader ticket orders=means.orders navigation=means.navigation/>
            <OrderNotice number orders=means.orders/>
            // While the whole desk is cut off, its own bar says so.
            <Show when=move || is_desk_up.get() && !is_gone.get()>
                <LinkBar link=link on_try=Callback::new(move |()| {
                    live.with_value(|live| live.handle(pulina_shared::client::Input::Nudged));
                })/>
            </Show>
            <Show
                when=move || !is_gone.get()
                fallback=move || view! {
                    <NotHere title=text::CONVERSATION_GONE sentence=text::CONVERSATION_GONE_WHY navigation=means.navigation/>
                }
            >
                <MessageLog live visitor_name own/>
                <Composer live visitor_name is_closed own/>
                <DropZone live own/>
                <DeleteDialog own live/>
            </Show>
        </section>
        <Show when=move || desk.has_details.get()>
            <ContactPanel ticket live/>
        </Show>
    }
}

/// A ticket that the desk knows; connects its conversation.
#[component]
fn KnownTicket(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
    /// Its conversation.
    id: ConversationId,
    /// When the agent came here from another ticket.
    left_at: Option<Timestamp>,
    /// What the agent can do.
    means: Means,
) -> impl IntoView {
    let is_passing = left_at.is_some_and(|left_at| now().since(left_at) < PASSING_MS);
    let is_wanted = RwSignal::new(!is_passing || means.conversations.has(&id));
    let _stay = StoredValue::new_local((!is_wanted.get_untracked()).then(|| {
        Timer::after(STAY_MS, move || {
            is_wanted.try_set(true);
        })
    }));
    let first = ticket.get_untracked();
    move || {
        let live = if is_wanted.get() { means.conversations.open(&id) } else { None };
        let first = first.clone()?;
        let ticket = Signal::derive(move || ticket.get().unwrap_or_else(|| first.clone()));
        Some(match live {
            Some(live) => view! { <OpenConversation ticket live means/> }.into_any(),
            None => view! {
                <section class="conversation">
                    <ConversationHeader ticket orders=means.orders navigation=means.navigation/>
                </section>
            }
            .into_any(),
        })
    }
}

/// The pane.
#[component]
pub fn ConversationPane(
    /// What the agent can do.
    means: Means,
) -> impl IntoView {
    let desk = desk();
    let number = Memo::new(move |_| desk.place.with(|place| place.ticket));
    // The last known form stays on screen while a lost list is read again.
    let ticket = Memo::new(move |before: Option<&Option<Ticket>>| {
        let number = number.get()?;
        let known = desk.ticket(number);
        known.or_else(|| before.cloned().flatten().filter(|ticket| ticket.number == number))
    });
    let conversation =
        Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.conversation.clone())));
    let failure = RwSignal::new(None::<(&'static str, String)>);
    let left_at = StoredValue::new(None::<Timestamp>);
    let shown = Memo::new(move |_| match (number.get(), conversation.get(), failure.get()) {
        (None, ..) => Shown::Nothing,
        (_, Some(id), _) => Shown::Known(id),
        (_, None, Some((title, sentence))) => Shown::NotHere(title, sentence),
        (_, None, None) => Shown::Reading,
    });

    Effect::new(move |_| {
        failure.set(None);
        if let Some(number) = number.get()
            && ticket.with_untracked(Option::is_none)
        {
            spawn_local(async move {
                if let Err(error) = read_ticket(desk, number).await {
                    failure.set(Some(match error.status() {
                        404 | 400 => (text::TICKET_MISSING, text::TICKET_MISSING_WHY.to_owned()),
                        _ => (text::TICKET_FAILED, api::explain(&error)),
                    }));
                }
            });
        }
    });
    move || {
        let before = left_at.get_value();
        left_at.set_value(Some(now()));
        match shown.get() {
            Shown::Known(id) => view! { <KnownTicket ticket id left_at=before means/> }.into_any(),
            Shown::Nothing => {
                left_at.set_value(None);
                view! { <section class="conversation" aria-label=text::CONVERSATION><NothingOpen/></section> }
                    .into_any()
            }
            Shown::NotHere(title, sentence) => view! {
                <section class="conversation" aria-label=text::CONVERSATION>
                    <NotHere title sentence navigation=means.navigation/>
                </section>
            }
            .into_any(),
            Shown::Reading => view! {
                <section class="conversation" aria-label=text::CONVERSATION>
                    <p class="visually-hidden" role="status">{text::LOADING_CONVERSATION}</p>
                </section>
            }
            .into_any(),
        }
    }
}
