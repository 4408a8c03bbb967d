//! The channels of the team: which there are, whether they work, and what to do where they do not.

mod chosen;
mod row;
pub mod start;

pub use chosen::Hours;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channels::{ChannelProblem, ChannelRecord};
use pulina_shared::wire::help_desk::ChannelSummary;

use self::row::ChannelRow;
use super::section_nav::{HEADING, PlaceLink};
use crate::keyboard::focus_soon;
use crate::reading::note;
use crate::settings_place::{Section, SettingsPlace};
use crate::state::{Desk, desk};
use crate::{api, text};

/// The server's time when it answered, and the device's then.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    there: Timestamp,
    here: Timestamp,
}

impl Clocks {
    /// The server has just answered that it is this late.
    pub fn at(there: Timestamp) -> Self {
        Self { there, here: clock::now() }
    }

    /// The server's time when the device's is this.
    pub fn now(self, here: Timestamp) -> Timestamp {
        self.there.plus(here.since(self.here))
    }
}

/// How the list stands.
#[derive(Clone, Debug)]
enum Listing {
    Coming,
    Here(Vec<ChannelRecord>, Clocks),
    /// It could not be read; why.
    Failed(String),
}

/// What the side of the desk knows of a channel.
fn summary(record: &ChannelRecord) -> ChannelSummary {
    ChannelSummary { id: record.id.clone(), name: record.name.clone() }
}

/// Whether this is what every team begins with, and nobody has done anything with it.
fn is_untouched(records: &[ChannelRecord]) -> bool {
    matches!(records, [only] if only.revision == 1 && only.problems.contains(&ChannelProblem::NeverSeen))
}

async fn load(desk: Desk, listing: RwSignal<Listing>) {
    let read = match api::channels().await {
        Ok(list) => {
            desk.receive_channels(list.channels.iter().map(summary).collect());
            Listing::Here(list.channels, Clocks::at(list.now))
        }
        Err(error) => {
            note(desk, &error);
            Listing::Failed(api::explain(&error))
        }
    };
    // Whoever asked may have left.
    let _ = listing.try_set(read);
}

/// The channels, or that there are none.
#[component]
fn List(
    /// The channels.
    records: Vec<ChannelRecord>,
    /// When they were read.
    clocks: Clocks,
) -> impl IntoView {
    if records.is_empty() {
        return view! { <p class="settings__lead">{text::NO_CHANNELS}</p> }.into_any();
    }
    let set_up = is_untouched(&records).then(|| {
        let channel = records[0].id.clone();
        view! {
            <div class="channels__start">
                <p>{text::SET_UP_WHY}</p>
                <PlaceLink to=SettingsPlace::SetUp(channel) class="button button--primary">{text::SET_UP}</PlaceLink>
            </div>
        }
    });
    let rows = records.into_iter().map(|record| view! { <ChannelRow record clocks/> }).collect_view();
    view! { {set_up} <ul class="channels" aria-labelledby="settings-page">{rows}</ul> }.into_any()
}

/// The page.
#[component]
pub fn ChannelsPage() -> impl IntoView {
    let desk = desk();
    let listing = RwSignal::new(Listing::Coming);
    spawn_local(load(desk, listing));
    let again = move |_| {
        listing.set(Listing::Coming);
        spawn_local(load(desk, listing));
        focus_soon(HEADING);
    };
    let is_coming = Memo::new(move |_| listing.with(|it| matches!(it, Listing::Coming)));
    view! {
        <header class="settings__page-head settings__page-head--row">
            <h3 class="settings__page-title" id="settings-page" tabindex="-1">{text::section(Section::Channels)}</h3>
            <PlaceLink to=SettingsPlace::NewChannel class="button">{text::ADD_CHANNEL}</PlaceLink>
        </header>
        <div class="settings__fields">
            <p class="visually-hidden" role="status">{move || is_coming.get().then_some(text::LOADING_CHANNELS)}</p>
            {move || match listing.get() {
                Listing::Coming => {
                    [(); 2].map(|()| view! { <span class="skeleton channels__skeleton"></span> }).collect_view().into_any()
                }
                Listing::Here(records, clocks) => view! { <List records clocks/> }.into_any(),
                Listing::Failed(sentence) => view! {
                    <p role="alert">{sentence}</p>
                    <button class="button settings__make" type="button" on:click=again>{text::TRY_AGAIN}</button>
                }.into_any(),
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_the_server_goes_on_with_the_clock_of_the_device() {
        let clocks = Clocks { there: Timestamp(1_000), here: Timestamp(50) };
        assert_eq!(clocks.now(Timestamp(60)), Timestamp(1_010));
        assert_eq!(clocks.now(Timestamp(40)), Timestamp(1_000), "the device's clock was set back");
    }
}
