//! What goes with the reply, above the field in which it is written: files with their progress,
//! answers and links, each with a way to take it out.

use leptos::prelude::*;

use crate::attached::{Attached, AttachedFile, Standing};
use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::message_files::sign_of;
use crate::state::desk;
use crate::text;

/// The button that takes something out.
#[component]
fn RemoveButton(
    /// What it takes out.
    name: String,
    /// Does it.
    on_press: Callback<()>,
) -> impl IntoView {
    let label = text::remove(&name);
    view! {
        <button
            class="icon-button icon-button--small" type="button" aria-label=label.clone() title=label
            on:click=move |_| {
                on_press.run(());
                focus_soon("#reply");
            }
        ><Icon sign=Sign::Close/></button>
    }
}

/// How a file stands, in words or as a bar.
#[component]
fn FileStanding(
    /// The file.
    file: AttachedFile,
    /// Where it is tried again.
    attached: StoredValue<Attached, LocalStorage>,
) -> impl IntoView {
    let AttachedFile { id, name, standing, .. } = file;
    move || match standing.get() {
        Standing::Uploading(percent) => view! {
            <progress class="tray__progress" max="100" value=percent aria-label=name.clone()></progress>
            <span class="file__size">{text::uploading(percent)}</span>
        }
        .into_any(),
        Standing::Ready(info) => {
            view! { <span class="file__size">{text::file_size(info.n_bytes)}</span> }.into_any()
        }
        Standing::Failed(why, may_help) => view! {
            <span class="tray__failure" role="alert">
                <span class="visually-hidden">{name.clone()}": "</span>{text::NOT_UPLOADED}" "{why}
            </span>
            {may_help.then(|| view! {
                <button
                    class="button button--small" type="button" aria-label=text::retry_upload(&name)
                    on:click=move |_| attached.with_value(|attached| attached.retry(id))
                >{text::RETRY}</button>
            })}
        }
        .into_any(),
    }
}

/// A file.
#[component]
fn TrayFile(
    /// The file.
    file: AttachedFile,
    /// Where it belongs.
    attached: StoredValue<Attached, LocalStorage>,
) -> impl IntoView {
    let desk = desk();
    let (id, name) = (file.id, file.name.clone());
    let standing = file.standing.clone();
    let told = name.clone();
    Effect::new(move |was_ready: Option<bool>| {
        let is_ready = matches!(standing.get(), Standing::Ready(_));
        if is_ready && was_ready == Some(false) {
            desk.announce(&text::uploaded(&told));
        }
        is_ready
    });
    let on_press = Callback::new(move |()| attached.with_value(|attached| attached.remove(id)));
    view! {
        <li class="tray__item" data-testid="attached-file">
            <Icon sign=sign_of(&file.media_type)/>
            <bdi class="file__name" title=name.clone()>{name.clone()}</bdi>
            <FileStanding file attached/>
            <RemoveButton name on_press/>
        </li>
    }
}

/// Answers and links.
#[component]
fn TrayOffers(
    /// Where they are.
    attached: StoredValue<Attached, LocalStorage>,
) -> impl IntoView {
    let choices = attached.with_value(|attached| attached.choices.clone());
    let cards = attached.with_value(|attached| attached.cards.clone());
    let labels = Memo::new({
        let choices = choices.clone();
        move |_| choices.with(|choices| choices.iter().map(|choice| choice.label.clone()).collect::<Vec<_>>())
    });
    let titles = Memo::new({
        let cards = cards.clone();
        move |_| cards.with(|cards| cards.iter().map(|card| card.title.clone()).collect::<Vec<_>>())
    });
    let item = |sign: Sign, name: String, on_press: Callback<()>| {
        view! {
            <li class="tray__item">
                <Icon sign/>
                <bdi class="file__name" title=name.clone()>{name.clone()}</bdi>
                <RemoveButton name on_press/>
            </li>
        }
    };
    move || {
        let choices = choices.clone();
        let cards = cards.clone();
        let of_choices = labels.get().into_iter().enumerate().map(move |(place, label)| {
            let choices = choices.clone();
            let remove = move |()| choices.update(|choices| drop_at(choices, place));
            item(Sign::Send, label, Callback::new(remove))
        });
        let of_cards = titles.get().into_iter().enumerate().map(move |(place, title)| {
            let cards = cards.clone();
            let remove = move |()| cards.update(|cards| drop_at(cards, place));
            item(Sign::Link, title, Callback::new(remove))
        });
        of_choices.chain(of_cards).collect_view()
    }
}

fn drop_at<T>(items: &mut Vec<T>, place: usize) {
    if place < items.len() {
        items.remove(place);
    }
}

/// The tray; nothing when nothing goes with the reply.
#[component]
pub fn AttachedTray(
    /// What goes with the reply.
    attached: StoredValue<Attached, LocalStorage>,
) -> impl IntoView {
    let files = attached.with_value(|attached| attached.files.clone());
    let is_empty = Memo::new(move |_| attached.with_value(Attached::is_empty));
    let list = {
        let files = files.clone();
        move || files.get()
    };
    let list = StoredValue::new_local(list);
    view! {
        <Show when=move || !is_empty.get()>
            <ul class="tray" aria-label=text::ATTACHED>
                <For each=move || list.with_value(|list| list()) key=|file| file.id let:file>
                    <TrayFile file attached/>
                </For>
                <TrayOffers attached/>
            </ul>
        </Show>
    }
}
