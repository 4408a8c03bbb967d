//! A page that somebody thinks of, and what the rules say about it: the machine is the one that decides
//! on customers' pages, and what is typed here stays here.

use js_sys::decode_uri_component;
use leptos::prelude::*;
use pulina_shared::language::Language;
use pulina_shared::targeting::{Decision, Facts, decide};
use pulina_shared::wire::targeting::Targeting;
use web_sys::Url;

use super::condition::{device, seen};
use crate::settings::form::Form;
use crate::settings::pick::PickField;
use crate::text;

/// What the rules say about a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    pub show: Decision,
    pub campaigns: Vec<Decision>,
    /// The first teaser that holds, where the chat is shown at all.
    pub said: Option<(usize, String)>,
}

impl Tested {
    fn of(targeting: &Targeting, facts: &Facts) -> Self {
        let show = decide(&targeting.show, facts);
        let campaigns: Vec<_> =
            targeting.campaigns.iter().map(|campaign| decide(&campaign.when, facts)).collect();
        let said = campaigns.iter().position(Decision::holds).filter(|_| show.holds());
        let said = said.and_then(|place| Some((place, targeting.campaigns.get(place)?.name.clone())));
        Self { show, campaigns, said }
    }
}

/// The page as it is described in the fields.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    address: RwSignal<String>,
    language: RwSignal<usize>,
    device: RwSignal<usize>,
    visitor: RwSignal<usize>,
    seconds: RwSignal<String>,
    scroll: RwSignal<String>,
    exit_intent: RwSignal<bool>,
    trigger: RwSignal<String>,
}

impl Page {
    /// No page yet.
    pub fn new() -> Self {
        Self {
            address: RwSignal::default(),
            language: RwSignal::default(),
            // A larger screen.
            device: RwSignal::new(1),
            visitor: RwSignal::default(),
            seconds: RwSignal::default(),
            scroll: RwSignal::default(),
            exit_intent: RwSignal::default(),
            trigger: RwSignal::default(),
        }
    }

    /// What the customer's page would know of itself; `None` while the address is none.
    fn facts(self) -> Option<Facts> {
        let url = self.address.with(|typed| address(typed))?;
        let number = |typed: RwSignal<String>| typed.with(|typed| typed.trim().parse().unwrap_or_default());
        Some(Facts {
            address: [url.origin(), url.pathname()].concat(),
            query: query(&url.search()),
            language: Language::ALL.get(self.language.get()).copied().unwrap_or_default(),
            device: device(self.device.get()),
            visitor: seen(self.visitor.get()),
            active_seconds: number(self.seconds),
            scroll: u8::try_from(number(self.scroll)).unwrap_or(100),
            exit_intent: self.exit_intent.get(),
            triggers: vec![self.trigger.with(|name| name.trim().to_owned())],
        })
    }

    /// What the rules as they are typed say about it.
    pub fn tested(self, form: Form) -> Memo<Option<Tested>> {
        Memo::new(move |_| {
            let facts = self.facts()?;
            let targeting = form.typed.with(|typed| typed.rules.read().ok())?;
            Some(Tested::of(&targeting, &facts))
        })
    }
}

/// The address as a browser understands it; without its beginning it is a site's.
fn address(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let has_scheme = typed.contains("://");
    let whole = if has_scheme { typed.to_owned() } else { ["https://", typed].concat() };
    // Chromium takes blanks in the name of a host and escapes them.
    let is_page =
        |url: &Url| ["https:", "http:"].contains(&url.protocol().as_str()) && !url.hostname().contains('%');
    Url::new(&whole).ok().filter(is_page)
}

/// Names and values of a query, as `URLSearchParams` reads them.
fn query(search: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        decode_uri_component(&text).map_or(text, String::from)
    };
    let parts = search.trim_start_matches('?').split('&').filter(|part| !part.is_empty());
    let pairs = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

/// A line that is not of the settings.
#[component]
fn Line(
    /// The id of the field.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// What stands in it.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <input class="field__input" id=id type="text" dir="auto" placeholder=" " autocomplete="off" prop:value=value
                on:input=move |event| value.set(event_target_value(&event))/>
        </div>
    }
}

/// The page's own circumstances.
#[component]
fn Circumstances(
    /// The page.
    page: Page,
) -> impl IntoView {
    let languages = || Language::ALL.iter().map(|language| language.own_name()).collect::<Vec<_>>();
    let set = |signal: RwSignal<usize>| move |place: usize| signal.set(place);
    view! {
        <div class="settings__pair">
            <PickField id="tested-device".to_owned() label=text::DEVICE options=text::DEVICES.to_vec()
                value=page.device on_choice=set(page.device)/>
            <PickField id="tested-language".to_owned() label=text::TESTED_LANGUAGE options=languages()
                value=page.language on_choice=set(page.language)/>
            <PickField id="tested-visitor".to_owned() label=text::VISITOR_SEEN options=text::VISITORS_SEEN.to_vec()
                value=page.visitor on_choice=set(page.visitor)/>
            <Line id="tested-seconds" label=text::SECONDS_ACTIVE value=page.seconds/>
            <Line id="tested-scroll" label=text::PERCENT_SCROLLED value=page.scroll/>
            <Line id="tested-trigger" label=text::TESTED_TRIGGER value=page.trigger/>
        </div>
        <div class="settings__check">
            <input id="tested-exit" type="checkbox" prop:checked=page.exit_intent
                on:change=move |event| page.exit_intent.set(event_target_checked(&event))/>
            <label for="tested-exit">{text::TESTED_EXIT}</label>
        </div>
    }
}

/// The tester.
#[component]
pub fn Tester(
    /// The page.
    page: Page,
    /// What the rules say about it.
    tested: Memo<Option<Tested>>,
) -> impl IntoView {
    let is_begun = move || page.address.with(|typed| !typed.trim().is_empty());
    let is_page = Memo::new(move |_| !is_begun() || page.facts().is_some());
    let told = move || {
        let found = tested.get();
        match found {
            Some(Tested { show, said: None, .. }) if show.holds() => {
                vec![text::decided(&show), text::NOTHING_SAID.to_owned()]
            }
            Some(Tested { show, said, .. }) => {
                let said = said.map(|(place, name)| text::said(place, &name));
                [Some(text::decided(&show)), said].into_iter().flatten().collect()
            }
            None if is_begun() && is_page.get() => vec![text::NOT_TESTABLE.to_owned()],
            None => Vec::new(),
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for="tested-page">{text::TESTED_PAGE}</label>
            <input class="field__input" id="tested-page" type="text" inputmode="url" dir="auto" placeholder=" "
                autocomplete="off" spellcheck="false" aria-describedby="tested-page-hint tested-page-mistake"
                aria-invalid=move || (!is_page.get()).to_string() prop:value=page.address
                on:input=move |event| page.address.set(event_target_value(&event))/>
            <p class="field__hint" id="tested-page-hint">{text::TESTED_PAGE_WHY}</p>
            <p class="field__mistake" id="tested-page-mistake">{move || (!is_page.get()).then_some(text::NO_ADDRESS)}</p>
        </div>
        <Circumstances page/>
        <div class="rules__found" role="status" data-testid="tested">
            {move || told().into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
        </div>
    }
}
