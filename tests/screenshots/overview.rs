//! Both sides in one picture, as the README shows them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::Stage;

use crate::desk::OTHERS;
use crate::sheet::keep;

#[tokio::test]
async fn picture_of_both_sides_is_taken() {
    let stage = Stage::sets().await;
    let look = TabOptions { size: (1160, 760), ..TabOptions::default() };
    for words in OTHERS {
        stage.site.visitor().await.says(words).await;
    }
    let person = stage.chromium.person().await;
    let visitor = stage.visits(&person, "demo/index.html", &look).await;
    visitor.opens_chat().await;
    visitor.running_panel().await;
    visitor.says("Hello! Is the morning cup safe in the dishwasher?").await;
    visitor.last_stands("Sent").await;
    let mut agent = stage.site.agent().await;
    let ticket = agent.sees_ticket("Hello! Is the morning cup safe in the dishwasher?").await;
    let mut line = agent.opens(&ticket).await;
    line.says("It is. We fire it at 1,240 °C, so it takes every programme.").await;
    line.says("It also keeps your coffee warm for longer.").await;
    visitor.sees("for longer").await;
    visitor.says("Lovely, then two of them in green, please.").await;
    visitor.last_stands("Sent").await;
    let desk = stage.agent_with(&look).await;
    desk.opens_ticket("two of them in green").await;
    desk.sees("every programme").await;
    desk.tab
        .until("it counts as read", "!document.querySelector('[data-ticket][aria-current] .badge')")
        .await;
    for tab in [&visitor.tab, &desk.tab] {
        tab.is_still().await;
    }
    let (left, right) = (visitor.tab.picture().await, desk.tab.picture().await);
    let both = person.tab_with(&TabOptions { size: (1280, 470), ..TabOptions::default() }).await;
    let page = format!(
        "<body style='margin:0;padding:20px;display:flex;gap:20px;background:#e9e6e0'>{}{}</body>",
        framed(&left),
        framed(&right)
    );
    both.goes_to(&format!("data:text/html;base64,{}", STANDARD.encode(page))).await;
    both.is_still().await;
    keep("overview", &both.picture().await);
}

fn framed(picture: &str) -> String {
    format!(
        "<img style='width:610px;border-radius:10px;box-shadow:0 4px 24px #0003' src='data:image/png;base64,{picture}'>"
    )
}
