//! Texts that are hard to draw are drawn in their own place and in little time; what is more than
//! fits is refused with a sentence, and nothing that was typed is lost.

use pulina_shared::limits::{MESSAGE_CHARACTERS_MAX, NAME_CHARACTERS_MAX};
use pulina_shared::text::{one_line, set_apart};
use pulina_shared::wire::conversation::{Act, SendMessage};
use pulina_shared::wire::http::ProfileChange;
use pulina_tests::chromium::frame::Frame;
use pulina_tests::harm::squeezed;
use pulina_tests::stage::Stage;
use pulina_tests::strange_texts::strange_texts;
use serde_json::{Value, json};

/// An accent without a letter.
const MARK: &str = "\u{301}";
/// How much longer than plain words of the same length a text may take to be drawn.
const TIMES_MAX: f64 = 40.0;

/// Draws texts in a bubble of their own, each beside as many plain letters, and tells how long both
/// took in all.
const DRAW: &str = r"texts => {
  const list = document.querySelector('.message-log__list, [data-testid=log]');
  const bubble = document.createElement('div');
  bubble.className = 'message__bubble message__text foreign-text';
  list.append(bubble);
  const took = text => {
    const before = performance.now();
    bubble.textContent = text;
    bubble.getBoundingClientRect();
    return performance.now() - before;
  };
  took('warm');
  let [strange, plain] = [0, 0];
  for (const text of texts) {
    const letters = 'a '.repeat(text.length).slice(0, text.length);
    for (let round = 0; round < 3; round++) { plain += took(letters); strange += took(text); }
  }
  bubble.remove();
  return [strange, plain];
}";

#[tokio::test]
async fn tower_of_accents_is_refused_when_it_is_too_high_and_drawn_when_it_is_not() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let visitor = stage.visitor("plain.html").await;
    let panel = visitor.opens_chat().await;
    visitor.running_panel().await;
    let too_much = format!("a{}", MARK.repeat(100_000));
    visitor.tab.types("Before").await;
    visitor.tab.call("Input.insertText", json!({"text": too_much})).await;
    panel.shows("[role=alert]", "This message is too long (100,001 of 10,000 characters).").await;
    assert_eq!(panel.evaluate("document.querySelector('#text').value").await, "Before");
    let long = "x ".repeat(7_000);
    visitor.tab.call("Input.insertText", json!({"text": long})).await;
    visitor.tab.presses("Enter").await;
    panel.shows("[role=alert]", "This message is too long (14,006 of 10,000 characters).").await;
    let kept = panel.evaluate("document.querySelector('#text').value").await;
    assert_eq!(kept, format!("Before{long}"), "what was typed is still there");
    panel.evaluate("document.querySelector('#text').select()").await;
    visitor.tab.presses("Backspace").await;

    let most = format!("a{}", MARK.repeat(MESSAGE_CHARACTERS_MAX));
    visitor.tab.call("Input.insertText", json!({"text": most})).await;
    visitor.says("").await;
    visitor.last_stands("Sent").await;
    visitor.says("Still here").await;
    visitor.last_stands("Sent").await;
    let ticket = agent.sees_ticket("Still here").await;
    let mut line = agent.opens(&ticket).await;
    let refused =
        line.does(Act::SendMessage(SendMessage::plain(too_much))).await.expect_err("it is too long");
    assert_eq!(refused.code, "text_too_long");
    line.does(Act::SendMessage(SendMessage::plain(most.clone()))).await.expect("it just fits");
    visitor.says("Still there").await;
    visitor.last_stands("Sent").await;
    let desk = stage.agent().await;
    desk.opens_ticket("Still there").await;
    desk.replies("Yes").await;
    visitor.sees("Yes").await;
    for frame in [&panel, &desk.tab] {
        nothing_is_wider_than_its_place(frame).await;
        is_drawn_in_little_time(frame, &[most.clone()]).await;
    }
}

#[tokio::test]
async fn strange_texts_stay_in_their_place_and_are_drawn_in_little_time() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Hello").await;
    let ticket = agent.sees_ticket("Hello").await;
    let mut line = agent.opens(&ticket).await;
    let mut n_taken = 0;
    for text in strange_texts() {
        let said = visitor.does(Act::SendMessage(SendMessage::plain(text.clone()))).await;
        match said {
            Ok(_) => n_taken += 1,
            Err(problem) => assert_eq!(problem.code, "text_empty", "{text:?}"),
        }
        drop(line.does(Act::SendMessage(SendMessage::plain(text))).await);
    }
    assert!(n_taken > 180, "{n_taken} were taken");
    let panel = stage.panel_of(&visitor).await;
    let desk = stage.agent().await;
    desk.opens_ticket_number(ticket.number.0).await;
    for (frame, button) in
        [(&panel.tab, ".message-log__older:not([hidden]) button"), (&desk.tab, ".message-log__older button")]
    {
        frame.presses_until_gone(button).await;
        for width in [1280, 720, 320] {
            frame.resize(width, 640).await;
            nothing_is_wider_than_its_place(frame).await;
        }
        is_drawn_in_little_time(frame, &strange_texts()).await;
    }
}

/// Nothing makes the page scroll sideways, no message leaves its log, and no tower leaves its bubble.
async fn nothing_is_wider_than_its_place(frame: &Frame) {
    let found = frame
        .evaluate(
            r"(() => {
              const root = document.scrollingElement;
              const found = root.scrollWidth > root.clientWidth ? ['the page scrolls sideways'] : [];
              const log = document.querySelector('[role=log]').getBoundingClientRect();
              for (const bubble of document.querySelectorAll('.message__bubble, .message__text')) {
                const { left, right } = bubble.getBoundingClientRect();
                if (left < log.left - 1 || right > log.right + 1) found.push(`outside: ${bubble.textContent.slice(0, 40)}`);
                if (getComputedStyle(bubble).overflowY === 'visible') found.push('towers leave their bubbles');
              }
              return found;
            })()",
        )
        .await;
    assert_eq!(found, json!([]));
}

async fn is_drawn_in_little_time(frame: &Frame, texts: &[String]) {
    let took = frame.evaluate(&format!("({DRAW})({})", json!(texts))).await;
    let ms = |at: usize| took[at].as_f64().unwrap_or(f64::INFINITY);
    let (strange, plain) = (ms(0), ms(1).max(0.1));
    println!("{} texts: {strange:.1} ms, {:.1} times plain ones", texts.len(), strange / plain);
    assert!(strange / plain <= TIMES_MAX, "{strange} ms instead of {plain} ms");
}

#[tokio::test]
async fn strange_names_turn_nothing_around_them() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let mut visitor = stage.site.visitor().await;
    visitor.says("Hello").await;
    let ticket = agent.sees_ticket("Hello").await;
    let mut line = agent.opens(&ticket).await;
    line.says("Good day").await;
    let panel = stage.panel_of(&visitor).await;
    panel.tab.resize(400, 640).await;
    let height = header_height(&panel.tab).await;
    let mut n_refused = 0;
    for text in strange_texts() {
        let change = ProfileChange { name: Some(text.clone()) };
        let answer = agent.asks("PATCH", "/v1/me").json(&change).answer().await;
        let Ok(name) = one_line(&text, NAME_CHARACTERS_MAX) else {
            n_refused += 1;
            assert!(!answer.is_good(), "{text:?}");
            continue;
        };
        assert!(answer.is_good(), "{text:?}: {}", answer.text());
        line.says("Next").await;
        let shown = format!(
            "[...document.querySelectorAll('bdi.message__name')].some(element => element.textContent.replace(/\\s+/g, '') === {})",
            json!(squeezed(&name))
        );
        panel.tab.until(&format!("{name:?} beside a message"), &shown).await;
        let said = panel.tab.evaluate("document.body.textContent").await;
        let said = said.as_str().unwrap_or_default();
        assert!(!said.contains('\u{2068}') || said.contains(&set_apart(&name)), "{name:?}: {said}");
        assert_eq!(header_height(&panel.tab).await, height, "{name:?}");
    }
    assert!(n_refused < 40, "{n_refused} were refused");
    nothing_is_wider_than_its_place(&panel.tab).await;
}

async fn header_height(frame: &Frame) -> Value {
    frame.evaluate("document.querySelector('.panel-header').getBoundingClientRect().height").await
}
