//! The passkeys of the signed-in user: added with a name, and removed one by one.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::PasskeyId;
use pulina_shared::limits;
use pulina_shared::wire::factors::Passkey;

use super::Settings;
use super::authenticator::OwnFactors;
use super::name_question::NameQuestion;
use super::outcome::{Outcome, OutcomeLine};
use crate::keyboard::focus_soon;
use crate::plain_field::PlainField;
use crate::state::{Desk, desk};
use crate::{dates, factors_api, passkey, text};

/// The passkeys while somebody looks at them.
#[derive(Clone, Copy)]
struct Passkeys {
    desk: Desk,
    factors: OwnFactors,
    /// Which one is about to be removed.
    asked: RwSignal<Option<PasskeyId>>,
    name: RwSignal<String>,
    mistake: RwSignal<Option<String>>,
    is_running: RwSignal<bool>,
    outcome: Outcome,
}

impl Passkeys {
    fn submit(self, event: SubmitEvent) {
        event.prevent_default();
        self.outcome.begin();
        if self.is_running.get_untracked() {
            return;
        }
        let name = self.name.with_untracked(|name| name.trim().to_owned());
        if name.is_empty() {
            self.refuse(text::PASSKEY_NAME_MISSING.to_owned());
            return;
        }
        self.mistake.set(None);
        self.is_running.set(true);
        spawn_local(async move {
            self.add(name).await;
            self.is_running.set(false);
        });
    }

    fn refuse(self, sentence: String) {
        self.mistake.set(Some(sentence));
        focus_soon("#passkey-name");
    }

    async fn add(self, name: String) {
        let Some(session) = self.desk.session.get_untracked() else { return };
        let asked = match factors_api::ask_for_passkey().await {
            Ok(asked) => asked,
            Err(error) => return self.outcome.fail(&error),
        };
        let new = match passkey::make(&asked, &session, name).await {
            Ok(new) => new,
            Err(no_passkey) => return self.refuse(no_passkey.sentence().to_owned()),
        };
        match factors_api::add_passkey(&new).await {
            Ok(_) => {
                self.name.set(String::new());
                self.outcome.done(text::PASSKEY_ADDED);
                self.factors.load().await;
            }
            Err(RequestError::Refused(problem)) if problem.pointer.as_deref() == Some("/name") => {
                self.refuse(text::problem(&problem));
            }
            Err(error) => self.outcome.fail(&error),
        }
    }

    async fn remove(self, id: PasskeyId) {
        self.outcome.begin();
        self.asked.set(None);
        match factors_api::remove_passkey(&id).await {
            Ok(()) => {
                self.outcome.done(text::PASSKEY_REMOVED);
                self.factors.load().await;
                focus_soon("#passkeys-title");
            }
            Err(error) => self.outcome.fail(&error),
        }
    }
}

/// One passkey.
#[component]
fn PasskeyRow(
    /// Which.
    passkey: Passkey,
    /// All of them.
    passkeys: Passkeys,
) -> impl IntoView {
    let Passkey { id, name, created_at, used_at } = passkey;
    let used = used_at.map(dates::whole);
    let times = text::passkey_times(&dates::whole(created_at), used.as_deref());
    let label = text::remove_passkey(&name);
    let asked_name = name.clone();
    let (of_asked, of_ask) = (id.clone(), id.clone());
    let is_asked = Memo::new(move |_| passkeys.asked.with(|asked| asked.as_ref() == Some(&of_asked)));
    let ask = move |_| {
        passkeys.outcome.begin();
        passkeys.asked.set(Some(of_ask.clone()));
    };
    let remove = Callback::new(move |()| spawn_local(passkeys.remove(id.clone())));
    view! {
        <li class="settings__key">
            <p><bdi class="users__name">{name}</bdi><br/><span class="field__hint">{times}</span></p>
            <button class="button users__deed" type="button" aria-label=label aria-expanded=move || is_asked.get().to_string() on:click=ask>{text::REMOVE}</button>
            <Show when=move || is_asked.get()>
                <NameQuestion id="passkey-to-remove".to_owned() name=asked_name.clone() why=text::REMOVE_WHY
                    deed=text::REMOVE_NOW on_deed=remove on_close=move |()| passkeys.asked.set(None)/>
            </Show>
        </li>
    }
}

/// Adds one.
#[component]
fn AddPasskey(
    /// All of them.
    passkeys: Passkeys,
) -> impl IntoView {
    let Passkeys { name, mistake, is_running, .. } = passkeys;
    let is_typed = Signal::derive(move || name.with(|name| !name.trim().is_empty()));
    expect_context::<Settings>().navigation.asks_while(is_typed);
    view! {
        <form class="settings__group" novalidate on:submit=move |event| passkeys.submit(event) aria-labelledby="passkeys-title">
            <PlainField id="passkey-name" label=text::PASSKEY_NAME autocomplete="off" hint=text::PASSKEY_NAME_WHY value=name mistake/>
            <button class="button settings__make" type="submit" aria-disabled=move || is_running.get().then_some("true")>
                {move || if is_running.get() { text::ADDING_PASSKEY } else { text::ADD_PASSKEY }}
            </button>
        </form>
    }
}

/// The section.
#[component]
pub fn PasskeySection(
    /// What the user has.
    factors: OwnFactors,
) -> impl IntoView {
    let passkeys = Passkeys {
        desk: desk(),
        factors,
        asked: RwSignal::default(),
        name: RwSignal::default(),
        mistake: RwSignal::default(),
        is_running: RwSignal::new(false),
        outcome: Outcome::new(),
    };
    let list =
        move || factors.list.with(|list| list.as_ref().map(|it| it.passkeys.clone())).unwrap_or_default();
    let rows =
        move || list().into_iter().map(|passkey| view! { <PasskeyRow passkey passkeys/> }).collect_view();
    let is_full = Memo::new(move |_| {
        factors.list.with(|list| list.as_ref().is_some_and(|it| it.passkeys.len() >= limits::PASSKEYS_MAX))
    });
    let form = move || match (passkey::is_there(), is_full.get()) {
        (false, _) => view! { <p class="field__hint">{text::NO_PASSKEYS_HERE}</p> }.into_any(),
        (true, true) => view! { <p class="field__hint">{text::passkeys_full()}</p> }.into_any(),
        (true, false) => view! { <AddPasskey passkeys/> }.into_any(),
    };
    view! {
        <section class="settings__group" aria-labelledby="passkeys-title">
            <h3 class="field__label users__title" id="passkeys-title" tabindex="-1">{text::PASSKEYS}</h3>
            <p class="field__hint">{text::PASSKEYS_WHY}</p>
            <ul class="settings__keys" aria-labelledby="passkeys-title">{rows}</ul>
            <OutcomeLine of=passkeys.outcome/>
            {form}
        </section>
    }
}
