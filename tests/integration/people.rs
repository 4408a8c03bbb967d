//! What is kept of a person is found, taken along and erased, and nothing of anybody else's.

use pulina_shared::ids::MessageId;
use pulina_shared::language::Language;
use pulina_shared::limits::PAGE_EVENTS_MAX;
use pulina_shared::wire::channel::EmailCapture;
use pulina_shared::wire::conversation::{Act, FillForm};
use pulina_shared::wire::form::FormAnswer;
use pulina_shared::wire::people::{Because, EraseWish, Erasure, Erasures, PersonFound, PersonWanted};
use pulina_tests::agent::Agent;
use pulina_tests::channel::choose;
use pulina_tests::door::Ask;
use pulina_tests::line::Ending;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::visitor::Visitor;
use serde_json::{Value, json};

fn by_email(email: &str) -> PersonWanted {
    PersonWanted { email: Some(email.to_owned()), visitor: None }
}

async fn found(agent: &Agent, person: &PersonWanted) -> PersonFound {
    agent.asks("POST", "/v1/people/search").json(person).granted().await
}

fn erase(agent: &Agent, id: MessageId, person: &PersonWanted, of: &[&Visitor]) -> Ask {
    let conversations = of.iter().map(|visitor| visitor.begun.conversation.clone()).collect();
    let wish = EraseWish { id, person: person.clone(), conversations };
    agent.asks("POST", "/v1/people/erase").json(&wish)
}

async fn gives_address(visitor: &mut Visitor, email: &str) {
    let answers = vec![FormAnswer { name: "email".to_owned(), value: email.to_owned() }];
    visitor.does(Act::FillForm(FillForm { language: Language::En, answers })).await.expect("an address");
}

/// A visitor who said this and gave an address.
async fn visitor_with(site: &Site, words: &str, email: &str) -> Visitor {
    let mut visitor = site.visitor().await;
    visitor.says(words).await;
    gives_address(&mut visitor, email).await;
    visitor
}

async fn site_that_asks_for_addresses() -> (Site, Agent) {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |settings| settings.email = EmailCapture::After).await;
    (site, agent)
}

#[tokio::test]
async fn person_is_erased_by_address_and_nobody_else() {
    let (site, mut agent) = site_that_asks_for_addresses().await;
    let mut mika = visitor_with(&site, "I am Mika", "mika@shop.example").await;
    let mut other = visitor_with(&site, "I am not", "other@shop.example").await;
    agent.desk.sees("both addresses", |it| it.email.as_deref() == Some("mika@shop.example")).await;
    agent.desk.sees("both addresses", |it| it.email.as_deref() == Some("other@shop.example")).await;

    let person = by_email(" Mika@Shop.example");
    let kept = found(&agent, &person).await;
    let [conversation] = kept.conversations.as_slice() else { panic!("{kept:?}") };
    assert_eq!(conversation.conversation, mika.begun.conversation);
    assert_eq!((conversation.because, conversation.subject.as_str()), (Because::Claimed, "I am Mika"));

    let id = random::message_id();
    let begun: Erasure = erase(&agent, id, &person, &[&mika]).granted().await;
    assert_eq!((begun.id, &begun.by, begun.n_conversations), (id, agent.user(), 1));
    let erased = agent.desk.sees("an erased ticket", |ticket| ticket.is_erased).await;
    assert_eq!(begun.tickets, [erased.number]);
    assert_eq!(mika.ends().await, Ending::Closed(4404, "not_found".to_owned()));
    assert_eq!(mika.asks("GET", "events").refused().await.code, "not_found");

    let kept = found(&agent, &person).await;
    assert_eq!(kept.conversations, [], "nothing is left");
    let [record] = kept.erasures.as_slice() else { panic!("{kept:?}") };
    assert_eq!((record.id, record.n_done), (id, 1), "and that it was done can be told");
    let twice = erase(&agent, random::message_id(), &person, &[&mika]).refused().await;
    assert_eq!(twice.pointer.as_deref(), Some("/conversations/0"), "it is nobody's any more");
    let again: Erasure = erase(&agent, id, &person, &[&mika]).granted().await;
    assert_eq!(again, *record, "a repeated wish is one wish");
    let all: Erasures = agent.asks("GET", "/v1/people/erasures").granted().await;
    assert_eq!(all.erasures, kept.erasures);
    let record = serde_json::to_string(record).expect("a record is JSON");
    assert!(!record.contains("shop.example") && !record.contains("Mika"), "{record}");

    other.says("still here").await;
    assert_eq!(found(&agent, &by_email("other@shop.example")).await.conversations.len(), 1);
}

#[tokio::test]
async fn of_two_who_erase_at_once_one_is_told_that_it_is_gone() {
    let (site, mut agent) = site_that_asks_for_addresses().await;
    let mika = visitor_with(&site, "I am Mika", "mika@shop.example").await;
    agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;
    let person = by_email("mika@shop.example");
    let ask = || erase(&agent, random::message_id(), &person, &[&mika]).outcome::<Erasure>();
    let both = tokio::join!(ask(), ask());
    let (Ok(done), Err(told)) = (match both {
        (Err(told), Ok(done)) => (Ok(done), Err(told)),
        both => both,
    }) else {
        panic!("one of two");
    };
    assert_eq!((told.code.as_str(), told.pointer.as_deref()), ("field_invalid", Some("/conversations/0")));
    let all: Erasures = agent.asks("GET", "/v1/people/erasures").granted().await;
    assert_eq!(all.erasures.iter().map(|it| it.id).collect::<Vec<_>>(), [done.id]);
}

#[tokio::test]
async fn erasure_survives_a_killed_engine() {
    let (mut site, agent) = site_that_asks_for_addresses().await;
    let mika = visitor_with(&site, "I am Mika", "mika@shop.example").await;
    let person = PersonWanted { email: None, visitor: Some(mika.begun.visitor.clone()) };
    mika.loses_connection();
    let kept = found(&agent, &person).await;
    assert_eq!(kept.conversations[0].because, Because::Visitor);
    let wish = EraseWish {
        id: random::message_id(),
        person: person.clone(),
        conversations: vec![kept.conversations[0].conversation.clone()],
    };
    let _: Erasure = agent.asks("POST", "/v1/people/erase").json(&wish).granted().await;
    site.engine.kill();
    site.engine.restart().await;
    let mut agent = site.agent().await;
    agent.desk.sees("an erased ticket", |ticket| ticket.is_erased).await;
    assert_eq!(found(&agent, &person).await.erasures[0].n_done, 1);
}

#[tokio::test]
async fn everything_of_a_person_is_in_one_file() {
    let (site, mut agent) = site_that_asks_for_addresses().await;
    let mut mika = visitor_with(&site, "I am Mika", "mika@shop.example").await;
    // More than are read at once.
    for number in 0..=PAGE_EVENTS_MAX {
        mika.says(&format!("line {number}")).await;
    }
    let ticket = agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;
    agent.opens(&ticket).await.says("Hello Mika").await;
    let answer = agent.asks("POST", "/v1/people/export").json(&by_email("mika@shop.example")).answer().await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"person.json\"");
    let file: Value = serde_json::from_slice(&answer.body).expect("the file is JSON");
    let conversations = file["conversations"].as_array().expect("a list");
    assert_eq!((conversations.len(), &file["has_more"]), (1, &json!(false)));
    assert_eq!(conversations[0]["about"]["email"], "mika@shop.example");
    let events = conversations[0]["events"].as_array().expect("a list").len();
    assert!(events > PAGE_EVENTS_MAX + 2, "{events}");
    let last = format!("line {PAGE_EVENTS_MAX}");
    for words in ["I am Mika", "line 0", &last, "Hello Mika"] {
        assert!(answer.text().contains(words), "{words}");
    }
    let nobody =
        agent.asks("POST", "/v1/people/export").json(&by_email("nobody@shop.example")).answer().await;
    assert_eq!(
        serde_json::from_slice::<Value>(&nobody.body).expect("JSON"),
        json!({ "has_more": false, "conversations": [] })
    );
}

#[tokio::test]
async fn wrong_wishes_erase_nothing() {
    let (site, mut agent) = site_that_asks_for_addresses().await;
    let mika = visitor_with(&site, "I am Mika", "mika@shop.example").await;
    agent.desk.sees("the address", |it| it.email.as_deref() == Some("mika@shop.example")).await;
    let other = site.visitor().await;
    let person = by_email("mika@shop.example");
    let id = random::message_id();
    for (wish, pointer) in [
        (erase(&agent, id, &by_email("mika"), &[&mika]), "/person/email"),
        (erase(&agent, id, &PersonWanted::default(), &[&mika]), "/person/email"),
        (erase(&agent, id, &person, &[]), "/conversations"),
        (erase(&agent, id, &person, &[&mika, &other]), "/conversations/1"),
    ] {
        let problem = wish.refused().await;
        assert_eq!((problem.code.as_str(), problem.pointer.as_deref()), ("field_invalid", Some(pointer)));
    }
    let all: Erasures = agent.asks("GET", "/v1/people/erasures").granted().await;
    assert_eq!(all.erasures, []);
    assert_eq!(found(&agent, &person).await.conversations.len(), 1);
    let stranger = site.owner_of(&site.another_account().await).await;
    assert_eq!(found(&stranger, &person).await.conversations, [], "another account knows nobody of ours");
    let of_stranger = erase(&stranger, id, &person, &[&mika]).refused().await;
    assert_eq!(of_stranger.pointer.as_deref(), Some("/conversations/0"));
    for route in ["search", "export", "erase"] {
        let ask = site.door().post(&format!("/v1/people/{route}")).json(&person);
        assert_eq!(ask.refused().await.code, "session_ended");
    }
}
