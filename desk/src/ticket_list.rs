//! The list of the view on screen: live, newest change first, more on scroll, and what stands there
//! while it loads, when it is empty and when it failed.

use leptos::html;
use leptos::prelude::*;
use pulina_shared::wire::help_desk::View;

use crate::help_desk_socket::HelpDeskSocket;
use crate::navigation::Navigation;
use crate::place::Place;
use crate::reading::{read_list, read_more};
use crate::state::{Loading, desk};
use crate::text;
use crate::ticket_book::ListOf;
use crate::ticket_row::TicketRow;

/// More is read when the end of the list is nearer than this.
const NEAR_END_PIXELS: i32 = 600;

/// Rows of no content yet.
#[component]
pub fn ListSkeleton() -> impl IntoView {
    let row = || {
        view! {
            <div class="ticket-skeleton">
                <span class="skeleton skeleton--round"></span>
                <span class="skeleton"></span>
                <span class="skeleton skeleton--half"></span>
            </div>
        }
    };
    view! {
        <p class="visually-hidden" role="status">{text::LOADING_TICKETS}</p>
        <div aria-hidden="true">{(0..6).map(|_| row()).collect_view()}</div>
    }
}

/// A view without tickets: why, and where to go.
#[component]
fn EmptyView(
    /// Which view.
    of: View,
    /// The way elsewhere.
    navigation: Navigation,
) -> impl IntoView {
    let (title, sentence, step) = text::empty_view(of);
    view! {
        <div class="empty" data-testid="empty-list">
            <h3 class="empty__title">{title}</h3>
            <p class="empty__text">{sentence}</p>
            {step.map(|(to, name)| view! {
                <button class="button" type="button" on:click=move |_| navigation.show(to)>{name}</button>
            })}
        </div>
    }
}

/// What stands below the rows.
#[component]
fn ListEnd() -> impl IntoView {
    let desk = desk();
    let has_more = Memo::new(move |_| {
        let of = desk.place.with(Place::list);
        desk.book.with(|book| book.next_cursor(of).is_some())
    });
    let failure = Memo::new(move |_| match desk.loading.get() {
        Loading::Failed(sentence) => Some(sentence),
        Loading::Idle | Loading::Running => None,
    });
    view! {
        <Show when=move || has_more.get()>
            <div class="ticket-list__end">
                <p role="status">
                    {move || failure.get().map(|sentence| format!("{} {sentence}", text::MORE_FAILED))}
                </p>
                <button class="button" type="button" on:click=move |_| read_more(desk)>
                    {move || match desk.loading.get() {
                        Loading::Running => text::LOADING,
                        Loading::Failed(_) => text::TRY_AGAIN,
                        Loading::Idle => text::LOAD_MORE,
                    }}
                </button>
            </div>
        </Show>
    }
}

/// The list.
#[component]
pub fn TicketList(
    /// The way around.
    navigation: Navigation,
    /// Goes on from the first page.
    socket: HelpDeskSocket,
) -> impl IntoView {
    let desk = desk();
    let scroller = NodeRef::<html::Div>::new();
    let shown = Memo::new(move |_| desk.place.with(Place::list));
    let list = Memo::new(move |_| desk.list(shown.get()));
    let title = move || {
        let ListOf { view, inbox } = shown.get();
        let name = inbox.and_then(|inbox| desk.inboxes().into_iter().find(|it| it.id == inbox));
        text::view_of(view, name.map(|inbox| inbox.name).as_deref())
    };
    let is_read = Memo::new(move |_| list.with(Option::is_some));
    let is_empty = Memo::new(move |_| list.with(|list| list.as_ref().is_some_and(Vec::is_empty)));
    let has_failed = Memo::new(move |_| desk.loading.with(|loading| matches!(loading, Loading::Failed(_))));

    // A view is read when it is shown for the first time, and again after the history was lost.
    Effect::new(move |_| {
        let of = shown.get();
        if is_read.get() {
            desk.loading.set(Loading::Idle);
        } else {
            read_list(desk, socket, of);
        }
    });
    Effect::new(move |_| {
        shown.track();
        if let Some(scroller) = scroller.get() {
            scroller.set_scroll_top(0);
        }
    });
    let read_more_near_end = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            let left = scroller.scroll_height() - scroller.scroll_top() - scroller.client_height();
            if left < NEAR_END_PIXELS && desk.loading.with_untracked(|loading| *loading == Loading::Idle) {
                read_more(desk);
            }
        }
    };
    let body = move || match (is_read.get(), is_empty.get(), has_failed.get()) {
        (false, _, true) => view! {
            <div class="empty" role="alert">
                <h3 class="empty__title">{text::LIST_FAILED}</h3>
                <p class="empty__text">{move || match desk.loading.get() {
                    Loading::Failed(sentence) => sentence,
                    Loading::Idle | Loading::Running => String::new(),
                }}</p>
                <button class="button button--primary" type="button" on:click=move |_| {
                    read_list(desk, socket, shown.get_untracked());
                }>{text::TRY_AGAIN}</button>
            </div>
        }
        .into_any(),
        (false, ..) => view! { <ListSkeleton/> }.into_any(),
        (true, true, _) => view! { <EmptyView of=shown.get().view navigation/> }.into_any(),
        (true, false, _) => view! {
            <ul class="ticket-list__rows" data-testid="tickets">
                <For
                    each=move || list.get().unwrap_or_default()
                    key=|number| *number
                    children=move |number| view! { <TicketRow number navigation/> }
                />
            </ul>
            <ListEnd/>
        }
        .into_any(),
    };
    view! {
        <section class="ticket-list" aria-label=text::TICKETS>
            <div class="ticket-list__head">
                <h2 class="ticket-list__title">{title}</h2>
            </div>
            <div class="ticket-list__scroll" node_ref=scroller on:scroll=read_more_near_end>{body}</div>
        </section>
    }
}
