//! Who gets a channel's tickets by itself, and what new tickets begin with.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pulina_shared::wire::help_desk::TicketStatus;
use pulina_shared::wire::routing::{Priority, Routing, RoutingMembers, RoutingRule};
use pulina_shared::wire::teams::Team;

use super::field::{CheckField, ChoiceField, mistake_of};
use super::form::Form;
use super::members::MembersField;
use super::pick::PickField;
use crate::reading::note;
use crate::{api, text};

/// The place in `text::ROUTING_RULES`.
fn place_of(rule: &RoutingRule) -> usize {
    match rule {
        RoutingRule::NoOne => 0,
        RoutingRule::Members(_) => 1,
        RoutingRule::ContactOwner => 2,
    }
}

fn members_of(rule: &RoutingRule) -> RoutingMembers {
    match rule {
        RoutingRule::Members(members) => members.clone(),
        RoutingRule::NoOne | RoutingRule::ContactOwner => RoutingMembers::default(),
    }
}

/// Among whom one is chosen.
#[component]
fn Members(
    /// The form.
    form: Form,
) -> impl IntoView {
    let teams = RwSignal::new(Vec::<Team>::new());
    spawn_local(async move {
        match api::teams().await {
            Ok(list) => drop(teams.try_set(list.teams)),
            // The users can be chosen all the same; whoever is signed out is told so.
            Err(error) => note(form.desk, &error),
        }
    });
    let mistake = mistake_of(form, "/routing/rule/members".to_owned());
    let sentence = move || mistake.get().map(|_| text::MEMBERS_MISSING.to_owned());
    view! {
        <MembersField id="routing" label=text::ROUTING_MEMBERS teams=teams
            value=Signal::derive(move || form.typed.with(|typed| members_of(&typed.settings.routing.rule)))
            mistake=Signal::derive(sentence)
            on_change=move |members| form.change(|typed| typed.settings.routing.rule = RoutingRule::Members(members))/>
    }
}

/// The tab.
#[component]
pub fn RoutingTab(
    /// The form.
    form: Form,
) -> impl IntoView {
    let of = move |take: fn(&Routing) -> usize| {
        Memo::new(move |_| form.typed.with(|typed| take(&typed.settings.routing)))
    };
    let place = of(|routing| place_of(&routing.rule));
    let priority = of(|routing| {
        let chosen = routing.ticket.priority;
        chosen
            .and_then(|chosen| Priority::ALL.iter().position(|it| *it == chosen))
            .map_or(0, |place| place + 1)
    });
    let priorities: Vec<_> =
        std::iter::once(text::NO_PRIORITY).chain(Priority::ALL.map(text::priority)).collect();
    // Whom somebody chose before they looked at the other rules.
    let before = StoredValue::new(RoutingMembers::default());
    let choose = move |chosen: usize| {
        form.change(|typed| {
            let rule = &mut typed.settings.routing.rule;
            if let RoutingRule::Members(members) = rule {
                before.set_value(std::mem::take(members));
            }
            *rule = match chosen {
                0 => RoutingRule::NoOne,
                1 => RoutingRule::Members(before.get_value()),
                _ => RoutingRule::ContactOwner,
            };
        });
    };
    let choose_priority = move |chosen: usize| {
        let priority = chosen.checked_sub(1).and_then(|place| Priority::ALL.get(place).copied());
        form.change(|typed| typed.settings.routing.ticket.priority = priority);
    };
    view! {
        <PickField id="routing-rule".to_owned() label=text::ROUTING_RULE options=text::ROUTING_RULES.to_vec()
            value=place on_choice=choose/>
        <p class="field__hint routing__why">{move || text::ROUTING_RULES_WHY.get(place.get()).copied()}</p>
        <Show when=move || place.get() == 1><Members form/></Show>
        <Show when=move || place.get() != 0>
            <CheckField id="routing-available" label=text::ROUTING_AVAILABLE
                value=Signal::derive(move || form.typed.with(|typed| typed.settings.routing.only_available))
                on_change=move |is_on| form.change(|typed| typed.settings.routing.only_available = is_on)/>
            <p class="field__hint routing__why">{text::ROUTING_AVAILABLE_WHY}</p>
        </Show>
        <fieldset class="settings__group">
            <legend class="field__label">{text::TICKET_DEFAULTS}</legend>
            <div class="settings__pair">
                <ChoiceField id="routing-status" label=text::FIRST_STATUS options=text::FIRST_STATUSES.to_vec()
                    value=Signal::derive(move || form.typed.with(|typed| typed.settings.routing.ticket.status))
                    on_choice=move |status: TicketStatus| {
                        form.change(|typed| typed.settings.routing.ticket.status = status);
                    }/>
                <PickField id="routing-priority".to_owned() label=text::TICKET_PRIORITY options=priorities value=priority
                    on_choice=choose_priority/>
            </div>
        </fieldset>
    }
}
