//! What follows from where a request comes from, and what a reverse proxy in front of the site must
//! pass on.

use pulina_shared::limits;
use pulina_shared::wire::help_desk::Session;
use pulina_tests::agent::session_cookie;
use pulina_tests::site::Site;
use pulina_tests::socket::{NotOpened, SocketOptions};

fn from(address: &str) -> SocketOptions {
    SocketOptions::default().header("cf-connecting-ip", address)
}

#[tokio::test]
async fn flood_of_openings_from_one_network_keeps_nobody_else_out() {
    let site = Site::start().await;
    let mut n_opened = 0;
    let refusal = loop {
        // Conversations have a limit of their own; many visitors share this network.
        let visitor = site.visitor().await;
        let mut refusal = None;
        for _ in 0..limits::CONNECTS_PER_MINUTE / 2 {
            match visitor.address().knock(&from("203.0.113.7")).await {
                Ok(_) => n_opened += 1,
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        if let Some(refusal) = refusal {
            break refusal;
        }
        assert!(
            n_opened < 3 * limits::CONNECTS_PER_NETWORK_PER_MINUTE,
            "{n_opened} openings were not too many"
        );
    };
    assert_eq!(refusal, NotOpened::Refused(429));
    assert!(n_opened >= limits::CONNECTS_PER_NETWORK_PER_MINUTE, "{n_opened}");
    let elsewhere = site.visitor().await;
    assert!(elsewhere.address().knock(&from("203.0.113.8")).await.is_ok(), "another network");
}

/// A proxy with TLS talks to the engine without it, and says what it was asked for itself.
#[tokio::test]
async fn site_behind_a_proxy_with_tls_knows_its_own_origin() {
    let site = Site::start().await;
    let outside = "https://chat.example.com";
    let ask = |origin: &str| {
        site.door()
            .ask("POST", "/v1/sessions")
            .header("host", "chat.example.com")
            .header("x-forwarded-proto", "https")
            .header("origin", origin)
            .header("sec-fetch-site", "same-origin")
            .json(&site.account.sign_in)
    };
    for foreign in
        ["http://chat.example.com", "https://chat.example.com.evil.example", "null", &site.door().origin()]
    {
        assert_eq!(ask(foreign).refused().await.code, "origin_denied", "{foreign}");
    }
    let answer = ask(outside).answer().await;
    let cookie = session_cookie(&answer);
    assert_eq!(answer.granted::<Session>().account, site.account.created.account);

    let upgrade = |origin: &str| {
        SocketOptions::default()
            .header("host", "chat.example.com")
            .header("x-forwarded-proto", "https")
            .header("cookie", &cookie)
            .header("origin", origin)
    };
    let open = async |origin: &str| {
        pulina_tests::socket::Socket::open(&site.door(), "/v1/help-desk/socket", &upgrade(origin))
            .await
            .map(drop)
    };
    assert_eq!(open(outside).await, Ok(()));
    assert_eq!(open("http://chat.example.com").await, Err(NotOpened::Refused(403)));

    let loader = site.door().get(&format!("/embed/{}.js", site.channel()));
    let loader =
        loader.header("host", "chat.example.com").header("x-forwarded-proto", "https").answer().await;
    assert!(loader.text().contains(outside), "the loader leads to the outside");
}
