//! Everything that was ever public for the channel, the newest first, and the way back to it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::wire::publishing::Publication;

use super::form::Form;
use crate::reading::note;
use crate::state::desk;
use crate::{api, dates, text};

/// The history while somebody looks at it.
#[derive(Clone, Copy)]
struct History {
    form: Form,
    /// Absent until it is here.
    publications: RwSignal<Option<Vec<Publication>>>,
    next_before: RwSignal<Option<u64>>,
    told: RwSignal<Option<String>>,
}

impl History {
    /// Reads the newest, or what comes behind what is here.
    async fn load(self, before: Option<u64>) {
        let channel = self.form.channel();
        match api::history(&channel, before).await {
            Ok(page) => {
                self.next_before.set(page.next_before);
                self.publications.update(|known| match known {
                    Some(known) if before.is_some() => known.extend(page.publications),
                    _ => *known = Some(page.publications),
                });
            }
            Err(error) => {
                note(self.form.desk, &error);
                self.told.set(Some(api::explain(&error)));
            }
        }
    }

    /// What was public then is public again. How it is now stays in the history.
    async fn restore(self, revision: u64) {
        self.told.set(None);
        let _turn = self.form.turn().await;
        let newest = self.form.published.with_untracked(|it| it.as_ref().map(|it| it.revision));
        let (channel, Some(newest)) = (self.form.channel(), newest) else { return };
        match api::restore(&channel, revision, newest).await {
            Ok(published) => {
                self.form.read_again(&channel, published).await;
                self.load(None).await;
            }
            Err(error) => {
                self.told.set(Some(api::explain(&error)));
                self.form.fail(&channel, error).await;
            }
        }
    }
}

/// One publication.
#[component]
fn PublicationRow(
    /// The history.
    history: History,
    /// The publication.
    publication: Publication,
    /// Whether it is what visitors have.
    is_newest: bool,
) -> impl IntoView {
    let desk = desk();
    let Publication { revision, by, at, restored, changes } = publication;
    let when = at.map(dates::whole);
    let names = changes.map(|changes| text::changed_settings(&changes));
    let by = move || by.as_ref().map(|by| desk.name_of(by));
    let restore = move |_| spawn_local(history.restore(revision));
    view! {
        <li class="settings__key">
            <p>
                <strong>{when.unwrap_or_else(|| text::BEFORE_HISTORY.to_owned())}</strong>" "<bdi>{by}</bdi><br/>
                <span class="field__hint">{restored.map(|_| text::WAS_RESTORED)}" "{names}</span>
            </p>
            {if is_newest {
                view! { <span class="settings__told">{text::LIVE_NOW}</span> }.into_any()
            } else {
                let label = text::restore(at.map(dates::whole).as_deref());
                view! { <button class="button button--small" type="button" aria-label=label on:click=restore>{text::RESTORE}</button> }
                    .into_any()
            }}
        </li>
    }
}

/// The tab.
#[component]
pub fn HistoryTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let history = History {
        form,
        publications: RwSignal::default(),
        next_before: RwSignal::default(),
        told: RwSignal::default(),
    };
    // Whatever is published while somebody looks is on top.
    let newest = Memo::new(move |_| form.published.with(|it| it.as_ref().map(|it| it.revision)));
    Effect::new(move |_| {
        newest.get();
        spawn_local(history.load(None));
    });
    let rows = move || {
        let known = history.publications.get().unwrap_or_default();
        let row = |(index, publication)| {
            view! { <PublicationRow history publication is_newest=index == 0/> }
        };
        known.into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <p class="settings__lead">{text::HISTORY_WHY}</p>
        <p class="field__mistake" role="alert">{move || history.told.get()}</p>
        <ol class="settings__keys" aria-label=text::HISTORY>{rows}</ol>
        <Show when=move || history.publications.with(Option::is_none) && history.told.with(Option::is_none)>
            <span class="skeleton settings__skeleton"></span>
        </Show>
        <Show when=move || history.next_before.get().is_some()>
            <button class="button settings__make" type="button"
                on:click=move |_| spawn_local(history.load(history.next_before.get_untracked()))>{text::OLDER_PUBLICATIONS}</button>
        </Show>
    }
}
