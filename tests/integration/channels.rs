//! The channels of an account: made, named, switched off, and seen on sites.

use pulina_shared::ids::{ChannelId, MessageId};
use pulina_shared::language::Language;
use pulina_shared::limits;
use pulina_shared::problem::Problem;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ConsentMode};
use pulina_shared::wire::channels::{
    ChannelChange, ChannelKind, ChannelProblem, ChannelRecord, ChannelSeen, Channels, ConsentVersions,
    NewChannel,
};
use pulina_shared::wire::conversation::{Act, ConsentAct, Purpose};
use pulina_shared::wire::http::{VisitBegun, VisitWish};
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, launcher_settings, panel_settings, settings_of};
use pulina_tests::site::Site;
use pulina_tests::visitor::{Visitor, begin_visit};
use pulina_tests::{random, wait};
use serde_json::json;

fn new_channel(name: &str) -> NewChannel {
    NewChannel { begin: random::message_id(), name: name.to_owned(), settings: None }
}

async fn makes(agent: &Agent, new: &NewChannel) -> Result<ChannelRecord, Problem> {
    agent.asks("POST", "/v1/channels").json(new).outcome().await
}

async fn list(agent: &Agent) -> Vec<ChannelRecord> {
    agent.asks("GET", "/v1/channels").granted::<Channels>().await.channels
}

async fn change(
    agent: &Agent,
    channel: &ChannelId,
    change: &ChannelChange,
) -> Result<ChannelRecord, Problem> {
    agent.asks("PATCH", &format!("/v1/channels/{channel}")).json(change).outcome().await
}

async fn switch(agent: &Agent, channel: &ChannelId, is_on: bool) -> ChannelRecord {
    let switch = ChannelChange { is_on: Some(is_on), ..ChannelChange::default() };
    change(agent, channel, &switch).await.expect("switched")
}

async fn seen(agent: &Agent, channel: &ChannelId) -> ChannelSeen {
    agent.asks("GET", &format!("/v1/channels/{channel}/seen")).granted().await
}

/// Waits until a channel was seen on so many sites.
async fn seen_on(agent: &Agent, channel: &ChannelId, n_sites: usize) -> ChannelSeen {
    wait::until("the sites are noted", wait::ANSWERED, || async {
        Some(seen(agent, channel).await).filter(|seen| seen.origins.len() == n_sites)
    })
    .await
}

#[tokio::test]
async fn channel_is_made_once_named_and_used() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let [first] = <[_; 1]>::try_from(list(&agent).await).expect("one");
    assert_eq!(
        (&first.id, first.name.as_str(), first.kind),
        (site.channel(), "Website chat", ChannelKind::Chat)
    );
    assert_eq!((first.inbox_name.as_str(), first.is_on, first.revision), ("Help desk", true, 1));
    assert_eq!(
        (first.has_draft, &first.seen, first.problems),
        (false, &None, vec![ChannelProblem::NeverSeen])
    );

    let settings = ChannelSettings { asks_for_rating: true, ..ChannelSettings::default() };
    let new = NewChannel { settings: Some(settings.clone()), ..new_channel("Shop") };
    let made = makes(&agent, &new).await.expect("made");
    assert_eq!(makes(&agent, &new).await.expect("the answer was lost"), made);
    let other = NewChannel { name: "Other".to_owned(), ..new.clone() };
    assert_eq!(makes(&agent, &other).await.expect_err("another wish").code, "id_conflict");
    assert_eq!(settings_of(&agent, &made.id).await.settings, settings);
    assert_eq!(made.id.account(), site.account.created.account);

    let name = ChannelChange { name: Some("  Shop floor ".to_owned()), ..ChannelChange::default() };
    let named = change(&agent, &made.id, &name).await.expect("named");
    assert_eq!((named.name.as_str(), named.is_on), ("Shop floor", true));
    assert_eq!(makes(&agent, &new).await.expect("still the same").name, "Shop floor");
    let names: Vec<_> = list(&agent).await.into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Website chat", "Shop floor"]);

    let mut visitor = Visitor::begins(&site.door(), &made.id).await;
    visitor.says("hello from the shop").await;
    let mut agent = site.agent().await;
    assert_eq!(agent.sees_ticket("hello from the shop").await.conversation, visitor.begun.conversation);
    let named: Vec<_> = agent.session.channels.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(named, ["Website chat", "Shop floor"]);
}

#[tokio::test]
async fn channels_that_cannot_be_are_refused() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let empty = makes(&agent, &new_channel(" ")).await.expect_err("without a name");
    assert_eq!((empty.status, empty.pointer.as_deref()), (422, Some("/name")));
    let settings = ChannelSettings { retention_days: Some(0), ..ChannelSettings::default() };
    let wrong = makes(&agent, &NewChannel { settings: Some(settings), ..new_channel("Shop") }).await;
    assert_eq!(wrong.expect_err("no days").pointer.as_deref(), Some("/settings/retention_days"));
    for body in [json!({}), json!({"begin": "1", "name": "Shop"}), json!({"name": "Shop"}), json!("Shop")] {
        assert_eq!(agent.asks("POST", "/v1/channels").json(&body).refused().await.code, "json_invalid");
    }
    let path = format!("/v1/channels/{}", site.channel());
    for body in [json!({"is_on": "no"}), json!({"id": "x"}), json!(7)] {
        assert_eq!(agent.asks("PATCH", &path).json(&body).refused().await.code, "json_invalid");
    }
    let nothing = ChannelChange { name: Some("\n".to_owned()), is_on: Some(false) };
    assert_eq!(
        change(&agent, site.channel(), &nothing).await.expect_err("nameless").pointer.as_deref(),
        Some("/name")
    );
    assert!(list(&agent).await[0].is_on, "nothing of it was done");

    let stranger = site.owner_of(&site.another_account().await).await;
    let switch = ChannelChange { is_on: Some(false), ..ChannelChange::default() };
    assert_eq!(change(&stranger, site.channel(), &switch).await.expect_err("not theirs").code, "not_found");
    assert_eq!(site.door().get("/v1/channels").refused().await.code, "session_ended");

    for number in 1..limits::CHANNELS_MAX {
        makes(&agent, &new_channel(&format!("Shop {number}"))).await.expect("there is room");
    }
    let full = makes(&agent, &new_channel("One more")).await.expect_err("there is none");
    assert_eq!((full.code.as_str(), full.limit), ("channels_full", Some(limits::CHANNELS_MAX as u64)));
}

#[tokio::test]
async fn off_channel_lets_nobody_new_in_and_what_was_begun_goes_on() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let mut begun = site.visitor().await;
    begun.says("before").await;
    choose(&agent, site.channel(), |settings| {
        settings
            .texts
            .insert(Language::En, ChannelTexts { teaser: "Hi".to_owned(), ..ChannelTexts::default() });
    })
    .await;

    let off = switch(&agent, site.channel(), false).await;
    assert!(!off.is_on && off.problems[0] == ChannelProblem::Off, "{off:?}");
    let launcher = launcher_settings(&site.door(), site.channel(), "").await;
    assert_eq!((&launcher["off"], &launcher["eager"]), (&true.into(), &json!(null)), "{launcher}");
    assert_eq!(launcher["hides"]["now"], true, "nothing else brings the launcher back");
    let token = random::visitor_token();
    let refused = begin_visit(&site.door(), site.channel(), &token).refused().await;
    assert_eq!((refused.status, refused.code.as_str()), (403, "channel_off"));
    let form = site.door().post(&format!("/chat/{}", site.channel())).form(&[("text", "hi"), ("token", "")]);
    assert_eq!(form.refused().await.code, "channel_off");

    begun.says("after").await;
    let again: VisitBegun = begin_visit(&site.door(), site.channel(), &begun.token).granted().await;
    assert_eq!(again.conversation, begun.begun.conversation);
    let another = VisitWish { begin: Some(random::message_id()), ..VisitWish::default() };
    let another = begin_visit(&site.door(), site.channel(), &begun.token).json(&another);
    assert_eq!(another.refused().await.code, "channel_off");

    switch(&agent, site.channel(), true).await;
    begin_visit(&site.door(), site.channel(), &token).granted::<VisitBegun>().await;
    assert_ne!(launcher_settings(&site.door(), site.channel(), "").await["off"], true);
}

#[tokio::test]
async fn channel_is_seen_where_browsers_ask_for_it() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let other = makes(&agent, &new_channel("Shop")).await.expect("made").id;
    let embed = |channel: &ChannelId| format!("/embed/{channel}.js");
    let asks = async |path: &str, name: &str, value: &str| {
        assert!(site.door().get(path).header(name, value).answer().await.is_good(), "{path} {value}");
    };
    let own = site.door().origin();
    asks(&embed(site.channel()), "referer", &[&own, "/desk/x"].concat()).await;
    asks(&format!("/chat/{}", site.channel()), "referer", &[&own, "/"].concat()).await;
    for strange in ["", "null", "about:blank", "javascript:alert(1)", "https://", "https://a b"] {
        asks(&embed(site.channel()), "referer", strange).await;
    }
    asks(&embed(site.channel()), "referer", "https://shop.example/books?q=ana%40a.example#top").await;
    asks(&format!("/chat/{}", site.channel()), "referer", "https://second.example/").await;
    asks(&format!("/embed/{}.json?as=settings", site.channel()), "origin", "https://third.example").await;
    let noted = seen_on(&agent, site.channel(), 3).await;
    let mut pages: Vec<_> = noted.origins.iter().map(|it| (it.page.as_str(), it.is_allowed)).collect();
    pages.sort_unstable();
    assert_eq!(
        pages,
        [
            ("https://second.example/", true),
            ("https://shop.example/books", true),
            ("https://third.example", true)
        ]
    );
    assert!(noted.origins.iter().all(|it| it.at <= noted.now) && noted.problems.is_empty(), "{noted:?}");
    assert_eq!(seen(&agent, &other).await.problems, [ChannelProblem::NeverSeen], "another channel was not");
    let listed = list(&agent).await;
    assert_eq!(listed[0].seen.as_ref().map(|it| it.at), Some(noted.origins[0].at));

    // Which sites may show it is judged by what is published now.
    choose(&agent, site.channel(), |it| it.allowed_origins = vec!["https://shop.example".to_owned()]).await;
    let judged = seen(&agent, site.channel()).await;
    let denied = judged.origins.iter().filter(|it| !it.is_allowed).map(|it| it.origin.clone()).collect();
    assert_eq!(judged.problems, [ChannelProblem::SeenElsewhere(denied)]);
    assert_eq!(
        list(&agent).await[0].seen.as_ref().map(|it| it.page.as_str()),
        Some("https://shop.example/books")
    );
}

#[tokio::test]
async fn flood_of_made_up_sites_is_bounded_and_pushes_no_real_one_out() {
    let site = Site::start().await;
    let agent = site.agent().await;
    choose(&agent, site.channel(), |it| it.allowed_origins = vec!["https://shop.example".to_owned()]).await;
    let path = format!("/embed/{}.js", site.channel());
    let from = async |origin: &str| site.door().get(&path).header("referer", origin).answer().await.status;
    assert_eq!(from("https://shop.example/").await, 200);
    for number in 0..100 {
        assert_eq!(from(&format!("https://{number}.example/")).await, 200);
    }
    let noted = seen_on(&agent, site.channel(), limits::SEEN_ORIGINS_MAX + 1).await;
    let allowed: Vec<_> =
        noted.origins.iter().filter(|it| it.is_allowed).map(|it| it.origin.as_str()).collect();
    assert_eq!(allowed, ["https://shop.example"]);

    let unknown = ChannelId::new(&site.account.created.account, [9; 5]);
    let nowhere = site.door().get(&format!("/embed/{unknown}.js")).header("referer", "https://a.example/");
    assert_eq!(nowhere.answer().await.status, 404);
    let missing = agent.asks("GET", &format!("/v1/channels/{unknown}/seen"));
    assert_eq!(missing.refused().await.code, "not_found");
}

#[tokio::test]
async fn consent_versions_are_told_with_how_many_agreed() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let path = format!("/v1/channels/{}/consent-versions", site.channel());
    let versions = async || agent.asks("GET", &path).granted::<ConsentVersions>().await.versions;
    assert_eq!(versions().await, []);

    choose(&agent, site.channel(), |settings| settings.consent.mode = ConsentMode::Explicit).await;
    let asked = panel_settings(&site.door(), site.channel(), "?lang=en", "").await.consent.expect("asked");
    for _ in 0..2 {
        let mut visitor = site.visitor().await;
        let act = |id: &str| {
            let (purpose, language) = (Purpose::Process, Language::En);
            Act::Consent(ConsentAct {
                purpose,
                is_given: true,
                version: id.to_owned(),
                language,
                page: String::new(),
            })
        };
        visitor.does(act(&asked.version)).await.expect("it is the current one");
        visitor.says("one").await;
        visitor.says("two").await;
    }
    let counted = wait::until("both are counted", wait::ANSWERED, || async {
        Some(versions().await).filter(|versions| versions[0].n_accepted == Some(2))
    })
    .await;
    let [first] = counted.as_slice() else { panic!("{counted:?}") };
    assert_eq!(
        (&first.version, first.is_current, first.mode),
        (&asked.version, true, Some(ConsentMode::Explicit))
    );
    assert_eq!((&first.texts[&Language::En].text, first.texts.len()), (&asked.text, Language::ALL.len()));
    assert!(first.since > Timestamp(0));

    let own = ChannelTexts { consent: "May we?".to_owned(), ..ChannelTexts::default() };
    choose(&agent, site.channel(), |settings| drop(settings.texts.insert(Language::En, own))).await;
    let after = versions().await;
    assert_eq!(after.len(), 2);
    let newest = after.iter().find(|it| it.is_current).expect("one is current");
    assert_eq!((newest.texts[&Language::En].text.as_str(), newest.n_accepted), ("May we?", Some(0)));
    assert_eq!(after.iter().find(|it| !it.is_current).and_then(|it| it.n_accepted), Some(2));

    let other = makes(&agent, &new_channel("Shop")).await.expect("made").id;
    let of_other = agent.asks("GET", &format!("/v1/channels/{other}/consent-versions"));
    assert_eq!(of_other.granted::<ConsentVersions>().await.versions, []);
}

#[tokio::test]
async fn channels_and_drafts_are_there_after_a_restart() {
    let mut site = Site::start().await;
    let agent = site.agent().await;
    let new = NewChannel { begin: MessageId::new(Timestamp(5), [3; 10]), ..new_channel("Shop") };
    let made = makes(&agent, &new).await.expect("made");
    switch(&agent, &made.id, false).await;
    let path = format!("/v1/channels/{}/draft", made.id);
    let change = json!({"revision": 0, "based_on": 1, "settings": {"asks_for_rating": true}});
    agent.asks("PUT", &path).json(&change).granted::<serde_json::Value>().await;
    let before = list(&agent).await;
    assert!(before[1].has_draft && !before[1].is_on);
    site.engine.kill();
    site.engine.restart().await;
    let agent = site.agent().await;
    assert_eq!(list(&agent).await, before);
}
