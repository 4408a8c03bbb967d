//! Lists of conversations: the beginning of the first and of the newest message, for agents and for
//! the visitor.

use pulina_shared::text::preview;
use pulina_shared::wire::http::{VisitBegun, VisitWish};
use pulina_tests::harm::{shows_each, squeezed};
use pulina_tests::payloads::payloads;
use pulina_tests::random;
use pulina_tests::stage::Stage;
use pulina_tests::view::View;
use pulina_tests::visitor::{Visitor, begin_visit};

use super::{are_unharmed, with_details};

/// As many as one visitor may have open.
const PER_VISITOR: usize = 20;

#[tokio::test]
async fn beginnings_of_messages_stay_text_in_lists() {
    let (stage, canary) = Stage::with_canary().await;
    let texts = payloads();
    for texts in texts.chunks(PER_VISITOR) {
        let visitor = says_each_in_its_own_conversation(&stage, texts).await;
        let panel = stage.panel_of(&visitor).await.tab;
        panel.click("button", "Menu").await;
        panel.click("button", "Conversations").await;
        shows_each(&panel, ".sheet__preview", previews(texts)).await;
        are_unharmed(&[(&panel, "the panel's list")]).await;
        panel.closes().await;
    }
    let desk = stage.agent_with(&with_details()).await;
    desk.tab.brings_all(".ticket-list__end button").await;
    shows_each(&desk.tab, ".ticket-row__last > bdi:last-child", previews(&texts)).await;
    // Whoever looks at a ticket sees what it is about.
    for (n, text) in texts.iter().enumerate().step_by(20) {
        desk.opens_ticket_number(n as u64 + 1).await;
        shows_each(&desk.tab, ".facts dd.foreign-text", [squeezed(text)]).await;
    }
    are_unharmed(&[(&desk.tab, "the desk")]).await;
    canary.was_left_alone();
}

fn previews(texts: &[String]) -> impl Iterator<Item = String> {
    texts.iter().map(|text| squeezed(&preview(text)))
}

/// The visitor in the last of them.
async fn says_each_in_its_own_conversation(stage: &Stage, texts: &[String]) -> Visitor {
    let (door, token) = (stage.site.door(), random::visitor_token());
    let mut last = None;
    for text in texts {
        let wish = VisitWish { begin: Some(random::message_id()), ..VisitWish::default() };
        let begun: VisitBegun = begin_visit(&door, stage.site.channel(), &token).json(&wish).granted().await;
        let mut visitor = Visitor::connects(&door, token.clone(), begun, View::of("visitor")).await;
        visitor.says(text).await;
        last = Some(visitor);
    }
    last.expect("there are texts")
}
