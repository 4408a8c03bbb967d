//! The door to the settings. Few agents ever open them, so they are a chunk of the app that is
//! loaded when somebody does. Everything goes through here: nothing else may name what is behind it.

mod accent;
mod audit_tab;
mod authenticator;
mod availability_tab;
mod bar;
mod channel_page;
mod channel_text;
mod channels;
mod code_tab;
mod consent_tab;
mod consent_versions;
mod conversation_tab;
mod days;
mod field;
mod form;
mod heading;
mod history_tab;
mod hours;
mod inboxes_page;
mod keys;
mod live_check;
mod look_tab;
mod members;
mod mistake;
mod name_question;
mod named_list;
mod outcome;
mod own_availability;
mod page;
mod passkeys;
mod pick;
mod picture;
mod preview;
mod privacy;
mod qr_code;
mod questions;
mod reset_factors;
mod routing_tab;
mod rows;
mod rules;
mod section_nav;
mod security_tab;
mod teams_page;
mod texts_tab;
mod typed;
mod users_tab;
mod why;

pub use channels::Hours;
pub use code_tab::Kind;
pub use preview::Scene;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::ChannelId;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use self::form::Form;
use self::page::SettingsPage;
use crate::keyboard::focus_soon;
use crate::navigation::Navigation;
use crate::state::Desk;
use crate::text;

/// What of the settings outlives a look at the tickets.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    desk: Desk,
    navigation: Navigation,
    /// What is typed, by channel; none until somebody opens one.
    forms: RwSignal<Vec<(ChannelId, Form)>>,
    /// Whose life the forms share.
    owner: StoredValue<Owner>,
    /// The channel whose code gets the focus when it is there, in place of the heading.
    arrival: StoredValue<Option<ChannelId>>,
    /// Something is typed that is not saved.
    pub is_changed: RwSignal<bool>,
}

impl Settings {
    /// Settings that nobody has opened, for as long as the present owner lives.
    pub fn new(desk: Desk, navigation: Navigation) -> Self {
        Self {
            desk,
            navigation,
            forms: RwSignal::default(),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            arrival: StoredValue::new(None),
            is_changed: RwSignal::new(false),
        }
    }

    /// The one form of this channel, with everything that was typed into it.
    fn form(self, channel: &ChannelId) -> Form {
        if let Some(form) = self.known_form(channel) {
            return form;
        }
        let is_first = self.forms.with_untracked(Vec::is_empty);
        let form = self.owner.with_value(|owner| {
            owner.with(|| {
                let form = Form::new(self.desk, self.navigation, channel.clone());
                form.keeps_from_leaving();
                if is_first {
                    self.notes_changes();
                }
                form
            })
        });
        self.forms.update(|forms| forms.push((channel.clone(), form)));
        form
    }

    /// The form of this channel, if somebody has opened it. Does not track.
    fn known_form(self, channel: &ChannelId) -> Option<Form> {
        self.forms.with_untracked(|forms| forms.iter().find(|(of, _)| of == channel).map(|(_, form)| *form))
    }

    /// Whether something is typed for this channel that is not saved. Tracks.
    fn is_unsaved(self, channel: &ChannelId) -> bool {
        self.forms.with(|forms| forms.iter().any(|(of, form)| of == channel && form.is_changed.get()))
    }

    fn notes_changes(self) {
        Effect::new(move |_| {
            let is_changed = self.forms.with(|forms| forms.iter().any(|(_, form)| form.is_changed.get()));
            self.is_changed.set(is_changed);
        });
    }
}

#[wasm_split(settings, fallible, preload(preload))]
fn page(settings: Settings) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SettingsPage settings/> }.into_any())
}

/// The heading, which is there whether the chunk is or not.
const TITLE: &str = "#settings-title";

/// Whether the focus waits at the heading. It goes over to the heading that comes.
fn has_focus() -> bool {
    document().active_element().is_some_and(|element| element.matches(TITLE).unwrap_or(false))
}

/// How the chunk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chunk {
    Coming,
    Here,
    /// It could not be had.
    Missing,
}

/// The settings, as soon as they are here.
#[component]
pub fn SettingsDoor(
    /// What outlives this.
    settings: Settings,
) -> impl IntoView {
    let chunk = RwSignal::new(Chunk::Coming);
    let fetch = move || {
        chunk.set(Chunk::Coming);
        spawn_local(async move {
            let is_here = preload().await.is_ok();
            let was_waiting = has_focus();
            // Whoever asked may have left.
            let _ = chunk.try_set(if is_here { Chunk::Here } else { Chunk::Missing });
            if was_waiting {
                focus_soon(TITLE);
            }
        });
    };
    let again = move |_| {
        fetch();
        focus_soon(TITLE);
    };
    fetch();
    let seen = Memo::new(move |_| chunk.get());
    move || {
        if seen.get() == Chunk::Here
            // With the chunk here it answers at once.
            && let Poll::Ready(Ok(view)) = pin!(page(settings)).poll(&mut Context::from_waker(Waker::noop()))
        {
            return view;
        }
        view! {
            <section class="settings" aria-labelledby="settings-title">
                <header class="settings__head">
                    <h2 class="settings__title" id="settings-title" tabindex="-1">{text::SETTINGS}</h2>
                </header>
                <div class="settings__page">
                    {if seen.get() == Chunk::Coming {
                        view! { <SettingsSkeleton/> }.into_any()
                    } else {
                        view! {
                            <div class="settings__fields">
                                <p role="alert">{text::SETTINGS_UNREACHABLE}</p>
                                <button class="button" type="button" on:click=again>{text::TRY_AGAIN}</button>
                            </div>
                        }.into_any()
                    }}
                </div>
            </section>
        }
        .into_any()
    }
}

/// Fields to come.
#[component]
fn SettingsSkeleton() -> impl IntoView {
    view! {
        <div class="settings__fields" role="status">
            <span class="visually-hidden">{text::LOADING_SETTINGS}</span>
            {[(); 4].map(|()| view! { <span class="skeleton settings__skeleton"></span> }).collect_view()}
        </div>
    }
}
