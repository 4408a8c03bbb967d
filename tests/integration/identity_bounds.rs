//! How long and how often anything is told of a visitor, and what pages and servers of customers tell.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use pulina_shared::limits;
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::http::VisitBegun;
use pulina_shared::wire::identity::{Attribute, Attributes};
use pulina_tests::door::Ask;
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::visitor::begin_visit;
use pulina_tests::vouching::{Voucher, identified, logs_out, proves};
use pulina_tests::wait;
use serde_json::json;

/// So long is a day where one passes.
const DAY_MS: u64 = 3_000;

fn tells(site: &Site, token: &VisitorToken, pairs: &[(&str, &str)]) -> Ask {
    let attribute =
        |(name, value): &(&str, &str)| Attribute { name: (*name).to_owned(), value: (*value).to_owned() };
    let told = Attributes { attributes: pairs.iter().map(attribute).collect() };
    let path = format!("/v1/channels/{}/attributes", site.channel());
    site.door().ask("PUT", &path).token(token).json(&told)
}

#[tokio::test]
async fn visitor_who_never_says_anything_is_forgotten_after_a_day() {
    let site = Site::start_with_days_of(DAY_MS).await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let (contact, nobody) = (random::visitor_token(), random::visitor_token());
    for token in [&contact, &nobody] {
        begin_visit(&site.door(), site.channel(), token).granted::<VisitBegun>().await;
        assert!(tells(&site, token, &[("plan", "pro")]).answer().await.is_good());
    }
    let proof = voucher.vouches_for("mika");
    assert!(identified(&site.door(), site.channel(), &contact, &proof).await.is_known);
    let mut keeps = site.visitor().await;
    keeps.says("kept").await;
    for (what, token) in [("a contact", &contact), ("a visitor", &nobody)] {
        wait::until(&format!("{what} is forgotten"), Duration::from_millis(8 * DAY_MS), || async {
            let answer = tells(&site, token, &[("plan", "pro")]).answer().await;
            (!answer.is_good() && answer.problem().code == "not_found").then_some(())
        })
        .await;
    }
    let known = identified(&site.door(), site.channel(), &contact, &proof).await;
    assert!(!known.is_known, "neither name nor address of the contact is kept");
    keeps.says("and goes on").await;
    assert!(tells(&site, &keeps.token, &[("plan", "pro")]).answer().await.is_good());
}

#[tokio::test]
async fn what_is_said_of_one_visitor_changes_so_often_and_no_more() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let visitor = site.visitor().await;
    for n in 0..limits::ATTRIBUTES_PER_MINUTE {
        let seats = n.to_string();
        for _ in 0..2 {
            // The same again changes nothing and counts for nothing.
            assert!(tells(&site, &visitor.token, &[("seats", &seats)]).answer().await.is_good(), "{n}");
        }
    }
    let problem = tells(&site, &visitor.token, &[("seats", "x")]).refused().await;
    assert_eq!((problem.code.as_str(), problem.status), ("rate_attributes", 429));

    let contact = site.visitor().await;
    let named = |n: u32| voucher.signs(&json!({ "sub": "mika", "name": format!("Mika {n}") }));
    for n in 0..limits::ATTRIBUTES_PER_MINUTE {
        for _ in 0..2 {
            identified(&site.door(), site.channel(), &contact.token, &named(n)).await;
        }
    }
    let one_more = named(limits::ATTRIBUTES_PER_MINUTE);
    let problem = proves(&site.door(), site.channel(), &contact.token, &one_more).refused().await;
    assert_eq!(problem.code, "rate_attributes");
}

#[tokio::test]
async fn logging_out_again_is_not_answered_before_the_device_is_shut_out() {
    let mut site = Site::start().await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let before = stored_files(&site);
    let mut phone = site.visitor().await;
    phone.says("mine").await;
    identified(&site.door(), site.channel(), &phone.token, &voucher.vouches_for("mika")).await;
    // The conversation cannot be reached from now on.
    site.engine.kill();
    for file in stored_files(&site).difference(&before) {
        fs::write(file, "this was a database").expect("the file can be written");
    }
    site.engine.restart().await;
    for time in ["first", "second"] {
        let problem = logs_out(&site.door(), site.channel(), &phone.token).refused().await;
        assert_eq!(problem.code, "unavailable", "the {time} time");
    }
    let answer = logs_out(&site.door(), site.channel(), &random::visitor_token()).answer().await;
    assert!(answer.is_good(), "of others nothing waits");
}

fn stored_files(site: &Site) -> BTreeSet<PathBuf> {
    let folders = fs::read_dir(site.engine.data_folder()).expect("the data folder can be read");
    let files = folders.flat_map(|folder| fs::read_dir(folder.expect("it can be read").path()));
    files.flatten().map(|file| file.expect("it can be read").path()).collect()
}

#[tokio::test]
async fn what_a_page_says_is_shown_to_agents_as_a_claim_and_bounded() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let tell = |token: &VisitorToken, pairs: &[(&str, &str)]| tells(&site, token, pairs);
    let problem = tell(&random::visitor_token(), &[("plan", "pro")]).refused().await;
    assert_eq!(problem.code, "not_found", "nothing is stored of somebody who did nothing");
    let mut visitor = site.visitor().await;
    assert!(tell(&visitor.token, &[("plan", "pro"), ("seats", "7")]).answer().await.is_good());
    visitor.says("hello").await;
    let ticket = agent.sees_ticket("hello").await;
    assert!(ticket.attributes_at.is_some() && ticket.verified.is_none());
    assert!(tell(&visitor.token, &[("plan", "free")]).answer().await.is_good());
    let ticket = agent.desk.sees("it was said anew", |it| it.attributes_at > ticket.attributes_at).await;
    let of_ticket = format!("/v1/tickets/{}/attributes", ticket.number.0);
    let told: Attributes = agent.asks("GET", &of_ticket).granted().await;
    assert_eq!(told.attributes, [Attribute { name: "plan".to_owned(), value: "free".to_owned() }]);
    let problem = tell(&visitor.token, &[("Plan", "x")]).refused().await;
    assert_eq!(
        (problem.code.as_str(), problem.pointer.as_deref()),
        ("field_invalid", Some("/attributes/0/name"))
    );
    assert_eq!(site.door().get(&of_ticket).refused().await.code, "session_ended");
}

#[tokio::test]
async fn samples_on_the_page_for_site_owners_sign_what_is_taken() {
    const PAGE: &str = include_str!("../../docs/WIDGET.md");
    let site = Site::start().await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let secret = voucher.made.secret.clone().expect("it was shown");
    let mut n_run = 0;
    // Most databases count their users.
    let user = r#"{"id": 9, "name": "Mika Pöysti", "email": "mika@shop.example"}"#;
    for (language, program, option) in [("js", "node", "-e"), ("python", "python3", "-c")] {
        let sample = PAGE.split(&format!("```{language}\n")).nth(1);
        let sample = sample.and_then(|block| block.split("```").next()).expect("there is a sample");
        let call = match language {
            "js" => format!("console.log(identityToken('{secret}', '{}', {user}))", site.channel()),
            _ => format!("print(identity_token('{secret}', '{}', {user}))", site.channel()),
        };
        let code = format!("{sample}\n{call}\n");
        // Where a language is not installed its sample cannot be run.
        let Ok(output) = std::process::Command::new(program).args([option, &code]).output() else { continue };
        let token = String::from_utf8(output.stdout).expect("a token");
        let problem = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{language}: {problem}");
        let visitor = site.visitor().await;
        let known = identified(&site.door(), site.channel(), &visitor.token, token.trim()).await;
        assert!(known.is_known, "{language}");
        n_run += 1;
    }
    assert!(n_run > 0, "Node is there, or nothing could have been built");
}
