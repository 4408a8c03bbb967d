//! Whether the code is on a site, while somebody waits for it: asked again and again as long as the tab is
//! open and in front of them. Only a change is said aloud; how long ago it was moves in silence.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_browser::clock::{self, Timer};
use pulina_browser::page;
use pulina_shared::time::{SECOND_MS, Timestamp};
use pulina_shared::wire::channels::{ChannelChange, ChannelProblem, ChannelSeen};
use pulina_shared::wire::help_desk::ChannelSummary;

use super::channels::Clocks;
use super::form::Form;
use crate::reading::note;
use crate::{api, dates, text};

/// So long after an answer it is asked again.
const PAUSE_MS: u64 = 5 * SECOND_MS;

/// The check while it runs.
#[derive(Clone, Copy)]
struct Check {
    form: Form,
    /// The last answer, and when it came; absent until it is here.
    seen: RwSignal<Option<(ChannelSeen, Clocks)>>,
    /// Why the last question has no answer.
    told: RwSignal<Option<String>>,
    next: StoredValue<Option<Timer>, LocalStorage>,
    /// Moves every second, for times such as "12 seconds ago".
    now: RwSignal<Timestamp>,
    tick: StoredValue<Option<Timer>, LocalStorage>,
}

impl Check {
    /// Asks, and again later; ends with the tab.
    fn run(self) {
        if !page::is_visible() {
            self.run_later();
            return;
        }
        spawn_local(async move {
            self.ask().await;
            self.run_later();
        });
    }

    /// Lets the time move.
    fn keep_time(self) {
        let _ = self.now.try_set(clock::now());
        let timer = Timer::after(SECOND_MS, move || self.keep_time());
        // Where the tab was left nothing keeps the timer, which ends it.
        let _ = self.tick.try_set_value(Some(timer));
    }

    fn run_later(self) {
        let timer = Timer::after(PAUSE_MS, move || self.run());
        // Where the tab was left nothing keeps the timer, which ends it.
        let _ = self.next.try_set_value(Some(timer));
    }

    async fn ask(self) {
        let told = match api::seen(&self.form.channel()).await {
            Ok(seen) => {
                let clocks = Clocks::at(seen.now);
                let _ = self.seen.try_set(Some((seen, clocks)));
                None
            }
            Err(error) => {
                note(self.form.desk, &error);
                Some(api::explain(&error))
            }
        };
        // The same sentence again would be said again.
        if self.told.try_with_untracked(|before| *before != told) == Some(true) {
            self.told.set(told);
        }
    }

    /// The site on which it was seen last, of those that may show it. Tracks.
    fn newest(self) -> Option<String> {
        self.seen.with(|seen| {
            let (seen, _) = seen.as_ref()?;
            seen.origins.iter().find(|site| site.is_allowed).map(|site| site.origin.clone())
        })
    }

    /// How long ago that was. Tracks.
    fn ago(self) -> Option<String> {
        let here = self.now.get();
        self.seen.with(|seen| {
            let (seen, clocks) = seen.as_ref()?;
            let site = seen.origins.iter().find(|site| site.is_allowed)?;
            Some(dates::ago_in_words(site.at, clocks.now(here)))
        })
    }

    /// The sites that have the code and may not show it. Tracks.
    fn refused(self) -> Vec<String> {
        self.seen.with(|seen| {
            let problems = seen.iter().flat_map(|(seen, _)| &seen.problems);
            let refused = problems.filter_map(|problem| match problem {
                ChannelProblem::SeenElsewhere(origins) => Some(origins.clone()),
                _ => None,
            });
            refused.flatten().collect()
        })
    }

    fn is_off(self) -> bool {
        self.seen
            .with(|seen| seen.as_ref().is_some_and(|(seen, _)| seen.problems.contains(&ChannelProblem::Off)))
    }

    /// Visitors have the chat at once.
    fn switch_on(self) {
        spawn_local(async move {
            let change = ChannelChange { is_on: Some(true), ..ChannelChange::default() };
            match api::change_channel(&self.form.channel(), &change).await {
                Ok(record) => {
                    self.form.desk.announce(&text::switched(&record.name, record.is_on));
                    self.form.desk.receive_channel(ChannelSummary { id: record.id, name: record.name });
                    self.ask().await;
                }
                Err(error) => {
                    note(self.form.desk, &error);
                    let _ = self.told.try_set(Some(api::explain(&error)));
                }
            }
        });
    }
}

/// A site that may not show the chat.
#[component]
fn RefusedSite(
    /// The form, in whose draft it is allowed.
    form: Form,
    /// Which site.
    origin: String,
) -> impl IntoView {
    let sentence = text::not_allowed(std::slice::from_ref(&origin));
    let label = text::allow_site(&origin);
    let origin = StoredValue::new(origin);
    let is_allowed = Memo::new(move |_| {
        origin.with_value(|origin| {
            form.typed.with(|typed| typed.sites.lines().any(|line| line.trim() == origin.as_str()))
        })
    });
    let allow = move |_| {
        form.change(|typed| {
            let sites = typed.sites.trim_end();
            typed.sites = origin.with_value(|origin| [sites, origin].join("\n"));
        });
        form.desk.announce(text::ALLOWED_IN_DRAFT);
    };
    view! {
        <li class="live-check__site">
            <span>{sentence}</span>
            {move || if is_allowed.get() {
                view! { <span class="field__done">{text::ALLOWED_IN_DRAFT}</span> }.into_any()
            } else {
                view! {
                    <button class="button button--small" type="button" aria-label=label.clone() on:click=allow>{text::ALLOW_SITE}</button>
                }.into_any()
            }}
        </li>
    }
}

/// The check.
#[component]
pub fn LiveCheck(
    /// The form.
    form: Form,
) -> impl IntoView {
    let check = Check {
        form,
        seen: RwSignal::default(),
        told: RwSignal::default(),
        next: StoredValue::new_local(None),
        now: RwSignal::new(clock::now()),
        tick: StoredValue::new_local(None),
    };
    check.keep_time();
    let published = Memo::new(move |_| form.published.with(|it| it.as_ref().map(|it| it.revision)));
    Effect::new(move |before: Option<Option<u64>>| {
        let published = published.get();
        // What may be shown where is judged by what is published.
        match before {
            None => check.run(),
            Some(before) if before != published => spawn_local(check.ask()),
            Some(_) => {}
        }
        published
    });
    let newest = Memo::new(move |_| check.newest());
    let refused = Memo::new(move |_| check.refused());
    let is_off = Memo::new(move |_| check.is_off());
    let is_here = Memo::new(move |_| check.seen.with(Option::is_some));
    let state = move || match newest.get() {
        Some(origin) => Some(text::seen_on(&origin)),
        None => is_here.get().then(|| text::NOT_SEEN.to_owned()),
    };
    let ago = move || check.ago().map(|ago| [", ", &ago].concat());
    let sites =
        move || refused.get().into_iter().map(|origin| view! { <RefusedSite form origin/> }).collect_view();
    view! {
        <section class="live-check" class:live-check--seen=move || newest.with(Option::is_some) aria-label=text::LIVE_CHECK>
            <p class="live-check__line">
                <span class="live-check__mark" aria-hidden="true"></span>
                <span><span class="live-check__state" role="status">{state}</span><span>{ago}</span></span>
            </p>
            <p class="field__mistake" role="alert">{check.told}</p>
            <Show when=move || is_off.get()>
                <p class="live-check__site">
                    <span>{text::channel_problem(&ChannelProblem::Off)}</span>
                    <button class="button button--small" type="button" on:click=move |_| check.switch_on()>{text::SWITCH_ON}</button>
                </p>
            </Show>
            <ul class="live-check__sites">{sites}</ul>
        </section>
    }
}
