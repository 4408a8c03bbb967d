//! What people call themselves: users by their public name, visitors by a claim.

use pulina_shared::language::Language;
use pulina_shared::limits::NAME_CHARACTERS_MAX;
use pulina_shared::text::set_apart;
use pulina_shared::wire::channel::Heading;
use pulina_shared::wire::conversation::{Act, FillForm, PublicUser};
use pulina_shared::wire::form::{FieldKind, FormAnswer, FormField};
use pulina_shared::wire::http::ProfileChange;
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::engine::is_long;
use pulina_tests::harm::{has_each, lines, shows_each, squeezed};
use pulina_tests::payloads::payloads;
use pulina_tests::stage::Stage;

use super::{are_unharmed, tried_in, with_details};

/// Of so many names one is tried, but for `--long`; no kind of text comes so often in a row.
const ONE_OF: usize = 7;

#[tokio::test]
async fn names_of_users_stay_text_wherever_they_stand() {
    let (stage, canary) = Stage::with_canary().await;
    let mut agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.look.heading = Heading::Owner).await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Hello").await;
    let ticket = agent.sees_ticket("Hello").await;
    let mut answering = agent.opens(&ticket).await;
    answering.says("Good day").await;
    let panel = stage.panel_of(&visitor).await.tab;
    let desk = stage.agent_with(&with_details()).await;
    desk.opens_ticket_number(ticket.number.0).await;
    let desk = desk.tab;
    desk.shows("[data-testid=log] .message__text", "Good day").await;
    for name in names() {
        renames(&agent, &name).await;
        answering.says("And again").await;
        let squeezed = squeezed(&name);
        shows_each(&panel, ".message__name", [squeezed.clone()]).await;
        shows_each(&panel, ".panel-header__title", [squeezed.clone()]).await;
        shows_each(&desk, ".side-bar__user-name", [squeezed.clone()]).await;
        shows_each(&desk, "[data-testid=owner] option", [squeezed.clone()]).await;
        has_each(&desk, ".ticket-row__owner", "title", [format!("Owner:{}", set_apart(&squeezed))]).await;
    }
    are_unharmed(&[(&panel, "the panel"), (&desk, "the desk")]).await;
    canary.was_left_alone();
}

/// What people call themselves here. Lists of tickets are told of each change of one conversation a
/// second after the last, so all of them take minutes.
fn names() -> impl Iterator<Item = String> {
    let step = if is_long() { 1 } else { ONE_OF };
    lines(NAME_CHARACTERS_MAX).into_iter().step_by(step)
}

async fn renames(agent: &Agent, name: &str) {
    let change = ProfileChange { name: Some(name.to_owned()), ..ProfileChange::default() };
    let user: PublicUser = agent.asks("PATCH", "/v1/me").json(&change).granted().await;
    assert_eq!(user.name, name);
}

#[tokio::test]
async fn what_a_visitor_claims_stays_text() {
    let (stage, canary) = Stage::with_canary().await;
    let mut agent = stage.site.agent().await;
    let question = |name: &str, kind| FormField {
        name: name.to_owned(),
        kind,
        labels: [(Language::En, name.to_owned())].into(),
        is_required: false,
        options: Vec::new(),
        value: String::new(),
    };
    choose(&agent, stage.site.channel(), |settings| {
        settings.form = vec![question("name", FieldKind::Name), question("email", FieldKind::Email)];
    })
    .await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Hello").await;
    let ticket = agent.sees_ticket("Hello").await;
    let desk = stage.agent_with(&with_details()).await;
    desk.opens_ticket_number(ticket.number.0).await;
    let desk = desk.tab;
    desk.shows("[data-testid=log] .message__text", "Hello").await;
    let claims = |name: &str, value: &str| {
        let answers = vec![FormAnswer { name: name.to_owned(), value: value.to_owned() }];
        let act = Act::FillForm(FillForm { language: Language::En, answers });
        assert_eq!(tried_in(&act), "conversation.rs");
        act
    };
    for name in names() {
        visitor.does(claims("name", &name)).await.expect("a name is taken");
        let squeezed = squeezed(&name);
        shows_each(&desk, ".ticket-row__name", [squeezed.clone()]).await;
        shows_each(&desk, "#conversation-name", [squeezed.clone()]).await;
        shows_each(&desk, ".contact-panel__name bdi", [squeezed.clone()]).await;
        has_each(&desk, "#reply", "placeholder", [format!("Replyto{}", set_apart(&squeezed))]).await;
    }
    let mut n_taken = 0;
    for text in payloads() {
        for address in [format!("{text}@a.example"), format!("a@{text}"), text] {
            match visitor.does(claims("email", &address)).await {
                Ok(_) => {
                    n_taken += 1;
                    shows_each(&desk, "[data-testid=email] bdi", [squeezed(&address.to_lowercase())]).await;
                }
                Err(problem) => assert_eq!(problem.code, "form_invalid", "{address}"),
            }
        }
    }
    assert!(n_taken < 50, "hardly any of them is an address");
    are_unharmed(&[(&desk, "the desk")]).await;
    canary.was_left_alone();
}
