//! The settings of the channel: tabs of fields and one bar that saves. What is saved is live; what
//! is typed stays until it is saved or taken back.

mod availability_tab;
mod channel_text;
mod code_tab;
mod consent_tab;
mod conversation_tab;
mod field;
mod form;
mod hours;
mod keys;
mod look_tab;
mod preview;
mod shown;
mod texts_tab;
mod typed;

pub use code_tab::Kind;
pub use form::Form;
pub use shown::Scene;

use leptos::ev;
use leptos::prelude::*;

use self::availability_tab::AvailabilityTab;
use self::code_tab::CodeTab;
use self::consent_tab::ConsentTab;
use self::conversation_tab::ConversationTab;
use self::form::Standing;
use self::look_tab::LookTab;
use self::preview::Preview;
use self::texts_tab::TextsTab;
use crate::navigation::Navigation;
use crate::place::{Place, SettingsTab};
use crate::state::desk;
use crate::text;

/// The way to a tab.
#[component]
fn TabLink(
    /// Which tab.
    of: SettingsTab,
    /// The way around.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let is_current = Memo::new(move |_| desk.place.with(|place| place.settings == Some(of)));
    let address = Place { settings: Some(of), ..Place::default() }.fragment();
    view! {
        <li>
            <a class="settings__tab" href=address aria-current=move || is_current.get().then_some("page")
                on:click=move |event| {
                    if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                        event.prevent_default();
                        navigation.show_settings(of);
                    }
                }
            >{text::settings_tab(of)}</a>
        </li>
    }
}

/// What is saved and what is not, and what can be done about it.
#[component]
fn SaveBar(
    /// The form.
    form: Form,
) -> impl IntoView {
    let is_overtaken = Memo::new(move |_| matches!(form.standing.get(), Standing::Overtaken(_)));
    let told = move || match form.standing.get() {
        Standing::Saving => text::SAVING.to_owned(),
        Standing::Saved => text::SETTINGS_SAVED.to_owned(),
        Standing::Ready if form.is_changed.get() => text::UNSAVED.to_owned(),
        Standing::Loading
        | Standing::Unread(_)
        | Standing::Ready
        | Standing::Refused(_)
        | Standing::Overtaken(_) => String::new(),
    };
    let refused = move || match form.standing.get() {
        Standing::Refused(sentence) => Some(sentence),
        Standing::Overtaken(_) => Some(text::OVERTAKEN.to_owned()),
        _ => None,
    };
    view! {
        <div class="settings__bar">
            <p class="settings__told" role="status">{told}</p>
            <p class="field__mistake" role="alert">{refused}</p>
            <div class="settings__deeds">
                <Show when=move || is_overtaken.get()>
                    <button class="button" type="button" on:click=move |_| form.take_theirs()>{text::TAKE_THEIRS}</button>
                    <button class="button button--danger" type="button" on:click=move |_| form.keep_mine()>{text::KEEP_MINE}</button>
                </Show>
                <Show when=move || !is_overtaken.get()>
                    <Show when=move || form.is_changed.get()>
                        <button class="button button--quiet" type="button" on:click=move |_| form.undo()>{text::UNDO_CHANGES}</button>
                    </Show>
                    <button class="button button--primary" type="submit">{text::SAVE_AND_PUBLISH}</button>
                </Show>
            </div>
        </div>
    }
}

/// The fields of the tab in the address.
#[component]
fn Fields(
    /// The form.
    form: Form,
) -> impl IntoView {
    let desk = desk();
    let tab = Memo::new(move |_| desk.place.with(|place| place.settings.unwrap_or(SettingsTab::Look)));
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        form.save();
    };
    view! {
        <form class="settings__form" novalidate on:submit=save>
            <div class="settings__fields">
                {move || match tab.get() {
                    SettingsTab::Look => view! { <LookTab form/> }.into_any(),
                    SettingsTab::Texts => view! { <TextsTab form/> }.into_any(),
                    SettingsTab::Availability => view! { <AvailabilityTab form/> }.into_any(),
                    SettingsTab::Consent => view! { <ConsentTab form/> }.into_any(),
                    SettingsTab::Conversation => view! { <ConversationTab form/> }.into_any(),
                    SettingsTab::Code => view! { <CodeTab form/> }.into_any(),
                }}
            </div>
            <SaveBar form/>
        </form>
    }
}

/// The settings.
#[component]
pub fn SettingsPage(
    /// The form.
    form: Form,
    /// The way around.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    form.load();
    let name = move || form.channel().map(|channel| desk.channel_name(&channel));
    let stage = Memo::new(move |_| match form.standing.get() {
        Standing::Loading => Err(None),
        Standing::Unread(sentence) => Err(Some(sentence)),
        _ => Ok(()),
    });
    view! {
        <section class="settings" aria-labelledby="settings-title">
            <header class="settings__head">
                <h2 class="settings__title" id="settings-title" tabindex="-1">{text::SETTINGS}</h2>
                <p class="settings__channel foreign-text"><bdi>{name}</bdi></p>
                <nav aria-label=text::SETTINGS_TABS>
                    <ul class="settings__tabs">
                        {SettingsTab::ALL.map(|of| view! { <TabLink of navigation/> }).collect_view()}
                    </ul>
                </nav>
            </header>
            {move || match stage.get() {
                Ok(()) => view! { <div class="settings__body"><Fields form/><Preview form/></div> }.into_any(),
                Err(None) => view! {
                    <div class="settings__fields" role="status">
                        <span class="visually-hidden">{text::LOADING_SETTINGS}</span>
                        {[(); 4].map(|()| view! { <span class="skeleton settings__skeleton"></span> }).collect_view()}
                    </div>
                }.into_any(),
                Err(Some(sentence)) => view! {
                    <div class="settings__fields">
                        <p role="alert">{sentence}</p>
                        <button class="button" type="button" on:click=move |_| form.load()>{text::TRY_AGAIN}</button>
                    </div>
                }.into_any(),
            }}
        </section>
    }
}
