//! How a channel begins: five answers on one page, and then its code. For a new channel, or for the one
//! that every team has from the beginning. Pressed twice it is made once, and what was typed stays
//! whatever the server says.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::http::RequestError;
use pulina_browser::random;
use pulina_shared::ids::{ChannelId, MessageId};
use pulina_shared::language::Language;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::channel::{ChannelSettings, ConsentMode};
use pulina_shared::wire::channels::{ChannelChange, NewChannel};
use pulina_shared::wire::help_desk::ChannelSummary;
use pulina_shared::wire::publishing::DraftChange;

use super::chosen::{Chosen, Field, Hours};
use super::summary;
use crate::keyboard::focus_soon;
use crate::plain_field::PlainField;
use crate::reading::note;
use crate::settings::accent::Accent;
use crate::settings::channel_page::BackToChannels;
use crate::settings::field::ChoiceField;
use crate::settings::mistake::Mistake;
use crate::settings::section_nav::HEADING;
use crate::settings::{Settings, SettingsSkeleton};
use crate::settings_place::{ChannelTab, SettingsPlace};
use crate::state::{Desk, desk};
use crate::{api, dates, text};

/// Why it did not begin.
enum Trouble {
    /// What was typed cannot be.
    Wrong(Rejection),
    /// The server did not do it.
    Failed(RequestError),
}

impl From<RequestError> for Trouble {
    fn from(error: RequestError) -> Self {
        Self::Failed(error)
    }
}

/// The page while somebody fills it in.
#[derive(Clone, Copy)]
struct Start {
    desk: Desk,
    settings: Settings,
    /// The channel that is there already; absent for a new one.
    channel: StoredValue<Option<ChannelId>>,
    /// The wish for a new one, made once.
    begin: StoredValue<MessageId>,
    language: Language,
    name: RwSignal<String>,
    accent: RwSignal<String>,
    greeting: RwSignal<String>,
    hours: RwSignal<Hours>,
    consent: RwSignal<ConsentMode>,
    mistake: RwSignal<Option<(Field, String)>>,
    told: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
}

impl Start {
    fn new(settings: Settings, channel: Option<ChannelId>, name: String, now: &ChannelSettings) -> Self {
        let Chosen { accent, greeting, hours, consent } = Chosen::of(now);
        Self {
            desk: desk(),
            settings,
            channel: StoredValue::new(channel),
            begin: StoredValue::new(random::message_id()),
            language: now.language,
            name: RwSignal::new(name),
            accent: RwSignal::new(accent),
            greeting: RwSignal::new(greeting),
            hours: RwSignal::new(hours),
            consent: RwSignal::new(consent),
            mistake: RwSignal::default(),
            told: RwSignal::default(),
            is_busy: RwSignal::new(false),
        }
    }

    fn chosen(self) -> Chosen {
        Chosen {
            accent: self.accent.get_untracked(),
            greeting: self.greeting.get_untracked(),
            hours: self.hours.get_untracked(),
            consent: self.consent.get_untracked(),
        }
    }

    fn mistake_at(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.mistake.get().filter(|(of, _)| *of == field).map(|(_, sentence)| sentence)
        })
    }

    fn begin(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.mistake.set(None);
        self.told.set(None);
        let name = self.name.get_untracked().trim().to_owned();
        if name.is_empty() {
            self.show(Field::Name, text::CHANNEL_NAME_MISSING.to_owned());
            return;
        }
        self.is_busy.set(true);
        // Whoever leaves takes the fields along.
        let (channel, begin, chosen) = (self.channel.get_value(), self.begin.get_value(), self.chosen());
        spawn_local(async move {
            let begun = match channel {
                None => make(begin, name, &chosen).await,
                Some(channel) => self.change(channel, name, &chosen).await,
            };
            match begun {
                Ok(channel) => self.arrive(channel),
                Err(trouble) => self.fail(trouble),
            }
            let _ = self.is_busy.try_set(false);
        });
    }

    /// Publishes what was chosen together with what waits in the draft.
    async fn change(
        self,
        channel: ChannelId,
        name: String,
        chosen: &Chosen,
    ) -> Result<ChannelSummary, Trouble> {
        let published = api::settings(&channel).await?;
        let draft = api::draft(&channel).await?;
        let settings = chosen.over(draft.settings, &dates::zone()).map_err(Trouble::Wrong)?;
        let change = ChannelChange { name: Some(name), ..ChannelChange::default() };
        let record = api::change_channel(&channel, &change).await?;
        if settings != published.settings {
            let change = DraftChange { revision: draft.revision, based_on: draft.published, settings };
            let draft = api::change_draft(&channel, &change).await?;
            api::publish(&channel, draft.revision).await?;
        }
        // What was typed elsewhere and is not kept stays; the form says that the draft has moved on.
        let form = self.settings.known_form(&channel);
        if let Some(form) = form.filter(|form| !form.is_changed.get_untracked()) {
            form.load_again();
        }
        Ok(summary(&record))
    }

    /// On to the code; there is no way back to what is done.
    fn arrive(self, channel: ChannelSummary) {
        let id = channel.id.clone();
        self.desk.receive_channel(channel);
        self.desk.announce(text::CHANNEL_IS_READY);
        // Whoever has left stays where they are.
        if !self.is_busy.is_disposed() {
            self.settings.arrival.set_value(Some(id.clone()));
            self.settings.navigation.go_on_to_settings(SettingsPlace::Channel(Some(id), ChannelTab::Code));
        }
    }

    fn fail(self, trouble: Trouble) {
        let (pointer, sentence) = match trouble {
            Trouble::Wrong(rejection) => {
                let Mistake { pointer, sentence } = Mistake::of(&rejection);
                (Some(pointer), sentence)
            }
            Trouble::Failed(RequestError::Refused(problem))
                if Code::parse(&problem.code) == Some(Code::IdConflict) =>
            {
                (None, text::MADE_ALREADY.to_owned())
            }
            Trouble::Failed(error) => {
                note(self.desk, &error);
                let sentence = api::explain(&error);
                let pointer = if let RequestError::Refused(problem) = error { problem.pointer } else { None };
                (pointer, sentence)
            }
        };
        match pointer.as_deref().and_then(Field::of) {
            Some(field) => self.show(field, sentence),
            None => {
                let _ = self.told.try_set(Some(sentence));
            }
        }
    }

    fn show(self, field: Field, sentence: String) {
        // Whoever has left is not called back.
        if self.mistake.try_set(Some((field, sentence))).is_none() {
            focus_soon(format!("#{}", field.id()));
        }
    }
}

async fn make(begin: MessageId, name: String, chosen: &Chosen) -> Result<ChannelSummary, Trouble> {
    let settings = chosen.over(ChannelSettings::default(), &dates::zone()).map_err(Trouble::Wrong)?;
    let new = NewChannel { begin, name, settings: Some(settings) };
    Ok(summary(&api::make_channel(&new).await?))
}

/// When somebody answers, and what is asked.
#[component]
fn Choices(
    /// The page.
    start: Start,
) -> impl IntoView {
    let kept = (start.hours.get_untracked() == Hours::Kept).then_some(Hours::Kept);
    let all = kept.into_iter().chain([Hours::Always, Hours::Weekdays, Hours::Never]);
    let hours = all.map(|hours| (hours, text::hours(hours))).collect::<Vec<_>>();
    let zone = dates::zone();
    let has_zone = Memo::new(move |_| start.hours.get() == Hours::Weekdays);
    let why = move || (has_zone.get() && !zone.is_empty()).then(|| text::hours_why(&zone));
    view! {
        <div class="field">
            <ChoiceField id="start-hours" label=text::HOURS options=hours value=start.hours
                on_choice=move |hours: Hours| start.hours.set(hours)/>
            <p class="field__hint">{why}</p>
            <p class="field__mistake" role="alert">{start.mistake_at(Field::Hours)}</p>
        </div>
        <div class="field">
            <ChoiceField id="start-consent" label=text::START_CONSENT options=text::START_CONSENTS.to_vec() value=start.consent
                on_choice=move |mode: ConsentMode| start.consent.set(mode)/>
            <p class="field__mistake" role="alert">{start.mistake_at(Field::Consent)}</p>
        </div>
    }
}

/// The five fields.
#[component]
fn Fields(
    /// The page.
    start: Start,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        start.begin();
    };
    let is_new = start.channel.with_value(Option::is_none);
    let kept = (start.name.get_untracked(), start.chosen());
    // What is on its way is not lost.
    let is_typed = Signal::derive(move || {
        !start.is_busy.get_untracked() && (start.name.get_untracked(), start.chosen()) != kept
    });
    start.settings.navigation.asks_while(is_typed);
    let deed = move || match (start.is_busy.get(), is_new) {
        (true, _) => text::CREATING,
        (false, true) => text::CREATE,
        (false, false) => text::SAVE_AND_PUBLISH,
    };
    let pick = move |colour| start.accent.set(colour);
    view! {
        <form class="settings__fields" novalidate on:submit=submit>
            <p class="settings__lead">{text::START_WHY}</p>
            <PlainField id="start-name" label=text::CHANNEL_NAME autocomplete="off" hint=text::START_NAME_WHY value=start.name
                mistake=start.mistake_at(Field::Name)/>
            <Accent typed=start.accent on_pick=pick>
                <PlainField id="start-accent" label=text::ACCENT autocomplete="off" hint=text::ACCENT_WHY value=start.accent
                    mistake=start.mistake_at(Field::Accent)/>
            </Accent>
            <PlainField id="start-greeting" label=text::GREETING autocomplete="off" hint=text::greeting_why(start.language)
                value=start.greeting mistake=start.mistake_at(Field::Greeting)/>
            <Choices start/>
            <p class="field__mistake" role="alert">{start.told}</p>
            <button class="button button--primary settings__make channels__create" type="submit">{deed}</button>
        </form>
    }
}

/// The fields of a channel that is there, once it is read.
#[component]
fn KnownFields(
    /// Which.
    channel: ChannelId,
) -> impl IntoView {
    let (desk, settings) = (desk(), expect_context::<Settings>());
    let read = RwSignal::new(None::<Result<ChannelSettings, String>>);
    let channel = StoredValue::new(channel);
    let load = move || {
        read.set(None);
        let channel = channel.get_value();
        spawn_local(async move {
            let answer = api::draft(&channel).await.map(|draft| draft.settings);
            let answer = answer.map_err(|error| {
                note(desk, &error);
                api::explain(&error)
            });
            // Whoever asked may have left.
            let _ = read.try_set(Some(answer));
        });
    };
    load();
    let again = move |_| {
        load();
        focus_soon(HEADING);
    };
    move || match read.get() {
        None => view! { <SettingsSkeleton/> }.into_any(),
        Some(Ok(now)) => {
            let channel = channel.get_value();
            let name = untrack(|| desk.channel_name(&channel));
            view! { <Fields start=Start::new(settings, Some(channel), name, &now)/> }.into_any()
        }
        Some(Err(sentence)) => view! {
            <div class="settings__fields">
                <p role="alert">{sentence}</p>
                <button class="button settings__make" type="button" on:click=again>{text::TRY_AGAIN}</button>
            </div>
        }
        .into_any(),
    }
}

/// The page.
#[component]
pub fn StartPage(
    /// The channel that is there already; absent for a new one.
    channel: Option<ChannelId>,
) -> impl IntoView {
    let (desk, settings) = (desk(), expect_context::<Settings>());
    let title = if channel.is_some() { text::SET_UP } else { text::ADD_CHANNEL };
    let fields = if let Some(channel) = channel {
        view! { <KnownFields channel/> }.into_any()
    } else {
        let n_channels = desk
            .session
            .with_untracked(|session| session.as_ref().map_or(0, |session| session.channels.len()));
        let name = text::next_channel_name(n_channels);
        view! { <Fields start=Start::new(settings, None, name, &ChannelSettings::default())/> }.into_any()
    };
    view! {
        <header class="settings__page-head">
            <BackToChannels/>
            <h3 class="settings__page-title" id="settings-page" tabindex="-1">{title}</h3>
        </header>
        {fields}
    }
}
