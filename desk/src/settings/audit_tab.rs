//! Who changed what, the newest first, in pages.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::UserId;
use pulina_shared::wire::users::AuditEntry;

use super::outcome::{Outcome, OutcomeLine};
use crate::state::desk;
use crate::{api, dates, text};

/// The log as far as it was read.
#[derive(Clone, Copy)]
struct Log {
    entries: RwSignal<Vec<AuditEntry>>,
    next: RwSignal<Option<String>>,
    is_here: RwSignal<bool>,
    outcome: Outcome,
}

impl Log {
    async fn load(self) {
        let cursor = self.next.get_untracked();
        match api::audit(cursor.as_deref()).await {
            Ok(page) => {
                self.entries.update(|entries| entries.extend(page.entries));
                self.next.set(page.next_cursor);
                self.is_here.set(true);
                self.outcome.begin();
            }
            Err(error) => self.outcome.fail(&error),
        }
    }
}

/// One change.
#[component]
fn EntryRow(
    /// The change.
    entry: AuditEntry,
) -> impl IntoView {
    let desk = desk();
    let AuditEntry { at, user, act, subject, details, .. } = entry;
    let who = move || desk.name_of(&user);
    let whom = subject.and_then(|id| UserId::parse(&id).ok());
    let deed = move || {
        let whom = whom.as_ref().map(|id| desk.name_of(id));
        text::deed(act, whom.as_deref(), &details)
    };
    view! {
        <li class="users__entry">
            <p><bdi class="users__name">{who}</bdi>" "<span>{deed}</span></p>
            <time class="field__hint" datetime=dates::iso(at)>{dates::whole(at)}</time>
        </li>
    }
}

/// The tab.
#[component]
pub fn AuditTab() -> impl IntoView {
    let log = Log {
        entries: RwSignal::default(),
        next: RwSignal::default(),
        is_here: RwSignal::new(false),
        outcome: Outcome::new(),
    };
    spawn_local(log.load());
    let is_empty = Memo::new(move |_| log.is_here.get() && log.entries.with(Vec::is_empty));
    let state = move || match (log.is_here.get(), is_empty.get()) {
        (false, _) => Some(text::LOADING_AUDIT),
        (true, true) => Some(text::AUDIT_EMPTY),
        (true, false) => None,
    };
    view! {
        <section class="settings__group" aria-labelledby="settings-page">
            <p class="field__hint">{text::AUDIT_WHY}</p>
            <p role="status">{state}</p>
            <ol class="users__log" aria-labelledby="settings-page">
                <For each=move || log.entries.get() key=|entry| entry.number let:entry><EntryRow entry/></For>
            </ol>
            <OutcomeLine of=log.outcome/>
            <Show when=move || log.next.with(Option::is_some)>
                <button class="button settings__make" type="button" on:click=move |_| spawn_local(log.load())>{text::LOAD_MORE}</button>
            </Show>
        </section>
    }
}
