//! One row of the log: a message with all that it carries and how it stands, a day, an activity, what
//! the visitor did, a mark.

use leptos::html;
use leptos::prelude::*;
use pulina_browser::rich_text;
use pulina_shared::ids::Seq;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::conversation::{Activity, Author};

use crate::deed_row::DeedRow;
use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::live::LiveConversation;
use crate::log_row::{Change, Delivery, LogRow, MessageRow};
use crate::message_files::MessageFiles;
use crate::message_offers::{LinkCards, OfferedChoices};
use crate::own_messages::OwnMessages;
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

/// What stands under a message that is not stored as it is shown.
#[component]
fn DeliveryLine(
    /// The message.
    row: MessageRow,
    /// Where it is sent again or deleted.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    let id = row.id;
    let waiting = match (&row.delivery, &row.change) {
        (Delivery::Failed(reason), _) => {
            return view! {
                <div class="message__delivery message__delivery--failed">
                    <p role="alert">{text::NOT_SENT}" "{reason.clone()}</p>
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
            .into_any();
        }
        (Delivery::Sending, _) => Some(text::SENDING),
        (Delivery::Sent, Some(Change::Edit(_))) => Some(text::SAVING_EDIT),
        (Delivery::Sent, Some(Change::Delete)) => Some(text::DELETING),
        (Delivery::Sent, None) => None,
    };
    waiting
        .map(|sentence| view! { <p class="message__delivery message__delivery--sending">{sentence}</p> })
        .into_any()
}

/// What its author can still do with a message.
#[component]
fn MessageTools(
    /// The message.
    row: MessageRow,
    /// Where that begins.
    own: OwnMessages,
) -> impl IntoView {
    let desk = desk();
    let id = row.id;
    let is_open = {
        let row = row.clone();
        Memo::new(move |_| row.may_change(desk.now.get()))
    };
    let row = StoredValue::new(row);
    view! {
        <Show when=move || is_open.get()>
            <div class="message__tools">
                <Show when=move || row.with_value(|row| !row.text.is_empty())>
                    <button
                        class="icon-button" type="button" aria-label=text::EDIT title=text::EDIT
                        on:click=move |_| own.edit(id, row.with_value(|row| row.text.clone()))
                    ><Icon sign=Sign::Edit/></button>
                </Show>
                <button
                    class="icon-button" type="button" aria-label=text::DELETE title=text::DELETE
                    on:click=move |_| own.ask_to_delete(id)
                ><Icon sign=Sign::Delete/></button>
            </div>
        </Show>
    }
}

/// The text of a message, and what it said at first.
#[component]
fn MessageWords(
    /// What it says.
    text: String,
    /// What it said at first.
    first_text: Option<String>,
    /// When.
    at: Timestamp,
) -> impl IntoView {
    let body = NodeRef::<html::Div>::new();
    let is_shown = !text.is_empty();
    Effect::new(move || {
        if let Some(body) = body.get() {
            rich_text::show(&body, &text);
        }
    });
    view! {
        {is_shown.then(|| view! {
            <div class="message__text foreign-text" dir="auto" title=dates::whole(at) node_ref=body></div>
        })}
        {first_text.map(|first_text| view! {
            <details class="message__edited">
                <summary>{text::EDITED}</summary>
                <p class="visually-hidden">{text::FIRST_TEXT}</p>
                <p class="message__first-text foreign-text" dir="auto">{first_text}</p>
            </details>
        })}
    }
}

/// What a message says and carries.
#[component]
fn MessageBody(
    /// The message.
    row: MessageRow,
    /// How its author is called.
    name: Memo<(String, bool)>,
    /// Where the message belongs.
    live: StoredValue<LiveConversation, LocalStorage>,
) -> impl IntoView {
    if row.is_deleted {
        let sentence = move || name.with(|(name, is_me)| text::deleted_by(name, *is_me));
        return view! { <p class="message__deleted"><Icon sign=Sign::Delete/><bdi>{sentence}</bdi></p> }
            .into_any();
    }
    let MessageRow { text, first_text, files, n_unknown_files, choices, cards, at, change, .. } = row;
    let text = match change {
        Some(Change::Edit(text)) => text,
        Some(Change::Delete) | None => text,
    };
    let conversation = live.with_value(|live| live.id.clone());
    view! {
        <MessageWords text first_text at/>
        <MessageFiles files n_unknown=n_unknown_files conversation/>
        <LinkCards cards/>
        <OfferedChoices choices/>
    }
    .into_any()
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
    /// What can be done with own messages.
    own: OwnMessages,
) -> impl IntoView {
    let desk = desk();
    let author = row.author.clone();
    let name = Memo::new(move |_| visitor_name.with(|visitor_name| who(desk, &author, visitor_name)));
    let class = match row.author {
        Author::Visitor => "message message--visitor",
        Author::Agent(_) | Author::System => "message message--ours",
    };
    let head_class = if row.is_first { "message__head" } else { "message__head visually-hidden" };
    let (at, id, is_first) = (row.at, row.id.to_string(), row.is_first);
    let is_waiting = row.delivery == Delivery::Sending || row.change.is_some();
    view! {
        <div class=class class:message--first=is_first class:message--waiting=is_waiting data-message=id>
            <p class=head_class>
                <bdi class="message__author">
                    {move || name.with(|(name, is_me)| if *is_me { text::YOU.to_owned() } else { name.clone() })}
                </bdi>
                " "
                <time class="message__time" datetime=dates::iso(at) title=dates::whole(at)>{dates::time(at)}</time>
            </p>
            <div class="message__line">
                <div class="message__body"><MessageBody row=row.clone() name live/></div>
                {row.is_mine.then(|| view! { <MessageTools row=row.clone() own/> })}
            </div>
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
    /// What can be done with own messages.
    own: OwnMessages,
) -> impl IntoView {
    let desk = desk();
    match row {
        LogRow::Day(_, at) => view! {
            <h3 class="log-day"><span>{move || dates::day_heading(at, desk.now.get().max(at))}</span></h3>
        }
        .into_any(),
        LogRow::Message(row) => view! { <Message row visitor_name live own/> }.into_any(),
        LogRow::Activity(_, at, activity) => view! { <ActivityLine at activity visitor_name/> }.into_any(),
        LogRow::Deed(_, at, deed) => view! { <DeedRow at deed visitor_name/> }.into_any(),
        LogRow::Unknown(Seq(_)) => view! { <p class="log-line">{text::UNKNOWN_EVENT}</p> }.into_any(),
        LogRow::Seen(_) => view! { <p class="log-seen">{text::SEEN}</p> }.into_any(),
    }
}
