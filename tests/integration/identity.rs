//! Visitors for whom a customer's server vouches: one contact on all their devices, and nothing of a
//! contact's for anybody who cannot prove to be them.

use pulina_shared::ids::{ChannelId, ConversationId, FileId};
use pulina_shared::token::VisitorToken;
use pulina_shared::wire::conversation::{Act, FillForm, SendMessage};
use pulina_shared::wire::form::FormAnswer;
use pulina_shared::wire::http::{OwnConversations, VisitBegun, VisitWish};
use pulina_shared::wire::identity::{Attribute, Attributes, IdentityAlgorithm, IdentityKeys, NewIdentityKey};
use pulina_tests::channel::choose;
use pulina_tests::line::{Address, Credentials, Ending, Line};
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::socket::SocketOptions;
use pulina_tests::upload::Sender;
use pulina_tests::view::View;
use pulina_tests::visitor::{Visitor, begin_visit};
use pulina_tests::vouching::{Voucher, identified, logs_out, make_key, proves, seconds};
use serde_json::json;

async fn own(site: &Site, token: &VisitorToken) -> Vec<ConversationId> {
    let path = format!("/v1/channels/{}/conversations", site.channel());
    let own: OwnConversations = site.door().get(&path).token(token).granted().await;
    own.conversations.into_iter().map(|one| one.id).collect()
}

/// In how many of all ways something of this conversation can be read with this token.
async fn n_reads(site: &Site, token: &VisitorToken, conversation: &ConversationId, file: &FileId) -> usize {
    let mut n_reads = 0;
    let file = format!("files/{file}");
    for rest in ["events", "transcript?format=text", "consents", &file] {
        let path = format!("/v1/conversations/{conversation}/{rest}");
        n_reads += usize::from(site.door().get(&path).token(token).answer().await.is_good());
    }
    let wish = VisitWish { enter: Some(conversation.clone()), ..VisitWish::default() };
    let entered = begin_visit(&site.door(), site.channel(), token).json(&wish).answer().await;
    n_reads += usize::from(entered.is_good());
    n_reads += usize::from(own(site, token).await.contains(conversation));
    let address = Address {
        door: site.door(),
        conversation: conversation.clone(),
        credentials: Credentials::Visitor(token.clone()),
    };
    n_reads + usize::from(Line::open(&address, View::of("reader"), &SocketOptions::default()).await.is_ok())
}

/// All ways.
const N_READS: usize = 7;

/// Sends a file, so that there is one to be read; whose it is can read everything.
async fn sends_file(site: &Site, visitor: &mut Visitor) -> FileId {
    let sender = Sender::Visitor(visitor);
    let file = sender.uploads("note.txt", b"for one alone").await.expect("the file is taken");
    let act = Act::SendMessage(SendMessage { files: vec![file.id.clone()], ..SendMessage::default() });
    visitor.does(act).await.expect("the message is taken");
    let n_read = n_reads(site, &visitor.token, &visitor.begun.conversation, &file.id).await;
    assert_eq!(n_read, N_READS, "whose it is can read everything");
    file.id
}

async fn enters(site: &Site, token: &VisitorToken, conversation: &ConversationId) -> Visitor {
    let wish = VisitWish { enter: Some(conversation.clone()), ..VisitWish::default() };
    let begun: VisitBegun = begin_visit(&site.door(), site.channel(), token).json(&wish).granted().await;
    Visitor::connects(&site.door(), token.clone(), begun, View::of("another device")).await
}

#[tokio::test]
async fn anonymous_conversation_joins_the_contact_and_all_their_devices_share_it() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    for voucher in [
        Voucher::by_secret(&agent, site.channel()).await,
        Voucher::by_private_key(&agent, site.channel()).await,
    ] {
        let subject = format!("mika-{:?}", voucher.made.key.algorithm);
        let mut phone = site.visitor().await;
        let question = format!("said without a name to {subject}");
        phone.says(&question).await;
        let ticket = agent.sees_ticket(&question).await;
        assert!(ticket.verified.is_none() && ticket.person().starts_with("Visitor "));

        let proof = voucher.vouches_for(&subject);
        let known = identified(&site.door(), site.channel(), &phone.token, &proof).await;
        assert_eq!((known.is_known, known.conversation), (true, Some(ticket.conversation.clone())));
        let ticket = agent
            .desk
            .sees("it is verified", |it| it.conversation == phone.begun.conversation && it.verified.is_some())
            .await;
        assert_eq!(ticket.person(), format!("{subject} of the shop"));
        phone.says("and goes on").await;

        let laptop = random::visitor_token();
        let known = identified(&site.door(), site.channel(), &laptop, &proof).await;
        assert_eq!(known.conversation, Some(ticket.conversation.clone()));
        let begun = VisitBegun { conversation: ticket.conversation.clone(), ..phone.begun.clone() };
        let mut laptop = Visitor::connects(&site.door(), laptop, begun, View::of("laptop")).await;
        laptop.sees("and goes on").await;
        laptop.says("from the laptop").await;
        phone.sees("from the laptop").await;

        // What is begun on one device is listed and read on the other.
        let wish = VisitWish { begin: Some(random::message_id()), ..VisitWish::default() };
        let second: VisitBegun =
            begin_visit(&site.door(), site.channel(), &laptop.token).json(&wish).granted().await;
        let mut at_laptop =
            Visitor::connects(&site.door(), laptop.token.clone(), second.clone(), View::of("laptop")).await;
        let other = format!("another matter of {subject}");
        at_laptop.says(&other).await;
        let other_ticket = agent.sees_ticket(&other).await;
        assert_eq!(
            other_ticket.verified, ticket.verified,
            "a later ticket is the contact's from its beginning"
        );
        assert_eq!(own(&site, &phone.token).await.len(), 2);
        enters(&site, &phone.token, &second.conversation).await.sees(&other).await;
    }
}

#[tokio::test]
async fn nothing_is_stored_of_a_contact_who_only_looks() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let (proof, token) = (voucher.vouches_for("mika"), random::visitor_token());
    let known = identified(&site.door(), site.channel(), &token, &proof).await;
    assert_eq!((known.is_known, known.conversation), (false, None));
    assert_eq!(own(&site, &token).await, []);
    let begun: VisitBegun = begin_visit(&site.door(), site.channel(), &token).granted().await;
    let known = identified(&site.door(), site.channel(), &token, &proof).await;
    assert_eq!((known.is_known, known.conversation), (true, Some(begun.conversation)));
}

#[tokio::test]
async fn after_logging_out_nothing_of_the_contact_can_be_read_from_that_device() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let proof = voucher.vouches_for("mika");
    let mut phone = site.visitor().await;
    phone.says("mine").await;
    let file = sends_file(&site, &mut phone).await;
    identified(&site.door(), site.channel(), &phone.token, &proof).await;
    let laptop = random::visitor_token();
    identified(&site.door(), site.channel(), &laptop, &proof).await;
    let conversation = phone.begun.conversation.clone();
    let mut at_laptop = enters(&site, &laptop, &conversation).await;

    assert!(logs_out(&site.door(), site.channel(), &phone.token).answer().await.is_good());
    assert_eq!(phone.ends().await, Ending::Closed(4404, "not_found".to_owned()));
    assert_eq!(
        n_reads(&site, &phone.token, &conversation, &file).await,
        0,
        "also by the token that began it"
    );
    at_laptop.says("still here").await;
    assert!(at_laptop.ending().is_none());

    // Twice, and of somebody who is nobody's contact, it changes nothing.
    assert!(logs_out(&site.door(), site.channel(), &phone.token).answer().await.is_good());
    let mut stranger = site.visitor().await;
    assert!(logs_out(&site.door(), site.channel(), &stranger.token).answer().await.is_good());
    stranger.says("unharmed").await;
    // A new proof opens it again, over a restart as well.
    let again = random::visitor_token();
    identified(&site.door(), site.channel(), &again, &proof).await;
    enters(&site, &again, &conversation).await.sees("still here").await;
}

/// Tokens that prove nothing here, each with what is wrong with it.
fn worthless(voucher: &Voucher, stranger: &Voucher, revoked: &Voucher) -> Vec<(&'static str, String)> {
    let good = voucher.vouches_for("mika");
    let (signed, signature) = good.rsplit_once('.').expect("three parts");
    let other_kid = stranger.made.key.id.as_str();
    let claims = json!({ "aud": voucher.channel.as_str(), "sub": "mika", "exp": seconds(600) }).to_string();
    let headed = |header: &str| voucher.signs_text(header, &claims);
    vec![
        ("of another site's key", stranger.vouches_for("mika")),
        (
            "of another site's key for this one",
            stranger.signs(&json!({ "aud": voucher.channel.as_str(), "sub": "mika" })),
        ),
        ("of a revoked key", revoked.vouches_for("mika")),
        ("of another site's key that is not named", stranger.signs_text(r#"{"alg":"HS256"}"#, &claims)),
        ("of a revoked key that is not named", revoked.signs_text(r#"{"alg":"HS256"}"#, &claims)),
        ("for another site", voucher.signs(&json!({ "aud": stranger.channel.as_str(), "sub": "mika" }))),
        ("of yesterday", voucher.signs(&json!({ "sub": "mika", "exp": seconds(-86_400) }))),
        ("of a year", voucher.signs(&json!({ "sub": "mika", "exp": seconds(31_536_000) }))),
        (
            "without an end",
            voucher.signs_text(
                r#"{"alg":"HS256"}"#,
                &json!({ "aud": voucher.channel.as_str(), "sub": "mika" }).to_string(),
            ),
        ),
        ("without a signature", format!("{signed}.")),
        ("with half a signature", format!("{signed}.{}", &signature[..20])),
        (
            "with somebody else's signature",
            format!("{signed}.{}", stranger.vouches_for("mika").rsplit('.').next().unwrap_or_default()),
        ),
        ("of no algorithm", headed(r#"{"alg":"none"}"#)),
        ("of another algorithm", headed(r#"{"alg":"EdDSA"}"#)),
        ("with a header key", headed(r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}"#)),
        ("with another site's kid", headed(&json!({ "alg": "HS256", "kid": other_kid }).to_string())),
        ("that is none", "nonsense".to_owned()),
    ]
}

#[tokio::test]
async fn no_worthless_token_reads_anything() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let revoked = Voucher::by_secret(&agent, site.channel()).await;
    revoked.is_revoked(&agent).await;
    let other = site.another_account().await;
    let stranger = Voucher::by_secret(&site.owner_of(&other).await, &other.created.channel).await;
    let mut mika = site.visitor().await;
    mika.says("for Mika alone").await;
    let file = sends_file(&site, &mut mika).await;
    identified(&site.door(), site.channel(), &mika.token, &voucher.vouches_for("mika")).await;
    let mut n_tried = 0;
    for (what, proof) in worthless(&voucher, &stranger, &revoked) {
        // By somebody new, and by somebody who has begun something.
        for begins in [false, true] {
            let token = random::visitor_token();
            if begins {
                begin_visit(&site.door(), site.channel(), &token).granted::<VisitBegun>().await;
            }
            let problem = proves(&site.door(), site.channel(), &token, &proof).refused().await;
            let expected = if what == "of yesterday" { "identity_expired" } else { "identity_invalid" };
            assert_eq!((problem.code.as_str(), problem.status), (expected, 401), "{what}");
            assert_eq!((problem.pointer, problem.limit, problem.actual), (None, None, None), "{what}");
            assert_eq!(n_reads(&site, &token, &mika.begun.conversation, &file).await, 0, "{what}");
            n_tried += 1;
        }
    }
    assert!(n_tried >= 30, "{n_tried}");
}

#[tokio::test]
async fn nothing_that_is_only_claimed_joins_a_contact() {
    let site = Site::start_without_rates().await;
    let mut agent = site.agent().await;
    choose(&agent, site.channel(), |settings| {
        settings.email = pulina_shared::wire::channel::EmailCapture::After;
    })
    .await;
    let voucher = Voucher::by_secret(&agent, site.channel()).await;
    let mut mika = site.visitor().await;
    mika.says("for Mika alone").await;
    let ticket = agent.sees_ticket("for Mika alone").await;
    let file = sends_file(&site, &mut mika).await;
    identified(&site.door(), site.channel(), &mika.token, &voucher.vouches_for("mika")).await;

    let email = |value: &str| {
        Act::FillForm(FillForm {
            language: pulina_shared::language::Language::En,
            answers: vec![FormAnswer { name: "email".to_owned(), value: value.to_owned() }],
        })
    };
    let names = ["email", "sub", "user_id", "name", "visitor", "contact", "external_id", "identity", "id"];
    let (visitor, conversation) = (mika.begun.visitor.as_str(), ticket.conversation.as_str());
    let values = ["mika@shop.example", "mika", "mika of the shop", visitor, conversation];
    let mut n_tries = 0;
    for value in ["mika@shop.example", "MIKA@shop.example"] {
        let mut other = site.visitor().await;
        other.says("somebody else").await;
        other.does(email(value)).await.expect("an address is taken as a claim");
        assert_eq!(n_reads(&site, &other.token, &ticket.conversation, &file).await, 0, "{value}");
        n_tries += 1;
    }
    for (number, value) in values.iter().enumerate() {
        let mut other = site.visitor().await;
        let words = format!("claims {number}");
        other.says(&words).await;
        let claimed = agent.sees_ticket(&words).await;
        for group in names.chunks(3) {
            let attribute = |name: &&str| Attribute { name: (*name).to_owned(), value: (*value).to_owned() };
            let told = Attributes { attributes: group.iter().map(attribute).collect() };
            let path = format!("/v1/channels/{}/attributes", site.channel());
            assert!(site.door().ask("PUT", &path).token(&other.token).json(&told).answer().await.is_good());
            assert_eq!(
                n_reads(&site, &other.token, &ticket.conversation, &file).await,
                0,
                "{value} as {group:?}"
            );
            n_tries += 1;
        }
        assert_eq!(agent.reads(&claimed).await.verified, None, "{value}");
    }
    // Another contact's proof joins that contact and nobody else.
    for subject in ["mika ", "Mika", "mika2", "m"] {
        let other = site.visitor().await;
        let proof = voucher
            .signs(&json!({ "sub": subject, "email": "mika@shop.example", "name": "mika of the shop" }));
        let answer = proves(&site.door(), site.channel(), &other.token, &proof).answer().await;
        assert_eq!(answer.is_good(), subject.trim() == subject, "{subject:?}");
        assert_eq!(n_reads(&site, &other.token, &ticket.conversation, &file).await, 0, "{subject:?}");
        n_tries += 1;
    }
    assert!(n_tries >= 20, "{n_tries}");
    // A device that is one contact's does not become another's, nor joins the two.
    let of_other = voucher.vouches_for("somebody");
    let problem = proves(&site.door(), site.channel(), &mika.token, &of_other).refused().await;
    assert_eq!(problem.code, "id_conflict");
}

#[tokio::test]
async fn keys_follow_each_other_and_a_revoked_one_is_worth_nothing() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let old = Voucher::by_secret(&agent, site.channel()).await;
    let new = Voucher::by_private_key(&agent, site.channel()).await;
    let third = NewIdentityKey { algorithm: IdentityAlgorithm::Hs256, public_key: None };
    let problem = make_key(&agent, site.channel(), &third).refused().await;
    assert_eq!((problem.code.as_str(), problem.limit), ("too_many_items", Some(2)));
    let path = format!("/v1/channels/{}/identity-keys", site.channel());
    let answer = agent.asks("GET", &path).answer().await;
    assert!(!answer.text().contains("pis_"), "a secret is shown once");
    let listed: IdentityKeys = answer.granted();
    assert_eq!(listed.keys, [old.made.key.clone(), new.made.key.clone()]);

    let mut visitor = site.visitor().await;
    visitor.says("hello").await;
    for voucher in [&old, &new] {
        let known =
            identified(&site.door(), site.channel(), &visitor.token, &voucher.vouches_for("mika")).await;
        assert!(known.is_known);
    }
    old.is_revoked(&agent).await;
    let token = random::visitor_token();
    let refused = proves(&site.door(), site.channel(), &token, &old.vouches_for("mika")).refused().await;
    assert_eq!(refused.code, "identity_invalid");
    assert!(identified(&site.door(), site.channel(), &token, &new.vouches_for("mika")).await.is_known);
    Voucher::by_secret(&agent, site.channel()).await;
}

#[tokio::test]
async fn keys_are_for_users_of_the_account_alone() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let other = site.another_account().await;
    let stranger = site.owner_of(&other).await;
    let path = format!("/v1/channels/{}/identity-keys", site.channel());
    let new = NewIdentityKey { algorithm: IdentityAlgorithm::Hs256, public_key: None };
    assert_eq!(make_key(&stranger, site.channel(), &new).refused().await.code, "not_found");
    assert_eq!(stranger.asks("GET", &path).refused().await.code, "not_found");
    assert_eq!(site.door().post(&path).json(&new).refused().await.code, "session_ended");
    let unknown = ChannelId::new(&site.account.created.account, [0; 5]);
    assert_eq!(make_key(&agent, &unknown, &new).refused().await.code, "not_found");
    for public_key in [None, Some("nonsense".to_owned())] {
        let new = NewIdentityKey { algorithm: IdentityAlgorithm::EdDsa, public_key };
        let problem = make_key(&agent, site.channel(), &new).refused().await;
        assert_eq!(
            (problem.code.as_str(), problem.pointer.as_deref()),
            ("field_invalid", Some("/public_key"))
        );
    }
    // A channel without keys takes no token.
    let elsewhere = Voucher::by_secret(&agent, site.channel()).await;
    let channel = &other.created.channel;
    let proof = elsewhere.signs(&json!({ "aud": channel.as_str(), "sub": "mika" }));
    let refused = proves(&site.door(), channel, &random::visitor_token(), &proof).refused().await;
    assert_eq!(refused.code, "identity_invalid");
}
