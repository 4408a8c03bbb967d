//! The channel's questions: judged by the server as by the panel, and what they tell of a visitor.

use std::collections::BTreeMap;

use pulina_shared::language::Language;
use pulina_shared::wire::conversation::{Act, EventKind, FillForm};
use pulina_shared::wire::form::{FieldKind, FormAnswer, FormField};
use pulina_tests::channel::choose;
use pulina_tests::random;
use pulina_tests::site::Site;

fn field(name: &str, kind: FieldKind, is_required: bool) -> FormField {
    FormField {
        name: name.to_owned(),
        kind,
        labels: BTreeMap::from([(Language::En, format!("Your {name}"))]),
        is_required,
        options: Vec::new(),
        value: String::new(),
    }
}

fn answers(pairs: &[(&str, &str)]) -> Act {
    let answer =
        |(name, value): &(&str, &str)| FormAnswer { name: (*name).to_owned(), value: (*value).to_owned() };
    Act::FillForm(FillForm { language: Language::En, answers: pairs.iter().map(answer).collect() })
}

#[tokio::test]
async fn answers_are_judged_and_name_the_visitor() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    choose(&agent, site.channel(), |settings| {
        settings.form = vec![
            field("name", FieldKind::Name, true),
            field("email", FieldKind::Email, false),
            field("order", FieldKind::Number, false),
        ];
    })
    .await;
    let mut visitor = site.visitor().await;
    for wrong in [
        answers(&[]),
        answers(&[("name", "Mika"), ("order", "many")]),
        answers(&[("name", "Mika"), ("email", "at home")]),
        answers(&[("name", "Mika"), ("password", "1234")]),
        answers(&[("name", "Mika"), ("name", "Mika")]),
    ] {
        assert_eq!(visitor.does(wrong).await.unwrap_err().code, "form_invalid");
    }
    let (id, act) = (random::message_id(), answers(&[("name", " Mika "), ("order", "7")]));
    let accepted = visitor.does_as(id, act.clone()).await.expect("it is right");
    assert_eq!(visitor.does_as(id, act).await, Ok(accepted));
    visitor.says("hello").await;
    let ticket = agent.desk.sees("the name", |ticket| ticket.visitor_name == "Mika").await;
    assert_eq!(ticket.email, None);
    visitor.does(answers(&[("email", "Mika@Shop.example")])).await.expect("what was left out can follow");
    let ticket = agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;
    let log = agent.reads_log(&ticket.conversation).await;
    let EventKind::Form(form) = &log[0].kind else { panic!("{log:?}") };
    let seen: Vec<_> = form.fields.iter().map(|field| (field.label.as_str(), field.value.as_str())).collect();
    assert_eq!(seen, [("Your name", "Mika"), ("Your order", "7")]);
    let state = visitor.another_tab().await.hello.state.clone();
    assert!(state.form_done && state.email_known);
}

#[tokio::test]
async fn channel_without_questions_takes_no_answers() {
    let site = Site::start().await;
    let mut visitor = site.visitor().await;
    for act in [answers(&[]), answers(&[("name", "Mika")])] {
        assert_eq!(visitor.does(act).await.unwrap_err().code, "form_invalid");
    }
}
