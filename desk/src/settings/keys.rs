//! The keys by which the site's server says who a visitor is: made, shown once, and revoked. They are
//! live at once and no part of what the form saves.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_shared::ids::{ChannelId, IdentityKeyId};
use pulina_shared::limits;
use pulina_shared::wire::identity::{IdentityAlgorithm, IdentityKey};

use super::code_tab::Code;
use super::form::Form;
use super::name_question::NameQuestion;
use crate::keyboard::focus_soon;
use crate::reading::note;
use crate::state::{Desk, desk};
use crate::{api, dates, text};

/// The keys of the channel while somebody looks at them.
#[derive(Clone, Copy)]
struct Keys {
    desk: Desk,
    /// Absent until they are here.
    live: RwSignal<Option<Vec<IdentityKey>>>,
    /// The secret that was just made.
    secret: RwSignal<Option<String>>,
    /// The key that somebody is about to revoke.
    asked: RwSignal<Option<IdentityKeyId>>,
    told: RwSignal<Option<String>>,
}

impl Keys {
    fn new(desk: Desk) -> Self {
        Self {
            desk,
            live: RwSignal::default(),
            secret: RwSignal::default(),
            asked: RwSignal::default(),
            told: RwSignal::default(),
        }
    }

    fn fail(self, error: &RequestError) {
        note(self.desk, error);
        self.told.set(Some(api::explain(error)));
    }

    async fn load(self, channel: ChannelId) {
        match api::identity_keys(&channel).await {
            Ok(keys) => self.live.set(Some(keys.keys)),
            Err(error) => self.fail(&error),
        }
    }

    async fn make(self, channel: ChannelId) {
        self.told.set(None);
        match api::make_identity_key(&channel).await {
            Ok(made) => {
                self.secret.set(made.secret);
                self.load(channel).await;
            }
            Err(error) => self.fail(&error),
        }
    }

    async fn revoke(self, channel: ChannelId, key: IdentityKeyId) {
        self.told.set(None);
        self.asked.set(None);
        match api::revoke_identity_key(&channel, &key).await {
            Ok(()) => {
                self.secret.set(None);
                self.desk.announce(text::KEY_REVOKED);
                self.load(channel).await;
                focus_soon("#keys-title");
            }
            Err(error) => self.fail(&error),
        }
    }

    fn ask(self, key: IdentityKeyId) {
        self.told.set(None);
        self.asked.set(Some(key));
    }
}

/// One key.
#[component]
fn KeyRow(
    /// The key.
    key: IdentityKey,
    /// All of them.
    keys: Keys,
    /// Whose.
    channel: ChannelId,
) -> impl IntoView {
    let IdentityKey { id, algorithm, created_at } = key;
    let kind = match algorithm {
        IdentityAlgorithm::Hs256 => text::KEY_HMAC,
        IdentityAlgorithm::EdDsa => text::KEY_ED25519,
    };
    let about = format!("{kind}, {}", dates::whole(created_at));
    let is_asked = {
        let id = id.clone();
        Memo::new(move |_| keys.asked.with(|asked| asked.as_ref() == Some(&id)))
    };
    let (name, of_ask, of_revoke) = (id.to_string(), id.clone(), id);
    let asked_name = name.clone();
    let ask_label = text::revoke_key(&name);
    let ask = move |_| keys.ask(of_ask.clone());
    let revoke = Callback::new(move |()| spawn_local(keys.revoke(channel.clone(), of_revoke.clone())));
    view! {
        <li class="settings__key">
            <p><code>{name}</code><br/><span class="field__hint">{about}</span></p>
            <button class="button button--small" type="button" aria-label=ask_label aria-expanded=move || is_asked.get().to_string() on:click=ask>
                {text::REVOKE}
            </button>
            <Show when=move || is_asked.get()>
                <NameQuestion id="key-to-revoke".to_owned() name=asked_name.clone() why=text::REVOKE_WHY
                    deed=text::REVOKE_NOW on_deed=revoke on_close=move |()| keys.asked.set(None)/>
            </Show>
        </li>
    }
}

/// The keys.
#[component]
pub fn KeySection(
    /// The form, for the channel.
    form: Form,
) -> impl IntoView {
    let keys = Keys::new(desk());
    let channel = form.channel();
    spawn_local(keys.load(channel.clone()));
    let of_make = channel.clone();
    let make = move |_| spawn_local(keys.make(of_make.clone()));
    let rows = move || {
        let live = keys.live.get().unwrap_or_default();
        live.into_iter().map(|key| view! { <KeyRow key keys channel=channel.clone()/> }).collect_view()
    };
    let is_full = Memo::new(move |_| {
        keys.live.with(|live| live.as_ref().is_some_and(|live| live.len() >= limits::IDENTITY_KEYS_MAX))
    });
    view! {
        <section class="settings__group" aria-labelledby="keys-title">
            <h3 class="field__label users__title" id="keys-title" tabindex="-1">{text::KEYS}</h3>
            <p class="field__hint">{text::KEYS_WHY}</p>
            <ul class="settings__keys" aria-label=text::KEYS>{rows}</ul>
            {move || keys.secret.get().map(|secret| view! {
                <div class="settings__secret" role="status">
                    <p class="settings__lead">{text::SECRET_WHY}</p>
                    <Code code=Signal::stored(secret) label=text::SECRET/>
                </div>
            })}
            <p class="field__mistake" role="alert">{move || keys.told.get()}</p>
            <p class="field__hint">{move || is_full.get().then_some(text::KEYS_FULL)}</p>
            <Show when=move || keys.live.with(Option::is_some) && !is_full.get()>
                <button class="button settings__make" type="button" on:click=make.clone()>{text::MAKE_KEY}</button>
            </Show>
        </section>
    }
}
