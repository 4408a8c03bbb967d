//! One channel in the list: its name, its switch, where it was seen, and what is wrong with it.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::wire::channels::{ChannelChange, ChannelProblem, ChannelRecord};

use super::{Clocks, summary};
use crate::keyboard::focus_soon;
use crate::reading::note;
use crate::settings::Settings;
use crate::settings::section_nav::PlaceLink;
use crate::settings_place::{ChannelTab, SettingsPlace};
use crate::state::{Desk, desk};
use crate::{api, dates, text};

/// A channel while somebody looks at it.
#[derive(Clone, Copy)]
struct Row {
    desk: Desk,
    record: RwSignal<ChannelRecord>,
    /// Why what was wanted was not done.
    told: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
    is_renaming: RwSignal<bool>,
}

impl Row {
    fn take(self, record: ChannelRecord) {
        self.desk.receive_channel(summary(&record));
        // Whoever asked may have left.
        let _ = self.record.try_set(record);
    }

    /// Switches it at once, and back where that was refused.
    fn switch(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        let before = self.record.get_untracked();
        let is_on = !before.is_on;
        self.is_busy.set(true);
        self.told.set(None);
        self.record.update(|record| record.is_on = is_on);
        spawn_local(async move {
            let change = ChannelChange { is_on: Some(is_on), ..ChannelChange::default() };
            match api::change_channel(&before.id, &change).await {
                Ok(record) => {
                    self.desk.announce(&text::switched(&record.name, record.is_on));
                    self.take(record);
                }
                Err(error) => {
                    note(self.desk, &error);
                    let _ = self.record.try_set(before);
                    let _ = self.told.try_set(Some(api::explain(&error)));
                }
            }
            let _ = self.is_busy.try_set(false);
        });
    }

    fn begin_renaming(self) {
        self.is_renaming.set(true);
        focus_soon(".channel__rename input");
    }

    fn end_renaming(self) {
        // Whoever asked may have left.
        if let Some(id) = self.record.try_with_untracked(|record| record.id.to_string()) {
            self.is_renaming.set(false);
            focus_soon(format!("[data-rename='{id}']"));
        }
    }
}

/// The name while it is being changed.
#[component]
fn RenameForm(
    /// The channel.
    row: Row,
) -> impl IntoView {
    let name = RwSignal::new(row.record.with_untracked(|record| record.name.clone()));
    let mistake = RwSignal::new(None::<String>);
    let is_typed =
        Signal::derive(move || row.record.with(|record| name.with(|name| name.trim() != record.name)));
    expect_context::<Settings>().navigation.asks_while(is_typed);
    let refuse = move |sentence: String| {
        // Whoever has left is not called back.
        if mistake.try_set(Some(sentence)).is_none() {
            focus_soon(".channel__rename input");
        }
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked().trim().to_owned();
        if wanted.is_empty() {
            refuse(text::CHANNEL_NAME_MISSING.to_owned());
            return;
        }
        mistake.set(None);
        let id = row.record.with_untracked(|record| record.id.clone());
        spawn_local(async move {
            let change = ChannelChange { name: Some(wanted), ..ChannelChange::default() };
            match api::change_channel(&id, &change).await {
                Ok(record) => {
                    row.desk.announce(&text::renamed(&record.name));
                    row.take(record);
                    row.end_renaming();
                }
                Err(error) => {
                    note(row.desk, &error);
                    refuse(api::explain(&error));
                }
            }
        });
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            row.end_renaming();
        }
    };
    view! {
        <form class="channel__rename" novalidate on:submit=save on:keydown=escape>
            <div class="field">
                <label class="visually-hidden" for="channel-name">{text::CHANNEL_NAME}</label>
                <input class="field__input" id="channel-name" type="text" dir="auto" autocomplete="off"
                    aria-describedby="channel-name-mistake" aria-invalid=move || mistake.with(Option::is_some).to_string()
                    prop:value=name on:input=move |event| name.set(event_target_value(&event))/>
                <p class="field__mistake" id="channel-name-mistake" role="alert">{mistake}</p>
            </div>
            <button class="button" type="submit">{text::SAVE_NAME}</button>
            <button class="button button--quiet" type="button" on:click=move |_| row.end_renaming()>{text::KEEP_NAME}</button>
        </form>
    }
}

/// The name, and the way to another.
#[component]
fn Name(
    /// The channel.
    row: Row,
) -> impl IntoView {
    let ChannelRecord { id, name, .. } = row.record.get_untracked();
    let to = SettingsPlace::Channel(Some(id.clone()), ChannelTab::Look);
    let label = text::rename_channel(&name);
    view! {
        <h4 class="channel__title"><PlaceLink to class="channel__name foreign-text"><bdi>{name}</bdi></PlaceLink></h4>
        <button class="button button--small button--quiet" type="button" data-rename=id.to_string()
            aria-label=label on:click=move |_| row.begin_renaming()>{text::RENAME}</button>
    }
}

/// The switch.
#[component]
fn Switch(
    /// The channel.
    row: Row,
) -> impl IntoView {
    let is_on = Memo::new(move |_| row.record.with(|record| record.is_on));
    let label = move || row.record.with(|record| text::let_visitors_in(&record.name));
    view! {
        <span class="channel__switch">
            <span aria-hidden="true">{move || if is_on.get() { text::IS_ON } else { text::IS_OFF }}</span>
            <button class="switch" type="button" role="switch" aria-label=label aria-checked=move || is_on.get().to_string()
                on:click=move |_| row.switch()><span class="switch__knob"></span></button>
        </span>
    }
}

/// What is wrong.
#[component]
fn Problems(
    /// The channel.
    row: Row,
) -> impl IntoView {
    let lines = move || {
        let (id, problems) = row.record.with(|record| (record.id.clone(), record.problems.clone()));
        let line = |problem: ChannelProblem| {
            let link = text::mended_at(&problem).map(|(tab, name)| {
                let to = SettingsPlace::Channel(Some(id.clone()), tab);
                view! { " "<PlaceLink to class="channel__mend">{name}</PlaceLink> }
            });
            view! { <li class="channel__problem"><span>{text::channel_problem(&problem)}</span>{link}</li> }
        };
        problems.into_iter().map(line).collect_view()
    };
    view! { <ul class="channel__problems">{lines}</ul> }
}

/// The channel.
#[component]
pub fn ChannelRow(
    /// How it was read.
    record: ChannelRecord,
    /// When that was.
    clocks: Clocks,
) -> impl IntoView {
    let (desk, settings) = (desk(), expect_context::<Settings>());
    let id = record.id.clone();
    let row = Row {
        desk,
        record: RwSignal::new(record),
        told: RwSignal::default(),
        is_busy: RwSignal::new(false),
        is_renaming: RwSignal::new(false),
    };
    let name = Memo::new(move |_| row.record.with(|record| record.name.clone()));
    let about = move || row.record.with(|record| text::kind_and_inbox(record.kind, &record.inbox_name));
    let seen = move || {
        let now = clocks.now(desk.now.get());
        let seen = row.record.with(|record| record.seen.clone())?;
        Some(text::last_seen(&seen.page, &dates::ago_in_words(seen.at, now)))
    };
    let works = Memo::new(move |_| row.record.with(|record| record.problems.is_empty()));
    let has_draft = Memo::new(move |_| row.record.with(|record| record.has_draft));
    let is_unsaved = Memo::new(move |_| settings.is_unsaved(&id));
    view! {
        <li class="channel">
            <div class="channel__head">
                {move || {
                    name.get();
                    if row.is_renaming.get() {
                        view! { <RenameForm row/> }.into_any()
                    } else {
                        view! { <Name row/> }.into_any()
                    }
                }}
                <Switch row/>
            </div>
            <p class="field__mistake" role="alert">{row.told}</p>
            <p class="channel__facts">{about}</p>
            <p class="channel__seen" class:channel__seen--works=move || works.get()>{seen}</p>
            <Problems row/>
            <p class="channel__marks">
                <Show when=move || has_draft.get()><span class="channel__mark">{text::DRAFT_WAITS}</span></Show>
                <Show when=move || is_unsaved.get()><span class="channel__mark">{text::UNSAVED}</span></Show>
            </p>
        </li>
    }
}
