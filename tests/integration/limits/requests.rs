//! Requests that are refused: malformed bodies, wrong places, wrong fields, wrong people.

use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::wire::http::{NewAccount, SignIn};
use pulina_tests::agent::sign_in_at;
use pulina_tests::site::{PASSWORD, Site, an_account};

use super::Seen;
use super::refusal::{check_problem, refused};

pub async fn body(site: &Site, code: Code) -> Seen {
    let visitor = site.visitor().await;
    let sign_in = || site.door().post("/v1/sessions").header("origin", &site.door().origin());
    let deep =
        format!("{}1{}", "[".repeat(limits::JSON_DEPTH_MAX + 1), "]".repeat(limits::JSON_DEPTH_MAX + 1));
    match code {
        Code::JsonInvalid => {
            for text in ["", "{", "[]", "null", r#"{"typing":1}"#, "\u{feff}{}"] {
                refused(code, visitor.asks("POST", "commands").body("application/json", text)).await;
            }
            // Frames that only a socket can mean.
            for text in [r#"{"hello":{"version":2}}"#, r#"{"received":1}"#] {
                let ask = visitor.asks("POST", "commands").body("application/json", text);
                refused(Code::FrameInvalid, ask).await;
            }
            refused(code, sign_in().body("application/json", vec![b'"', 0xff, b'"'])).await
        }
        Code::JsonTooDeep => refused(code, sign_in().body("application/json", deep)).await,
        Code::ContentType => {
            refused(code, sign_in().body("text/plain", "{}")).await;
            refused(code, visitor.asks("POST", "commands").body("application/x-www-form-urlencoded", "a=b"))
                .await
        }
        _ => refused(code, sign_in().body("application/json", vec![b' '; limits::BODY_BYTES_MAX + 1])).await,
    }
}

pub async fn address(site: &Site, code: Code) -> Seen {
    let agent = site.agent().await;
    let visitor = site.visitor().await;
    match code {
        Code::IdInvalid => {
            refused(code, site.door().get("/v1/conversations/cnv_x/events")).await;
            refused(code, site.door().get(&format!("/v1/conversations/{}/events", site.channel()))).await;
            refused(code, agent.asks("GET", "/v1/tickets/first")).await;
            refused(code, site.door().post("/v1/channels/chn_x/visits").token(&visitor.token)).await
        }
        Code::CursorInvalid => refused(code, agent.asks("GET", "/v1/tickets?cursor=nonsense")).await,
        Code::LimitOutOfRange => {
            for query in ["limit=0", "limit=201", "limit=x", "after=-1", "after=x"] {
                refused(code, visitor.asks("GET", &format!("events?{query}"))).await;
            }
            refused(code, agent.asks("GET", "/v1/tickets?limit=101")).await
        }
        _ => {
            refused(code, agent.asks("GET", "/v1/tickets/999")).await;
            refused(code, site.door().get("/nothing")).await
        }
    }
}

pub async fn field(site: &Site, code: Code) -> Seen {
    let good = an_account("Lamps", "bo@lamps.example");
    let wrong: Vec<NewAccount> = match code {
        Code::FieldInvalid => vec![
            NewAccount { email: "nobody".to_owned(), ..good.clone() },
            NewAccount { account_name: " ".to_owned(), ..good.clone() },
            NewAccount { allowed_origins: vec!["shop.example".to_owned()], ..good },
        ],
        Code::FieldTooLong => vec![
            NewAccount { account_name: "x".repeat(limits::NAME_CHARACTERS_MAX + 1), ..good.clone() },
            NewAccount { email: format!("{}@lamps.example", "x".repeat(limits::EMAIL_BYTES_MAX)), ..good },
        ],
        Code::PasswordShort => {
            vec![NewAccount { password: "x".repeat(limits::PASSWORD_CHARACTERS_MIN - 1), ..good }]
        }
        _ => vec![NewAccount { password: "x".repeat(limits::PASSWORD_CHARACTERS_MAX + 1), ..good }],
    };
    for account in wrong {
        refused(code, site.set_up().json(&account)).await;
    }
    Seen::Yes
}

pub async fn identity(site: &Site, code: Code) -> Seen {
    let door = site.door();
    match code {
        Code::SignInFailed => {
            let wrong = SignIn { password: format!("{PASSWORD}!"), ..site.account.sign_in.clone() };
            refused(code, sign_in_at(&door, &wrong)).await
        }
        Code::SessionEnded => refused(code, door.get("/v1/tickets")).await,
        Code::SetupDenied => {
            let new = an_account("Lamps", "bo@lamps.example");
            refused(code, door.post("/v1/accounts").json(&new)).await;
            refused(code, door.post("/v1/accounts").bearer("guess").json(&new)).await
        }
        _ => {
            let agent = site.agent().await;
            let ask = door.ask("DELETE", "/v1/session").header("cookie", &agent.cookie);
            refused(code, ask.header("origin", "https://evil.example")).await;
            assert_eq!(agent.asks("GET", "/v1/session").answer().await.status, 200);
            Seen::Yes
        }
    }
}

pub async fn image_invalid(site: &Site) -> Seen {
    let agent = site.agent().await;
    let png = b"\x89PNG\r\n\x1a\n";
    let huge = [&png[..], &vec![0; limits::AVATAR_BYTES_MAX]].concat();
    for (content_type, bytes) in
        [("image/png", b"<svg onload=alert(1)>".to_vec()), ("image/png", Vec::new()), ("image/png", huge)]
    {
        refused(Code::ImageInvalid, agent.asks("PUT", "/v1/me/avatar").body(content_type, bytes)).await;
    }
    Seen::Yes
}

pub async fn owner_changed(site: &Site) -> Seen {
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    visitor.says("whose?").await;
    let ticket = agent.sees_ticket("whose?").await;
    let me = agent.user().clone();
    agent.gives(&ticket, Some(me), None).await.expect("nobody owns it");
    let problem = agent.gives(&ticket, None, None).await.expect_err("somebody owns it now");
    check_problem(Code::OwnerChanged, &problem);
    Seen::Yes
}
