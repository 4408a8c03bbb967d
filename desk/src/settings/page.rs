//! The settings: the channel's, in tabs of fields above one bar that publishes, and those of the account.

use leptos::ev;
use leptos::prelude::*;

use super::SettingsSkeleton;
use super::audit_tab::AuditTab;
use super::availability_tab::AvailabilityTab;
use super::bar::SaveBar;
use super::code_tab::CodeTab;
use super::consent_tab::ConsentTab;
use super::conversation_tab::ConversationTab;
use super::form::{Form, Standing};
use super::history_tab::HistoryTab;
use super::look_tab::LookTab;
use super::preview::Preview;
use super::privacy::PrivacyPage;
use super::questions::QuestionsTab;
use super::rules::RulesTab;
use super::security_tab::SecurityTab;
use super::texts_tab::TextsTab;
use super::users_tab::UsersTab;
use crate::navigation::Navigation;
use crate::place::{Place, SettingsTab};
use crate::state::{Desk, desk};
use crate::text;

/// The tab on screen: the one in the address, if the role allows it.
fn current(desk: Desk) -> SettingsTab {
    let wanted = desk.place.with(|place| place.settings.unwrap_or(SettingsTab::Look));
    wanted.within(desk.role())
}

/// The way to a tab.
#[component]
fn TabLink(
    /// Which tab.
    of: SettingsTab,
    /// The way around.
    navigation: Navigation,
) -> impl IntoView {
    let desk = desk();
    let is_current = Memo::new(move |_| current(desk) == of);
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

/// The fields of the tab in the address.
#[component]
fn Fields(
    /// The form.
    form: Form,
) -> impl IntoView {
    let desk = desk();
    let tab = Memo::new(move |_| current(desk));
    // Enter in a field keeps what was typed, and goes nowhere.
    let keep = move |event: ev::SubmitEvent| {
        event.prevent_default();
        leptos::task::spawn_local(async move {
            form.kept().await;
        });
    };
    view! {
        <form class="settings__form" novalidate on:submit=keep>
            <div class="settings__fields">
                {move || match tab.get() {
                    SettingsTab::Look => view! { <LookTab form/> }.into_any(),
                    SettingsTab::Texts => view! { <TextsTab form/> }.into_any(),
                    SettingsTab::Availability => view! { <AvailabilityTab form/> }.into_any(),
                    SettingsTab::Consent => view! { <ConsentTab form/> }.into_any(),
                    SettingsTab::Conversation => view! { <ConversationTab form/> }.into_any(),
                    SettingsTab::Code => view! { <CodeTab form/> }.into_any(),
                    SettingsTab::History => view! { <HistoryTab form/> }.into_any(),
                    SettingsTab::Users | SettingsTab::Privacy | SettingsTab::Audit | SettingsTab::Security => {
                        ().into_any()
                    }
                    SettingsTab::Rules => view! { <RulesTab form/> }.into_any(),
                    SettingsTab::Questions => view! { <QuestionsTab form/> }.into_any(),
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
    let role = Memo::new(move |_| desk.role());
    let tab = Memo::new(move |_| current(desk));
    let is_of_channel = Memo::new(move |_| tab.get().is_of_channel());
    Effect::new(move |_| {
        if is_of_channel.get() {
            form.load();
        }
    });
    let name = move || {
        let channel = form.channel().filter(|_| is_of_channel.get());
        channel.map(|channel| desk.channel_name(&channel))
    };
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
                        {move || {
                            let tabs = SettingsTab::ALL.into_iter().filter(|tab| tab.is_for(role.get()));
                            tabs.map(|of| view! { <TabLink of navigation/> }).collect_view()
                        }}
                    </ul>
                </nav>
            </header>
            {move || match stage.get() {
                _ if !is_of_channel.get() => (move || match tab.get() {
                    SettingsTab::Privacy => view! { <PrivacyPage/> }.into_any(),
                    SettingsTab::Users => view! { <div class="settings__fields"><UsersTab/></div> }.into_any(),
                    SettingsTab::Audit => {
                        // It has nothing to focus, and is scrolled by keys all the same.
                        view! { <div class="settings__fields" role="group" aria-label=text::AUDIT tabindex="0"><AuditTab/></div> }
                            .into_any()
                    },
                    _ => view! { <div class="settings__fields"><SecurityTab/></div> }.into_any(),
                }).into_any(),
                Ok(()) => view! { <div class="settings__body"><Fields form/><Preview form/></div> }.into_any(),
                Err(None) => view! { <SettingsSkeleton/> }.into_any(),
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
