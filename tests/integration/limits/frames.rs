//! Frames and sockets that break the rules.

use std::time::Duration;

use pulina_shared::limits;
use pulina_shared::problem::Code;
use pulina_shared::wire::VERSION_MIN;
use pulina_shared::wire::conversation::ClientFrame;
use pulina_tests::desk::Desk;
use pulina_tests::engine::is_long;
use pulina_tests::line::{Ending, Line};
use pulina_tests::site::Site;
use pulina_tests::socket::Heard;
use pulina_tests::wait;

use super::Seen;
use super::refusal::{check_problem, ends_without_hello, error_closes, error_stays_open, goes_on, refused};

pub async fn frame_invalid(site: &Site) -> Seen {
    let code = Code::FrameInvalid;
    let mut visitor = site.visitor().await;
    for text in ["nonsense", r#"{"shout":"hi"}"#] {
        visitor.sends_text(text).await;
        error_stays_open(code, &mut visitor).await;
    }
    goes_on(&mut visitor).await;
    visitor.sends_text(r#"{"command":{"id":"not-an-id","do":{"send_message":{"text":"x"}}}}"#).await;
    error_closes(code, &mut visitor).await;

    let mut tab = visitor.another_tab().await;
    tab.sends_binary(b"binary".to_vec()).await;
    assert_eq!(tab.ends().await, Ending::Closed(1_003, code.as_str().to_owned()));
    let mut agent = site.agent().await;
    for _ in 0..3 {
        agent.desk.sends_text("nonsense").await;
    }
    assert_eq!(agent.desk.ends().await, Ending::Closed(code.close_code(), code.as_str().to_owned()));
    assert_eq!(agent.desk.errors.len(), 3);
    Seen::Yes
}

pub async fn frame_too_large(site: &Site) -> Seen {
    let mut visitor = site.visitor().await;
    visitor.sends_text("x".repeat(limits::FRAME_BYTES_MAX + 1)).await;
    error_closes(Code::FrameTooLarge, &mut visitor).await;
    let deep =
        format!("{}1{}", "[".repeat(limits::JSON_DEPTH_MAX + 1), "]".repeat(limits::JSON_DEPTH_MAX + 1));
    let mut tab = visitor.another_tab().await;
    tab.sends_text(deep).await;
    error_stays_open(Code::JsonTooDeep, &mut tab).await;
    goes_on(&mut tab).await;
    Seen::Yes
}

pub async fn upgrade_required(site: &Site) -> Seen {
    let visitor = site.visitor().await;
    let agent = site.agent().await;
    refused(Code::UpgradeRequired, visitor.asks("GET", "socket")).await;
    refused(Code::UpgradeRequired, agent.asks("GET", "/v1/help-desk/socket")).await;
    let (old, token) = (VERSION_MIN - 1, visitor.token.secret());
    let hello = format!(r#"{{"hello":{{"version":{old},"token":"{token}"}}}}"#);
    ends_without_hello(Code::UpgradeRequired, &visitor, Some(&hello)).await
}

pub async fn hello_timeout(site: &Site) -> Seen {
    let visitor = site.visitor().await;
    ends_without_hello(Code::HelloTimeout, &visitor, None).await;
    let agent = site.agent().await;
    let mut desk = Desk::knock(&site.door(), &agent.cookie).await.expect("the desk's socket opens");
    let error = wait::within("an error", wait::ANSWERED, desk.hear()).await;
    assert!(matches!(&error, Heard::Text(text) if text.contains("hello_timeout")), "{error:?}");
    let closed = wait::within("a close", wait::ANSWERED, desk.hear()).await;
    assert_eq!(closed, Heard::Closed(4_408, "hello_timeout".to_owned()));
    Seen::Yes
}

pub async fn idle_dead(site: &Site) -> Seen {
    if !is_long() {
        return Seen::Not("takes two minutes; the long run does it");
    }
    let mut visitor = site.visitor().await;
    wait::pass(Duration::from_millis(limits::SOCKET_IDLE_MS_MAX)).await;
    error_closes(Code::IdleDead, &mut visitor).await
}

pub async fn replaced(site: &Site) -> Seen {
    let mut oldest = site.visitor().await;
    let mut tabs = Vec::new();
    for _ in 0..limits::VISITOR_SOCKETS_MAX {
        tabs.push(oldest.another_tab().await);
    }
    error_closes(Code::Replaced, &mut oldest).await;
    for tab in &mut tabs {
        tab.hears_all().await;
        assert_eq!(tab.ending(), None, "only the oldest gives way");
    }
    Seen::Yes
}

pub async fn rate_frames(site: &Site) -> Seen {
    let code = Code::RateFrames;
    let mut visitor = site.visitor().await;
    for n_strikes in 1..=limits::FRAME_RATE_STRIKES_MAX {
        while visitor.errors.is_empty() && visitor.ending().is_none() {
            for _ in 0..limits::FRAMES_BURST {
                visitor.sends(&ClientFrame::Typing(true)).await;
            }
            wait::nothing_else_within(Duration::from_millis(50), visitor.hear()).await;
        }
        if n_strikes < limits::FRAME_RATE_STRIKES_MAX {
            error_stays_open_or_more(code, &mut visitor).await;
            if visitor.ending().is_some() {
                break;
            }
        }
    }
    visitor.hears_all().await;
    let closed = Ending::Closed(code.close_code(), code.as_str().to_owned());
    assert_eq!(visitor.ends().await, closed);
    Seen::Yes
}

/// Strikes may follow each other faster than they are read.
pub async fn error_stays_open_or_more(code: Code, line: &mut Line) {
    let error = line.sees_error(code.as_str()).await;
    check_problem(code, &error.problem);
    line.errors.remove(0);
}
