//! The settings: their sections beside them, and the page that the address names. Whoever comes to another
//! page has the focus at its heading.

use leptos::prelude::*;

use super::Settings;
use super::audit_tab::AuditTab;
use super::channel_page::ChannelPage;
use super::channels::ChannelsPage;
use super::channels::start::StartPage;
use super::inboxes_page::InboxesPage;
use super::own_availability::OwnAvailability;
use super::privacy::PrivacyPage;
use super::section_nav::{HEADING, SectionNav, current};
use super::security_tab::SecurityTab;
use super::teams_page::TeamsPage;
use super::users_tab::UsersTab;
use crate::keyboard::focus_soon;
use crate::settings_place::{ChannelTab, Section, SettingsPlace};
use crate::state::desk;
use crate::text;

/// The place that stands for the page: the parts of a channel are one.
fn page() -> SettingsPlace {
    match current() {
        SettingsPlace::Channel(channel, _) => SettingsPlace::Channel(channel, ChannelTab::Look),
        place => place,
    }
}

/// A page that is a section's own.
#[component]
fn SectionPage(
    /// Which section.
    of: Section,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    view! {
        <header class="settings__page-head">
            <h3 class="settings__page-title" id="settings-page" tabindex="-1">{text::section(of)}</h3>
        </header>
        {children()}
    }
}

/// The page of a section.
fn section_page(of: Section) -> AnyView {
    match of {
        Section::Channels => view! { <ChannelsPage/> }.into_any(),
        Section::Privacy => view! { <SectionPage of><PrivacyPage/></SectionPage> }.into_any(),
        Section::Users => {
            view! { <SectionPage of><div class="settings__fields"><UsersTab/></div></SectionPage> }.into_any()
        }
        Section::Inboxes => {
            view! { <SectionPage of><div class="settings__fields"><InboxesPage/></div></SectionPage> }.into_any()
        }
        Section::Teams => {
            view! { <SectionPage of><div class="settings__fields"><TeamsPage/></div></SectionPage> }.into_any()
        }
        Section::Availability => view! {
            <SectionPage of><div class="settings__fields"><OwnAvailability/></div></SectionPage>
        }
        .into_any(),
        Section::Security => {
            view! { <SectionPage of><div class="settings__fields"><SecurityTab/></div></SectionPage> }.into_any()
        }
        Section::Audit => view! {
            <SectionPage of>
                // It has nothing to focus, and is scrolled by keys all the same.
                <div class="settings__fields" role="group" aria-label=text::AUDIT tabindex="0"><AuditTab/></div>
            </SectionPage>
        }
        .into_any(),
    }
}

/// The settings.
#[component]
pub fn SettingsPage(
    /// What outlives this.
    settings: Settings,
) -> impl IntoView {
    provide_context(settings);
    let desk = desk();
    let page = Memo::new(move |_| page());
    Effect::new(move |before: Option<SettingsPlace>| {
        let page = page.get();
        let has_moved = before.is_some_and(|before| before != page);
        let arrives_at_code = settings.arrival.with_value(|channel| {
            channel.is_some() && matches!(&page, SettingsPlace::Channel(at, _) if at == channel)
        });
        if has_moved && !arrives_at_code {
            focus_soon(HEADING);
        }
        page
    });
    let shown = move || match page.get() {
        SettingsPlace::Section(of) => section_page(of),
        SettingsPlace::NewChannel => view! { <StartPage channel=None/> }.into_any(),
        SettingsPlace::SetUp(channel) => view! { <StartPage channel=Some(channel)/> }.into_any(),
        SettingsPlace::Channel(channel, _) => match desk.channel_or_first(channel.as_ref()) {
            Some(id) => view! { <ChannelPage named=channel form=settings.form(&id)/> }.into_any(),
            None => view! { <ChannelsPage/> }.into_any(),
        },
    };
    view! {
        <section class="settings" aria-labelledby="settings-title">
            <header class="settings__head">
                <h2 class="settings__title" id="settings-title" tabindex="-1">{text::SETTINGS}</h2>
                <SectionNav/>
            </header>
            <div class="settings__page">{shown}</div>
        </section>
    }
}
