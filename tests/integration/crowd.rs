//! Very many people, or what pretends to be: an office gets in, a flood stores little, and nobody else
//! notices. What is no request at all wakes no object.

use std::collections::BTreeSet;
use std::fs;

use futures_util::{StreamExt, stream};
use pulina_shared::limits;
use pulina_shared::wire::http::{VisitBegun, VisitWish, Work};
use pulina_tests::door::{Answer, Ask};
use pulina_tests::engine::is_long;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::view::View;
use pulina_tests::visitor::{Visitor, begin_visit, begins_working, solved};

/// Requests at once.
const AT_ONCE: usize = 8;
/// Beginnings of a flood, and in the long form.
const STARTS: u32 = 1_000;
const LONG_STARTS: u32 = 10_000;
/// Networks that it comes from: so many that none begins more than is free.
const NETWORKS: u32 = 500;
/// Requests that are none, and in the long form.
const BAD: usize = 2_000;
const LONG_BAD: usize = 100_000;
/// People in an office.
const OFFICE: usize = 200;

fn begin(site: &Site) -> Ask {
    begin_visit(&site.door(), site.channel(), &random::visitor_token())
}

fn from(ask: Ask, network: u32) -> Ask {
    let [_, a, b, c] = network.to_be_bytes();
    ask.header("cf-connecting-ip", &format!("10.{a}.{b}.{c}"))
}

#[tokio::test]
async fn two_hundred_people_behind_one_address_get_in_and_only_the_first_need_no_work() {
    let site = Site::start().await;
    let mut n_worked = 0;
    for _ in 0..OFFICE {
        let token = random::visitor_token();
        let ask = || begin_visit(&site.door(), site.channel(), &token);
        if !ask().answer().await.is_good() {
            n_worked += 1;
            assert!(begins_working(ask).await.is_good());
        }
    }
    assert_eq!(n_worked, OFFICE - limits::VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR as usize);
}

#[tokio::test]
async fn flood_that_does_not_work_stores_what_is_free_and_keeps_nobody_out() {
    let site = Site::start().await;
    let mut known = site.visitor().await;
    known.says("I was here before").await;
    let n_starts = if is_long() { LONG_STARTS } else { STARTS };
    let starts = stream::iter(0..n_starts).map(|n| from(begin(&site), n % NETWORKS).answer());
    let answers: Vec<Answer> = starts.buffer_unordered(AT_ONCE).collect().await;
    let n_stored = answers.iter().filter(|answer| answer.is_good()).count();
    // The known visitor is one of the free.
    assert_eq!(n_stored + 1, limits::VISITS_WITHOUT_WORK_PER_CHANNEL_PER_HOUR as usize);
    let refused = answers.iter().find(|answer| !answer.is_good()).expect("most were refused");
    assert_eq!(refused.problem().code, "work_wanted");
    assert!(!refused.header("retry-after").is_empty());

    known.says("and still am").await;
    let token = random::visitor_token();
    let ask = || from(begin_visit(&site.door(), site.channel(), &token), NETWORKS + 1);
    let begun: VisitBegun = begins_working(ask).await.granted();
    let mut person = Visitor::connects(&site.door(), token.clone(), begun, View::of("a person")).await;
    person.says("I am a person").await;
    site.agent().await.sees_ticket("I am a person").await;
}

#[tokio::test]
async fn work_lets_in_whom_it_was_asked_of_and_nobody_else() {
    let site = Site::start().await;
    for _ in 0..limits::VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR {
        begin(&site).granted::<VisitBegun>().await;
    }
    let (ada, bob) = (random::visitor_token(), random::visitor_token());
    let ask = |token| begin_visit(&site.door(), site.channel(), token);
    let wanted = ask(&ada).refused().await;
    assert_eq!((wanted.code.as_str(), wanted.status), ("work_wanted", 429));
    let work = solved(wanted.work.expect("a challenge"));
    let with = |work: &Work| VisitWish { work: Some(work.clone()), ..VisitWish::default() };
    let guess = Work { counter: work.counter ^ 1, ..work.clone() };
    assert_eq!(ask(&ada).json(&with(&guess)).refused().await.code, "work_wanted");
    assert_eq!(ask(&bob).json(&with(&work)).refused().await.code, "work_wanted", "it was ada's");
    let begun: VisitBegun = ask(&ada).json(&with(&work)).granted().await;
    let again: VisitBegun = ask(&ada).json(&with(&work)).granted().await;
    assert_eq!(begun, again, "once more is the same visit");
    let long = Work { challenge: "a".repeat(limits::WORK_BYTES_MAX + 1), counter: 0 };
    let refused = ask(&bob).json(&with(&long)).refused().await;
    assert_eq!((refused.code.as_str(), refused.pointer.as_deref()), ("field_too_long", Some("/work")));
}

/// On a disk on which nothing can be read any more an object that is woken answers that it cannot; what
/// is refused for what it is was refused before.
#[tokio::test]
async fn what_is_no_request_wakes_no_object() {
    let mut site = Site::start().await;
    site.engine.kill();
    for file in site.engine.stored_files() {
        fs::write(file, "this was a database").expect("the file can be written");
    }
    site.engine.restart().await;
    let (door, token) = (site.door(), random::visitor_token());
    let visits = format!("/v1/channels/{}/visits", site.channel());
    let right = begin(&site).answer().await;
    assert_eq!(right.status, 503, "a right request wakes one");
    let kinds: [&dyn Fn() -> Ask; 12] = [
        &|| door.post("/v1/channels/nothing/visits").token(&token),
        &|| door.post(&visits),
        &|| door.post(&visits).bearer("no token of ours"),
        &|| door.post(&visits).token(&token).body("application/json", "{\"begin\":"),
        &|| door.post(&visits).token(&token).body("application/json", "{\"more\":1}"),
        &|| door.post(&visits).token(&token).body("text/plain", "{}"),
        &|| door.post(&visits).token(&token).body("application/json", "[".repeat(99)),
        &|| door.ask("DELETE", &visits).token(&token),
        &|| door.get("/v1/conversations/nothing/events").token(&token),
        &|| door.get("/v1/tickets"),
        &|| door.get("/v1/nothing/at/all"),
        &|| door.post("/v1/sessions").body("application/json", "{}"),
    ];
    let n_requests = if is_long() { LONG_BAD } else { BAD };
    let asked = stream::iter(0..n_requests).map(|n| kinds[n % kinds.len()]().answer());
    let statuses: BTreeSet<u16> = asked.buffer_unordered(AT_ONCE).map(|answer| answer.status).collect().await;
    assert!(statuses.iter().all(|status| (400..500).contains(status)), "{statuses:?}");
}
