//! One channel: its name, the parts of its settings above one bar that publishes, and the way back to all
//! of them. Its form is its own: what is typed here is never of another channel.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::ids::ChannelId;

use super::availability_tab::AvailabilityTab;
use super::bar::SaveBar;
use super::code_tab::CodeTab;
use super::consent_tab::ConsentTab;
use super::conversation_tab::ConversationTab;
use super::form::{Form, Standing};
use super::history_tab::HistoryTab;
use super::look_tab::LookTab;
use super::preview::Preview;
use super::questions::QuestionsTab;
use super::routing_tab::RoutingTab;
use super::rules::RulesTab;
use super::section_nav::{HEADING, PlaceLink, address, current, follow};
use super::texts_tab::TextsTab;
use super::{Settings, SettingsSkeleton};
use crate::icon::{Icon, Sign};
use crate::keyboard::focus_soon;
use crate::settings_place::{ChannelTab, Section, SettingsPlace};
use crate::state::desk;
use crate::text;

/// The part in the address.
fn tab_in_address() -> ChannelTab {
    match current() {
        SettingsPlace::Channel(_, tab) => tab,
        _ => ChannelTab::Look,
    }
}

/// Back to all of the channels.
#[component]
pub fn BackToChannels() -> impl IntoView {
    view! {
        <PlaceLink to=SettingsPlace::Section(Section::Channels) class="settings__crumb">
            <Icon sign=Sign::Back/>
            <span>{text::BACK_TO_CHANNELS}</span>
        </PlaceLink>
    }
}

/// The parts of a channel's settings.
#[component]
fn Tabs(
    /// The channel as it stands in the address.
    named: Option<ChannelId>,
) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let tab = Memo::new(move |_| tab_in_address());
    let links = ChannelTab::ALL.map(|of| {
        let place = SettingsPlace::Channel(named.clone(), of);
        view! {
            <li>
                <a class="settings__tab" href=address(&place) on:click=follow(settings, place)
                    aria-current=move || (tab.get() == of).then_some("page")
                >{text::channel_tab(of)}</a>
            </li>
        }
    });
    view! { <nav aria-label=text::CHANNEL_PARTS><ul class="settings__tabs">{links.collect_view()}</ul></nav> }
}

/// The fields of the part in the address.
#[component]
fn Fields(
    /// The form.
    form: Form,
) -> impl IntoView {
    let tab = Memo::new(move |_| tab_in_address());
    // Enter in a field keeps what was typed, and goes nowhere.
    let keep = move |event: ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            form.kept().await;
        });
    };
    view! {
        <form class="settings__form" novalidate on:submit=keep>
            <div class="settings__fields">
                {move || match tab.get() {
                    ChannelTab::Look => view! { <LookTab form/> }.into_any(),
                    ChannelTab::Texts => view! { <TextsTab form/> }.into_any(),
                    ChannelTab::Questions => view! { <QuestionsTab form/> }.into_any(),
                    ChannelTab::Conversation => view! { <ConversationTab form/> }.into_any(),
                    ChannelTab::Availability => view! { <AvailabilityTab form/> }.into_any(),
                    ChannelTab::Consent => view! { <ConsentTab form/> }.into_any(),
                    ChannelTab::Rules => view! { <RulesTab form/> }.into_any(),
                    ChannelTab::Routing => view! { <RoutingTab form/> }.into_any(),
                    ChannelTab::Code => view! { <CodeTab form/> }.into_any(),
                    ChannelTab::History => view! { <HistoryTab form/> }.into_any(),
                }}
            </div>
            <SaveBar form/>
        </form>
    }
}

/// The page of a channel.
#[component]
pub fn ChannelPage(
    /// The channel as it stands in the address; absent for the first.
    named: Option<ChannelId>,
    /// Its form.
    form: Form,
) -> impl IntoView {
    let desk = desk();
    form.load();
    let name = move || desk.channel_name(&form.channel());
    let stage = Memo::new(move |_| match form.standing.get() {
        Standing::Loading => Err(None),
        Standing::Unread(sentence) => Err(Some(sentence)),
        _ => Ok(()),
    });
    let again = move |_| {
        form.load();
        focus_soon(HEADING);
    };
    view! {
        <header class="settings__page-head">
            <BackToChannels/>
            <h3 class="settings__page-title foreign-text" id="settings-page" tabindex="-1"><bdi>{name}</bdi></h3>
            <Tabs named/>
        </header>
        {move || match stage.get() {
            Ok(()) => view! { <div class="settings__body"><Fields form/><Preview form/></div> }.into_any(),
            Err(None) => view! { <SettingsSkeleton/> }.into_any(),
            Err(Some(sentence)) => view! {
                <div class="settings__fields">
                    <p role="alert">{sentence}</p>
                    <button class="button" type="button" on:click=again>{text::TRY_AGAIN}</button>
                </div>
            }.into_any(),
        }}
    }
}
