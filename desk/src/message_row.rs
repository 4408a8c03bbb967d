//! One row of the log: a message with how it stands, a day, an activity, a mark.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::rich_text;
use pulina_shared::ids::Seq;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{Activity, Author};

use crate::keyboard::focus_soon;
use crate::live::LiveConversation;
use crate::log_row::{Delivery, LogRow, MessageRow};
use crate::state::{Desk, desk};
use crate::{dates, text};

/// The name of who did something, and whether it is the signed-in user. Tracks.
fn who(desk: Desk, author: &Author, visitor_name: &str) -> (String, bool) {
    match author {
        Author::Visitor => (visitor_name.to_owned(), false),
        Author::System => (text::SYSTEM.to_owned(), false),
        Author::Agent(user) => (desk.name_of(user), desk.user_id().as_ref() == Some(user)),
    }
}

fn activity_sentence(desk: Desk, activity: &Activity, visitor_name: &str) -> String {
    match activity {
        Activity::Taken(user) => {
            let (name, is_me) = who(desk, &Author::Agent(user.clone()), visitor_name);
            text::taken(&name, is_me)
        }
        Activity::Closed(author) => {
            let (name, is_me) = who(desk, author, visitor_name);
            text::closed(&name, is_me)
        }
        Activity::Reopened(author) => {
            let (name, is_me) = who(desk, author, visitor_name);
            text::reopened(&name, is_me)
        }
        Activity::Unknown => text::UNKNOWN_EVENT.to_owned(),
    }
}

/// What stands under a message that is not stored.
#[component]
fn DeliveryLine(
    /// The message.
    row: MessageRow,
    /// Where it is sent again or deleted.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let id = row.id;
    match row.delivery {
        Delivery::Sent => ().into_any(),
        Delivery::Sending => {
            view! { <p class="message__delivery message__delivery--sending">{text::SENDING}</p> }.into_any()
        }
        Delivery::Failed(reason) => view! {
            <div class="message__delivery message__delivery--failed">
                <p role="alert">{text::NOT_SENT}" "{reason}</p>
                <button class="button button--small" type="button" on:click=move |_| {
                    live.with_value(|live| live.retry(id));
                    focus_soon("#reply");
                }>{text::RETRY}</button>
                <button class="button button--small button--quiet" type="button" on:click=move |_| {
                    live.with_value(|live| live.discard(id));
                    focus_soon("#reply");
                }>{text::DELETE}</button>
            </div>
        }
        .into_any(),
    }
}

/// A message.
#[component]
fn Message(
    /// What was said, by whom, when.
    row: MessageRow,
    /// How the visitor is called.
    visitor_name: Signal<String>,
    /// Where the message belongs.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let desk = desk();
    let author = row.author.clone();
    let name = Memo::new(move |_| {
        let (name, is_me) = visitor_name.with(|visitor_name| who(desk, &author, visitor_name));
        if is_me { text::YOU.to_owned() } else { name }
    });
    let class = match row.author {
        Author::Visitor => "message message--visitor",
        Author::Agent(_) | Author::System => "message message--ours",
    };
    let head_class = if row.is_first { "message__head" } else { "message__head visually-hidden" };
    let at = row.at;
    let body = NodeRef::<html::Div>::new();
    Effect::new({
        let text = row.text.clone();
        move || {
            if let Some(body) = body.get() {
                rich_text::show(&body, &text);
            }
        }
    });
    let (is_first, is_waiting) = (row.is_first, row.delivery == Delivery::Sending);
    view! {
        <div class=class class:message--first=is_first class:message--waiting=is_waiting>
            <p class=head_class>
                <bdi class="message__author">{name}</bdi>
                " "
                <time class="message__time" datetime=dates::iso(at) title=dates::whole(at)>{dates::time(at)}</time>
            </p>
            <div class="message__text foreign-text" dir="auto" title=dates::whole(at) node_ref=body></div>
            <DeliveryLine row live/>
        </div>
    }
}

/// A line of the system.
#[component]
fn ActivityLine(
    /// When.
    at: Timestamp,
    /// What happened.
    activity: Activity,
    /// How the visitor is called.
    visitor_name: Signal<String>,
) -> impl IntoView {
    let desk = desk();
    let sentence = move || visitor_name.with(|visitor_name| activity_sentence(desk, &activity, visitor_name));
    view! {
        <p class="log-line">
            <bdi>{sentence}</bdi>
            " · "
            <time class="log-line__time" datetime=dates::iso(at) title=dates::whole(at)>{dates::time(at)}</time>
        </p>
    }
}

/// A row.
#[component]
pub fn Row(
    /// What stands in it.
    row: LogRow,
    /// How the visitor is called.
    visitor_name: Signal<String>,
    /// The conversation.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let desk = desk();
    match row {
        LogRow::Day(_, at) => view! {
            <h3 class="log-day"><span>{move || dates::day_heading(at, desk.now.get().max(at))}</span></h3>
        }
        .into_any(),
        LogRow::Message(row) => view! { <Message row visitor_name live/> }.into_any(),
        LogRow::Activity(_, at, activity) => view! { <ActivityLine at activity visitor_name/> }.into_any(),
        LogRow::Unknown(Seq(_)) => view! { <p class="log-line">{text::UNKNOWN_EVENT}</p> }.into_any(),
        LogRow::Seen(_) => view! { <p class="log-seen">{text::SEEN}</p> }.into_any(),
    }
}
