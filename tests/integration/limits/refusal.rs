//! What every refusal must be: the documented shape, the right end or none, and nothing stored.

use pulina_shared::problem::{Code, Problem};
use pulina_tests::door::{Answer, Ask};
use pulina_tests::line::{Ending, Line};
use pulina_tests::socket::{Heard, SocketOptions};
use pulina_tests::visitor::Visitor;
use pulina_tests::wait;

use super::Seen;

pub fn check_problem(code: Code, problem: &Problem) {
    assert_eq!(problem.code, code.as_str(), "{problem:?}");
    assert_eq!(problem.status, code.status(), "{problem:?}");
    assert_eq!(problem.title, code.title());
    assert_eq!(problem.kind, format!("/problems/{}", code.as_str()));
    let is_later = matches!(problem.status, 429 | 503);
    assert!(
        !is_later || problem.retry_after_ms.is_some_and(|ms| ms > 0),
        "{code:?} says when to try again: {problem:?}"
    );
}

pub async fn refused(code: Code, ask: Ask) -> Seen {
    refused_as(code, &ask.answer().await)
}

pub fn refused_as(code: Code, answer: &Answer) -> Seen {
    let problem = answer.problem();
    check_problem(code, &problem);
    let request_id = answer.header("x-request-id");
    assert!(!request_id.is_empty(), "{code:?}");
    assert_eq!(problem.instance.as_deref(), Some(request_id), "{code:?}");
    if let Some(retry_after_ms) = problem.retry_after_ms {
        assert_eq!(answer.header("retry-after"), retry_after_ms.div_ceil(1_000).to_string(), "{code:?}");
    }
    Seen::Yes
}

/// The line is as good as before, and nothing was stored meanwhile.
pub async fn goes_on(line: &mut Line) {
    let before = line.last_seq();
    let accepted = line.says("still here").await;
    assert_eq!(accepted.seq, before.next(), "nothing was stored");
    line.sees_up_to(accepted.seq).await;
}

pub async fn error_stays_open(code: Code, line: &mut Line) {
    let error = line.sees_error(code.as_str()).await;
    check_problem(code, &error.problem);
    assert!(!error.fatal, "{code:?}");
    line.errors.clear();
}

pub async fn error_closes(code: Code, line: &mut Line) -> Seen {
    let ending = line.ends().await;
    assert_eq!(ending, Ending::Closed(code.close_code(), code.as_str().to_owned()), "{:?}", line.errors);
    let last = line.errors.last().unwrap_or_else(|| panic!("{code:?}: no error frame before the close"));
    check_problem(code, &last.problem);
    assert!(last.fatal, "{code:?}");
    Seen::Yes
}

/// A new socket that says something else than a hello, or nothing; what it hears until its end.
pub async fn ends_without_hello(code: Code, visitor: &Visitor, says: Option<&str>) -> Seen {
    let mut socket = visitor.address().knock(&SocketOptions::default()).await.expect("the socket opens");
    if let Some(text) = says {
        socket.send_text(text).await;
    }
    let error = match wait::within("an error", wait::ANSWERED, socket.hear()).await {
        Heard::Text(text) => text,
        other => panic!("{code:?}: instead of an error came {other:?}"),
    };
    assert!(error.contains(r#""fatal":true"#) && error.contains(code.as_str()), "{error}");
    let closed = wait::within("a close", wait::ANSWERED, socket.hear()).await;
    assert_eq!(closed, Heard::Closed(code.close_code(), code.as_str().to_owned()));
    Seen::Yes
}
