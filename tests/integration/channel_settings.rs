//! What admins choose for a channel: kept whole, judged whole, theirs alone, and seen by visitors.

use pulina_shared::ids::{AccountId, ChannelId, UserId};
use pulina_shared::language::Language;
use pulina_shared::text::Colour;
use pulina_shared::wire::channel::{
    ChannelSettings, ChannelTexts, ConsentMode, Font, Heading, LauncherStyle, Look, Scheme,
};
use pulina_shared::wire::embed::{PanelSettings, Side};
use pulina_shared::wire::form::{FieldKind, FormField};
use pulina_shared::wire::http::StoredSettings;
use pulina_tests::agent::Agent;
use pulina_tests::channel::{launcher_settings, panel_settings, settings_of, settings_path};
use pulina_tests::site::Site;
use serde_json::Value;

async fn puts(
    agent: &Agent,
    site: &Site,
    change: &StoredSettings,
) -> Result<StoredSettings, Box<(u16, String, String)>> {
    let answer = agent.asks("PUT", &settings_path(site.channel())).json(change).outcome().await;
    answer.map_err(|problem| Box::new((problem.status, problem.code, problem.pointer.unwrap_or_default())))
}

fn long_question(name: &str) -> FormField {
    let label = |&language: &Language| (language, "ö".repeat(70));
    FormField {
        name: name.to_owned(),
        kind: FieldKind::Text,
        labels: Language::ALL.iter().map(label).collect(),
        is_required: false,
        options: Vec::new(),
        value: String::new(),
    }
}

fn chosen() -> ChannelSettings {
    let texts = ChannelTexts {
        title: "Talk to <us>".to_owned(),
        welcome: "Ahoy!".to_owned(),
        teaser: "Looking for a book?".to_owned(),
        launcher: "Ask us".to_owned(),
        ..ChannelTexts::default()
    };
    ChannelSettings {
        look: Look {
            accent: Colour { rgb: [0xff, 0xcc, 0x00] },
            font: Font::Serif,
            scheme: Scheme::Dark,
            side: Side::Start,
            side_offset: 40,
            launcher: LauncherStyle::Label,
            heading: Heading::Users(Vec::new()),
            ..Look::default()
        },
        texts: [(Language::En, texts)].into(),
        allowed_origins: vec!["https://harbour.example".to_owned()],
        ..ChannelSettings::default()
    }
}

#[tokio::test]
async fn what_was_chosen_is_read_back_and_shown_to_visitors() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let before = settings_of(&agent, site.channel()).await;
    assert_eq!(before, StoredSettings { revision: 1, settings: ChannelSettings::default() });

    let after =
        puts(&agent, &site, &StoredSettings { revision: 1, settings: chosen() }).await.expect("taken");
    assert_eq!(after, StoredSettings { revision: 2, settings: chosen() });
    assert_eq!(settings_of(&agent, site.channel()).await, after);

    let page = site.door().get(&format!("/chat/{}?lang=en", site.channel())).answer().await;
    let html = page.text();
    assert!(
        page.header("content-security-policy").contains("frame-ancestors 'self' https://harbour.example")
    );
    assert!(html.contains("--accent:#ffcc00") && html.contains("--on-accent:#000000"), "{html}");
    assert!(html.contains(r#"class="font-serif scheme-dark""#) && html.contains("Talk to &lt;us&gt;"));
    let panel = panel_settings(&site.door(), site.channel(), "?lang=en", "").await;
    assert_eq!((panel.title.as_str(), panel.welcome.as_str()), ("Talk to <us>", "Ahoy!"));
    assert_eq!(panel.faces, std::slice::from_ref(&agent.session.user));

    let launcher = launcher_settings(&site.door(), site.channel(), "?lang=en").await;
    assert_eq!(launcher["words"], "Ask us");
    assert_eq!(launcher["teaser"], "Looking for a book?");
    assert_eq!(
        (&launcher["side"], &launcher["x"], &launcher["y"]),
        (&"start".into(), &40.into(), &Value::Null)
    );
    assert_eq!(launcher["eager"], true);
}

#[tokio::test]
async fn nobody_overwrites_what_somebody_else_has_just_chosen() {
    let site = Site::start().await;
    let (ana, bo) = (site.agent().await, site.agent().await);
    let read = settings_of(&ana, site.channel()).await;
    let mut of_bo = read.clone();
    of_bo.settings.asks_for_rating = true;
    let stored = puts(&bo, &site, &of_bo).await.expect("the first is taken");

    let of_ana = StoredSettings { settings: chosen(), ..read };
    let refused = puts(&ana, &site, &of_ana).await.expect_err("the second is not");
    assert_eq!((refused.0, refused.1.as_str()), (409, "settings_changed"));
    assert_eq!(settings_of(&ana, site.channel()).await, stored);
    // Whoever did not hear the answer sends the same again.
    assert_eq!(puts(&bo, &site, &of_bo).await.expect("taken already"), stored);
}

#[tokio::test]
async fn settings_that_cannot_be_used_name_the_field() {
    type Mistake = fn(&mut ChannelSettings);
    let site = Site::start().await;
    let agent = site.agent().await;
    let good = settings_of(&agent, site.channel()).await;
    let wrong: [(Mistake, &str); 6] = [
        (|it| it.look.side_offset = 5_000, "/settings/look/side_offset"),
        (|it| it.look.heading = Heading::Users(vec![UserId::new([9; 10])]), "/settings/look/heading"),
        (|it| it.availability.schedule.zone = "Moon/Sea".to_owned(), "/settings/availability/schedule/zone"),
        (|it| it.retention_days = Some(0), "/settings/retention_days"),
        (|it| it.allowed_origins = vec!["harbour".to_owned()], "/settings/allowed_origins/0"),
        (|it| it.files.bytes_max = u64::MAX >> 12, "/settings/files/bytes_max"),
    ];
    for (spoil, pointer) in wrong {
        let mut change = good.clone();
        spoil(&mut change.settings);
        let refused = puts(&agent, &site, &change).await.expect_err(pointer);
        assert_eq!((refused.0, refused.2.as_str()), (422, pointer), "{refused:?}");
    }
    let mut change = good.clone();
    change.settings.form = (0..20).map(|number| long_question(&format!("question_{number}"))).collect();
    let refused = puts(&agent, &site, &change).await.expect_err("more than a header holds");
    assert_eq!((refused.1.as_str(), refused.2.as_str()), ("field_too_long", "/settings/form"));
    assert_eq!(settings_of(&agent, site.channel()).await, good, "nothing of it stayed");
    let unknown = serde_json::json!({"revision": 1, "settings": {"colour": "#ffffff"}});
    let answer = agent.asks("PUT", &settings_path(site.channel())).json(&unknown).refused().await;
    assert_eq!(answer.code, "json_invalid");
}

#[tokio::test]
async fn settings_are_for_the_users_of_the_account_alone() {
    let site = Site::start().await;
    let stranger = site.another_account().await;
    let path = settings_path(site.channel());
    assert_eq!(site.door().get(&path).refused().await.code, "session_ended");
    let visitor = site.visitor().await;
    assert_eq!(site.door().get(&path).token(&visitor.token).refused().await.code, "session_ended");

    let stranger = Agent::signs_in(&site.door(), &stranger.sign_in).await;
    assert_eq!(stranger.asks("GET", &path).refused().await.code, "not_found");
    let change = StoredSettings { revision: 1, settings: chosen() };
    assert_eq!(stranger.asks("PUT", &path).json(&change).refused().await.code, "not_found");
    let nothing = settings_path(&ChannelId::new(&stranger.session.account, [7; 5]));
    assert_eq!(stranger.asks("GET", &nothing).refused().await.code, "not_found");
    let nobodys = settings_path(&ChannelId::new(&AccountId::new([7; 10]), [7; 5]));
    assert_eq!(stranger.asks("GET", &nobodys).refused().await.code, "not_found");

    let owner = site.agent().await;
    let foreign_page = owner.asks("PUT", &path).header("sec-fetch-site", "cross-site").json(&change);
    assert_eq!(foreign_page.refused().await.code, "origin_denied");
    assert_eq!(settings_of(&owner, site.channel()).await.settings, ChannelSettings::default());
}

#[tokio::test]
async fn consent_has_a_version_that_follows_its_texts() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let asked = async |panel: &str| -> PanelSettings {
        panel_settings(&site.door(), site.channel(), panel, "").await
    };
    assert!(asked("?lang=en").await.consent.is_none());

    let mut change = settings_of(&agent, site.channel()).await;
    change.settings.consent.mode = ConsentMode::Explicit;
    let stored = puts(&agent, &site, &change).await.expect("taken");
    let (english, finnish) = (asked("?lang=en").await.consent, asked("?lang=fi").await.consent);
    let (english, finnish) = (english.expect("asked"), finnish.expect("asked"));
    assert_eq!(english.version, finnish.version);
    assert_eq!(english.version.len(), 16);
    assert!(!finnish.text.is_empty() && finnish.text != english.text);

    let mut change = stored;
    let own = ChannelTexts {
        consent: "Saammeko?".to_owned(),
        communicate: "Uutisia?".to_owned(),
        ..ChannelTexts::default()
    };
    change.settings.texts.insert(Language::Fi, own);
    puts(&agent, &site, &change).await.expect("taken");
    let (after, other) = (asked("?lang=fi").await.consent, asked("?lang=en").await.consent);
    let (after, other) = (after.expect("asked"), other.expect("asked"));
    assert_eq!((after.text.as_str(), after.communicate.as_str()), ("Saammeko?", "Uutisia?"));
    assert_ne!(after.version, english.version, "one language's text is enough for a new version");
    assert_eq!((&other.version, &other.text), (&after.version, &english.text));
}

#[tokio::test]
async fn picture_of_a_channel_is_given_shown_and_taken_away() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";
    let site = Site::start().await;
    let agent = site.agent().await;
    let path = format!("/v1/channels/{}/avatar", site.channel());
    let before = settings_of(&agent, site.channel()).await;
    let given: StoredSettings = agent.asks("PUT", &path).body("image/png", PNG).granted().await;
    assert_eq!(given.revision, before.revision + 1);
    let again: StoredSettings = agent.asks("PUT", &path).body("image/png", PNG).granted().await;
    assert_eq!(again, given, "what is so already is no change");

    let address = given.settings.look.avatar.clone().expect("there is a picture");
    let picture = site.door().get(&address).answer().await;
    assert_eq!((picture.body.as_slice(), picture.header("content-type")), (PNG, "image/png"));
    assert!(picture.header("content-security-policy").contains("sandbox"));
    let panel = panel_settings(&site.door(), site.channel(), "", "en").await;
    assert_eq!(panel.avatar.as_ref(), Some(&address));
    // Settings that hold it are good settings.
    puts(&agent, &site, &given).await.expect("they were just read");

    for body in [b"<svg onload=alert(1)>".to_vec(), vec![0; 70_000]] {
        assert_eq!(agent.asks("PUT", &path).body("image/png", body).refused().await.code, "image_invalid");
    }
    let other = site.another_account().await;
    let foreign = format!("/v1/channels/{}/avatar", other.created.channel);
    assert_eq!(agent.asks("PUT", &foreign).body("image/png", PNG).refused().await.code, "not_found");
    assert_eq!(site.door().ask("PUT", &path).body("image/png", PNG).refused().await.code, "session_ended");

    let taken: StoredSettings = agent.asks("DELETE", &path).granted().await;
    assert_eq!((taken.revision, taken.settings.look.avatar.clone()), (given.revision + 1, None));
    assert_eq!(site.door().get(&address).refused().await.code, "not_found");
    let panel = panel_settings(&site.door(), site.channel(), "", "en").await;
    assert_eq!(panel.avatar, None);
}
