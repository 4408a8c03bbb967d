//! What the chat says beside the launcher by itself: teasers, the first of which that holds is said.

use leptos::prelude::*;
use pulina_shared::language::Language;
use pulina_shared::limits::CAMPAIGNS_MAX;

use super::condition::{ConditionEditor, Of};
use super::tester::Tested;
use super::typed::{Times, TypedCampaign};
use crate::settings::channel_text::languages;
use crate::settings::field::{ChoiceField, TextField};
use crate::settings::form::Form;
use crate::settings::pick::PickField;
use crate::settings::rows::{Foot, LastRemoved, Row, Rows, RowsOf};
use crate::text;

const TIMES: [Times; 3] = [Times::Page, Times::Visit, Times::Days];

/// A teaser of the form.
#[derive(Clone, Copy, Debug)]
struct Place {
    form: Form,
    campaign: usize,
}

impl Place {
    fn with(self, take: fn(&TypedCampaign) -> &String) -> Signal<String> {
        Signal::derive(move || {
            self.form
                .typed
                .with(|typed| typed.rules.campaigns.get(self.campaign).map(take).cloned())
                .unwrap_or_default()
        })
    }

    fn change(self, change: &dyn Fn(&mut TypedCampaign)) {
        self.form.change(|typed| {
            if let Some(campaign) = typed.rules.campaigns.get_mut(self.campaign) {
                change(campaign);
            }
        });
    }

    fn pointer(self, rest: &str) -> String {
        ["/targeting/campaigns/", &self.campaign.to_string(), rest].concat()
    }
}

/// What a teaser says in one language.
#[component]
fn TextIn(
    /// Which teaser.
    place: Place,
    /// Which language.
    language: Language,
) -> impl IntoView {
    let value = Signal::derive(move || {
        place.form.typed.with(|typed| {
            let campaign = typed.rules.campaigns.get(place.campaign);
            campaign.and_then(|campaign| campaign.texts.get(&language)).cloned().unwrap_or_default()
        })
    });
    let change = move |value: String| {
        place.change(&|campaign| campaign.texts.entry(language).or_default().clone_from(&value));
    };
    let pointer = place.pointer(&["/texts/", language.tag()].concat());
    view! { <TextField form=place.form pointer label=text::CAMPAIGN_TEXT value on_input=change/> }
}

/// How often one visitor sees a teaser.
#[component]
fn OftenFields(
    /// Which teaser.
    place: Place,
    /// Its list.
    rows: Rows,
) -> impl IntoView {
    let times = Memo::new(move |_| {
        place.form.typed.with(|typed| {
            let campaign = typed.rules.campaigns.get(place.campaign);
            campaign.map(|campaign| campaign.times).unwrap_or_default()
        })
    });
    let choose = move |chosen: usize| {
        let times = TIMES.get(chosen).copied().unwrap_or_default();
        place.change(&|campaign| campaign.times = times);
    };
    let change = move |value: String| place.change(&|campaign| campaign.days.clone_from(&value));
    view! {
        <div class="settings__pair">
            <PickField id=rows.id(place.campaign, "often") label=text::CAMPAIGN_OFTEN options=text::OFTENS.to_vec()
                value=Signal::derive(move || times.with(|times| TIMES.iter().position(|it| it == times).unwrap_or_default()))
                on_choice=choose/>
            <Show when=move || times.get() == Times::Days>
                <TextField form=place.form pointer=place.pointer("/often") label=text::DAYS_BETWEEN
                    value=place.with(|campaign| &campaign.days) on_input=change/>
            </Show>
        </div>
    }
}

/// One teaser.
#[component]
fn CampaignFields(
    /// Which.
    place: Place,
    /// Its list.
    rows: Rows,
    /// What was removed last.
    removed: LastRemoved,
    /// What the tester found.
    tested: Memo<Option<Tested>>,
) -> impl IntoView {
    let form = place.form;
    let rename = move |value: String| place.change(&|campaign| campaign.name.clone_from(&value));
    view! {
        <TextField form pointer=place.pointer("/name") label=text::CAMPAIGN_NAME hint=text::CAMPAIGN_NAME_WHY
            value=place.with(|campaign| &campaign.name) on_input=rename/>
        {move || view! { <TextIn place language=form.language.get()/> }}
        <OftenFields place rows/>
        <ConditionEditor form of=Of::Campaign(place.campaign) removed tested without=text::SAID_ALWAYS/>
    }
}

/// All of them.
#[component]
pub fn CampaignsEditor(
    /// The form.
    form: Form,
    /// What was removed last.
    removed: LastRemoved,
    /// What the tester found.
    tested: Memo<Option<Tested>>,
) -> impl IntoView {
    let rows = Rows::new(
        form,
        removed,
        RowsOf { name: "campaign".to_owned(), noun: text::CAMPAIGN, limit: CAMPAIGNS_MAX },
        |typed| typed.rules.campaigns.len(),
        |typed| Some(&mut typed.rules.campaigns),
    );
    let add = move |()| {
        form.change(|typed| {
            let name = typed.rules.free_name();
            typed.rules.campaigns.push(TypedCampaign { name, ..TypedCampaign::default() });
        });
    };
    view! {
        <Show when=move || { rows.length.get() > 0 }>
            <ChoiceField id="rules-language" label=text::TEXTS_IN hint=text::TEXTS_IN_WHY options=languages()
                value=form.language on_choice=move |language: Language| form.language.set(language)/>
        </Show>
        <ol class="rows">
            <For each=move || 0..rows.length.get() key=|campaign| *campaign children=move |campaign| view! {
                <Row rows place=campaign><CampaignFields place=Place { form, campaign } rows removed tested/></Row>
            }/>
        </ol>
        <Foot rows label=text::ADD_CAMPAIGN on_add=add/>
    }
}
