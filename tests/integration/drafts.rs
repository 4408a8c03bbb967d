//! From a draft to the public and back: nobody's work is overwritten unseen, nothing that was ever
//! public is lost.

use futures_util::future::join_all;
use pulina_shared::limits;
use pulina_shared::problem::Problem;
use pulina_shared::text::Colour;
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::http::StoredSettings;
use pulina_shared::wire::publishing::{Changes, Draft, DraftChange, HistoryPage, Publish, Restore};
use pulina_tests::agent::Agent;
use pulina_tests::channel::{choose, launcher_settings, settings_of, settings_path};
use pulina_tests::site::Site;
use serde_json::{Value, json};

fn path(site: &Site, rest: &str) -> String {
    format!("/v1/channels/{}/{rest}", site.channel())
}

async fn draft(site: &Site, agent: &Agent) -> Draft {
    agent.asks("GET", &path(site, "draft")).granted().await
}

/// Changes a draft that was read.
async fn edits(
    site: &Site,
    agent: &Agent,
    read: &Draft,
    edit: impl FnOnce(&mut ChannelSettings),
) -> Result<Draft, Problem> {
    let mut settings = read.settings.clone();
    edit(&mut settings);
    let change = DraftChange { revision: read.revision, based_on: read.based_on, settings };
    agent.asks("PUT", &path(site, "draft")).json(&change).outcome().await
}

async fn publishes(site: &Site, agent: &Agent, revision: u64) -> Result<StoredSettings, Problem> {
    agent.asks("POST", &path(site, "publish")).json(&Publish { revision }).outcome().await
}

async fn history(site: &Site, agent: &Agent, query: &str) -> HistoryPage {
    agent.asks("GET", &path(site, &["history", query].concat())).granted().await
}

async fn restores(site: &Site, agent: &Agent, to: u64, revision: u64) -> Result<StoredSettings, Problem> {
    let path = path(site, &format!("history/{to}/restore"));
    agent.asks("POST", &path).json(&Restore { revision }).outcome().await
}

fn yellow(settings: &mut ChannelSettings) {
    settings.look.accent = Colour { rgb: [0xff, 0xcc, 0x00] };
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Problem>) -> String {
    outcome.expect_err("it is refused").code
}

#[tokio::test]
async fn draft_is_seen_by_nobody_outside_until_it_is_published() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let nothing = draft(&site, &agent).await;
    assert_eq!((nothing.is_kept, nothing.based_on, nothing.published), (false, 1, 1));
    assert_eq!(nothing.settings, ChannelSettings::default());

    let kept = edits(&site, &agent, &nothing, yellow).await.expect("kept");
    assert!(kept.is_kept && kept.revision > nothing.revision && kept.changed_at.is_some());
    assert_eq!(kept.changed_by.as_ref(), Some(agent.user()));
    assert_eq!(draft(&site, &agent).await, kept);
    assert_eq!(settings_of(&agent, site.channel()).await.settings, ChannelSettings::default());
    assert_eq!(launcher_settings(&site.door(), site.channel(), "").await["accent"], "#1f5eff");

    let published = publishes(&site, &agent, kept.revision).await.expect("published");
    assert_eq!(published, StoredSettings { revision: 2, settings: kept.settings });
    assert_eq!(publishes(&site, &agent, kept.revision).await.expect("the answer was lost"), published);
    assert_eq!(launcher_settings(&site.door(), site.channel(), "").await["accent"], "#ffcc00");
    let after = draft(&site, &agent).await;
    assert_eq!((after.is_kept, after.based_on, after.published), (false, 2, 2));
    assert!(after.revision > kept.revision, "the number of a draft never comes twice");
}

#[tokio::test]
async fn two_admins_on_one_draft_never_overwrite_each_other() {
    let site = Site::start().await;
    let (ana, bo) = (site.agent().await, site.agent().await);
    let read = draft(&site, &ana).await;
    let of_bo = edits(&site, &bo, &read, |it| it.asks_for_rating = true).await.expect("the first");
    assert_eq!(code(edits(&site, &ana, &read, yellow).await), "settings_changed");
    assert_eq!(code(publishes(&site, &ana, read.revision).await), "settings_changed");
    let again = edits(&site, &bo, &read, |it| it.asks_for_rating = true).await;
    assert_eq!(again.expect("the answer was lost"), of_bo);

    // Ana looks at what Bo wrote and goes on over it.
    let of_ana = edits(&site, &ana, &of_bo, yellow).await.expect("she has seen it");
    assert!(of_ana.settings.asks_for_rating);
    let stale = path(&site, &format!("draft?revision={}", of_bo.revision));
    assert_eq!(bo.asks("DELETE", &stale).refused().await.code, "settings_changed");
    let fresh = path(&site, &format!("draft?revision={}", of_ana.revision));
    let gone: Draft = bo.asks("DELETE", &fresh).granted().await;
    assert_eq!((gone.is_kept, gone.settings), (false, ChannelSettings::default()));
    assert_eq!(code(publishes(&site, &ana, of_ana.revision).await), "settings_changed");
    assert_eq!(code(edits(&site, &ana, &of_ana, yellow).await), "settings_changed");
    let gone_already: Draft = bo.asks("DELETE", &fresh).granted().await;
    assert_eq!(gone_already.revision, gone.revision);
}

#[tokio::test]
async fn of_ten_who_write_at_once_one_is_taken() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let read = draft(&site, &agent).await;
    let puts = (1..=10_u16).map(|days| edits(&site, &agent, &read, move |it| it.retention_days = Some(days)));
    let outcomes = join_all(puts).await;
    let (taken, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (1, 9));
    assert!(refused.into_iter().all(|it| code(it) == "settings_changed"));
    let taken = taken.into_iter().next().and_then(Result::ok).expect("one");
    assert_eq!(draft(&site, &agent).await, taken);
}

#[tokio::test]
async fn draft_waits_while_something_else_was_published() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let kept = edits(&site, &agent, &draft(&site, &agent).await, yellow).await.expect("kept");
    choose(&agent, site.channel(), |it| it.asks_for_rating = true).await;
    let behind = draft(&site, &agent).await;
    assert_eq!((behind.based_on, behind.published, behind.revision), (1, 2, kept.revision));
    assert_eq!(code(publishes(&site, &agent, kept.revision).await), "settings_changed");
    // Typing goes on meanwhile, and does not count as having looked.
    let typed = edits(&site, &agent, &kept, |it| it.look.side_offset = 7).await.expect("kept");
    assert_eq!(code(publishes(&site, &agent, typed.revision).await), "settings_changed");

    let looked = Draft { based_on: typed.published, ..typed };
    let on_top = edits(&site, &agent, &looked, |it| it.asks_for_rating = true).await.expect("kept");
    let published = publishes(&site, &agent, on_top.revision).await.expect("on top of the newest");
    let settings = &published.settings;
    assert_eq!((published.revision, settings.asks_for_rating, settings.look.side_offset), (3, true, 7));

    // Without a draft, whoever has not seen the newest publication begins none.
    let read = draft(&site, &agent).await;
    choose(&agent, site.channel(), |it| it.asks_for_rating = false).await;
    assert_eq!(code(edits(&site, &agent, &read, yellow_with_rating).await), "settings_changed");
    let ahead = Draft { based_on: 99, ..draft(&site, &agent).await };
    let refused = edits(&site, &agent, &ahead, yellow_with_rating).await.expect_err("there is no such");
    assert_eq!((refused.code.as_str(), refused.pointer.as_deref()), ("field_invalid", Some("/based_on")));
}

fn yellow_with_rating(settings: &mut ChannelSettings) {
    settings.look.side_offset = 99;
}

#[tokio::test]
async fn draft_with_nothing_to_publish_ends() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let kept = edits(&site, &agent, &draft(&site, &agent).await, yellow).await.expect("kept");
    let back = edits(&site, &agent, &kept, |it| *it = ChannelSettings::default()).await.expect("taken");
    assert!(!back.is_kept && back.changed_by.is_none());
    assert_eq!(publishes(&site, &agent, back.revision).await.expect("nothing").revision, 1);
    assert_eq!(history(&site, &agent, "").await.publications.len(), 1);
}

#[tokio::test]
async fn draft_follows_the_picture_that_is_public() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";
    let site = Site::start().await;
    let agent = site.agent().await;
    let kept = edits(&site, &agent, &draft(&site, &agent).await, yellow).await.expect("kept");
    let given: StoredSettings =
        agent.asks("PUT", &path(&site, "avatar")).body("image/png", PNG).granted().await;
    assert_eq!(given.settings.look.accent, ChannelSettings::default().look.accent, "the draft stays a draft");
    let followed = draft(&site, &agent).await;
    assert_eq!((followed.revision, followed.based_on, followed.published), (kept.revision, 2, 2));
    assert_eq!(followed.settings.look.avatar, given.settings.look.avatar);
    // A tab that does not know of the picture goes on writing.
    let typed = edits(&site, &agent, &kept, |it| it.look.side_offset = 7).await.expect("kept");
    let published = publishes(&site, &agent, typed.revision).await.expect("published");
    assert_eq!(published.settings.look.avatar, given.settings.look.avatar);
    // Going back does not bring back a picture that is gone, nor take away the one that there is.
    let back = restores(&site, &agent, 1, published.revision).await.expect("restored");
    assert_eq!(back.settings.look.avatar, given.settings.look.avatar);
    assert_eq!(back.settings.look.side_offset, ChannelSettings::default().look.side_offset);
}

#[tokio::test]
async fn everything_that_was_public_is_kept_with_who_when_and_what_changed() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let first = history(&site, &agent, "").await;
    let [made] = first.publications.as_slice() else { panic!("{first:?}") };
    assert_eq!((made.revision, made.by.as_ref(), &made.changes), (1, Some(agent.user()), &None));
    assert!(made.at.is_some() && first.next_before.is_none());

    choose(&agent, site.channel(), yellow).await;
    let read = draft(&site, &agent).await;
    let kept = edits(&site, &agent, &read, |it| {
        it.allowed_origins = vec!["https://harbour.example".to_owned()];
        it.retention_days = Some(30);
    });
    publishes(&site, &agent, kept.await.expect("kept").revision).await.expect("published");
    let back = restores(&site, &agent, 1, 3).await.expect("restored");
    assert_eq!(back, StoredSettings { revision: 4, settings: ChannelSettings::default() });
    assert_eq!(restores(&site, &agent, 1, 3).await.expect("the answer was lost"), back);
    assert_eq!(code(restores(&site, &agent, 2, 3).await), "settings_changed");

    let page = history(&site, &agent, "?limit=2").await;
    let changed = |pointers: &[&str]| {
        let pointers = pointers.iter().map(|it| (*it).to_owned()).collect();
        Some(Changes { pointers, n_more: 0 })
    };
    let [returned, published] = page.publications.as_slice() else { panic!("{page:?}") };
    assert_eq!((returned.revision, returned.restored), (4, Some(1)));
    assert_eq!(returned.changes, changed(&["/allowed_origins/0", "/look/accent", "/retention_days"]));
    assert_eq!((published.revision, published.restored), (3, None));
    assert_eq!(published.changes, changed(&["/allowed_origins/0", "/retention_days"]));
    assert_eq!(page.next_before, Some(3));
    let rest = history(&site, &agent, "?limit=2&before=3").await;
    assert_eq!(rest.publications.iter().map(|it| it.revision).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((&rest.publications[0].changes, rest.next_before), (&changed(&["/look/accent"]), None));

    let third: StoredSettings = agent.asks("GET", &path(&site, "history/3")).granted().await;
    assert_eq!((third.revision, third.settings.retention_days), (3, Some(30)));
    // What was replaced is there to go back to.
    assert_eq!(restores(&site, &agent, 3, 4).await.expect("and forth").settings, third.settings);
}

#[tokio::test]
async fn history_is_bounded() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let n_more = u16::try_from(limits::PUBLICATIONS_KEPT_MAX).expect("a small number") + 3;
    let mut stored = settings_of(&agent, site.channel()).await;
    for days in 1..=n_more {
        stored.settings.retention_days = Some(days);
        stored = agent.asks("PUT", &settings_path(site.channel())).json(&stored).granted().await;
    }
    let oldest = stored.revision - limits::PUBLICATIONS_KEPT_MAX + 1;
    let last = history(&site, &agent, &format!("?before={}", oldest + 1)).await;
    assert_eq!(last.publications.iter().map(|it| it.revision).collect::<Vec<_>>(), [oldest]);
    assert_eq!((&last.publications[0].changes, last.next_before), (&None, None));
    let gone = agent.asks("GET", &path(&site, &format!("history/{}", oldest - 1)));
    assert_eq!(gone.refused().await.code, "not_found");
    let page = history(&site, &agent, "").await;
    assert_eq!(page.publications.len(), limits::PUBLICATIONS_PAGE_MAX);
}

#[tokio::test]
async fn garbage_changes_nothing_and_strangers_see_nothing() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let before = draft(&site, &agent).await;
    let wrong = |settings: Value| json!({"revision": before.revision, "based_on": 1, "settings": settings});
    for (body, code, pointer) in [
        (json!({}), "json_invalid", ""),
        (json!([1]), "json_invalid", ""),
        (json!({"revision": -1, "based_on": 1, "settings": {}}), "json_invalid", ""),
        (wrong(json!({"colour": "#ffffff"})), "json_invalid", ""),
        (wrong(json!({"look": {"side_offset": 5_000}})), "field_invalid", "/settings/look/side_offset"),
        (wrong(json!({"retention_days": 0})), "field_invalid", "/settings/retention_days"),
    ] {
        let refused = agent.asks("PUT", &path(&site, "draft")).json(&body).refused().await;
        assert_eq!(
            (refused.code.as_str(), refused.pointer.as_deref().unwrap_or_default()),
            (code, pointer),
            "{body}"
        );
    }
    for rest in ["publish", "history/1/restore"] {
        for body in [json!({}), json!({"revision": "1"}), json!({"revision": 1, "force": true})] {
            assert_eq!(
                agent.asks("POST", &path(&site, rest)).json(&body).refused().await.code,
                "json_invalid"
            );
        }
        let text = agent.asks("POST", &path(&site, rest)).body("text/plain", "{\"revision\":1}");
        assert_eq!(text.refused().await.code, "content_type");
    }
    for (rest, code) in [
        ("history?limit=0", "limit_out_of_range"),
        ("history?limit=21", "limit_out_of_range"),
        ("history?before=x", "limit_out_of_range"),
        ("history/x", "id_invalid"),
        ("history/9", "not_found"),
    ] {
        assert_eq!(agent.asks("GET", &path(&site, rest)).refused().await.code, code, "{rest}");
    }
    assert_eq!(code(restores(&site, &agent, 9, 1).await), "not_found");
    assert_eq!(draft(&site, &agent).await, before);

    let stranger = site.owner_of(&site.another_account().await).await;
    for (method, rest) in
        [("GET", "draft"), ("DELETE", "draft"), ("GET", "history"), ("GET", "history/1"), ("GET", "seen")]
    {
        assert_eq!(stranger.asks(method, &path(&site, rest)).refused().await.code, "not_found", "{rest}");
        assert_eq!(site.door().ask(method, &path(&site, rest)).refused().await.code, "session_ended");
    }
    assert_eq!(code(publishes(&site, &stranger, 0).await), "not_found");
    assert_eq!(code(restores(&site, &stranger, 1, 1).await), "not_found");
}
