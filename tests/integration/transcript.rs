//! A conversation as a file: whole, in its newest form, for those who may see it.

use pulina_shared::wire::conversation::{Act, EditMessage};
use pulina_tests::door::Answer;
use pulina_tests::site::Site;
use pulina_tests::visitor::Visitor;

async fn transcript(visitor: &Visitor, query: &str) -> Answer {
    let answer = visitor.asks("GET", &format!("transcript{query}")).answer().await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer
}

#[tokio::test]
async fn transcript_tells_what_was_said_in_its_newest_form() {
    let site = Site::start().await;
    let mut agent = site.agent().await;
    let mut visitor = site.visitor().await;
    let first = visitor.says("Is the lmp here?").await;
    let ticket = agent.sees_ticket("Is the lmp here?").await;
    agent.opens(&ticket).await.says("<b>Yes</b>").await;
    let wrong = visitor.says("my card is 4111").await;
    let edit = EditMessage { message: first.id, text: "Is the lamp here?".to_owned() };
    visitor.does(Act::EditMessage(edit)).await.expect("it is one's own");
    visitor.does(Act::DeleteMessage(wrong.id)).await.expect("it is one's own");

    let text = transcript(&visitor, "?zone=Asia/Tokyo").await;
    assert!(text.header("content-type").starts_with("text/plain"), "{:?}", text.headers);
    assert!(text.header("content-disposition").starts_with("attachment"), "{:?}", text.headers);
    let body = text.text();
    for part in ["Is the lamp here?", "You (Edited)", "Ana", "<b>Yes</b>", "deleted", "Asia/Tokyo"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert!(!body.contains("4111") && !body.contains("lmp"), "{body}");

    let html = transcript(&visitor, "?format=html&language=fi&zone=Europe/Helsinki").await;
    assert!(html.header("content-security-policy").contains("sandbox"), "{:?}", html.headers);
    assert_eq!(html.header("x-content-type-options"), "nosniff");
    let body = html.text();
    assert!(body.contains("lang=\"fi\"") && body.contains("&lt;b&gt;Yes"), "{body}");
    assert!(!body.contains("<b>Yes"), "{body}");

    let path = format!("/v1/conversations/{}/transcript", ticket.conversation);
    let of_agent = agent.asks("GET", &path).answer().await.text();
    assert!(of_agent.contains("Visitor") && !of_agent.contains("4111"), "{of_agent}");
    assert_eq!(site.door().get(&path).token(&site.visitor().await.token).refused().await.code, "not_found");
    for wrong in ["?zone=Nowhere/Atall", "?zone=%22%3E", "?format=pdf"] {
        assert_eq!(visitor.asks("GET", &format!("transcript{wrong}")).refused().await.code, "field_invalid");
    }
}

#[tokio::test]
async fn long_conversation_comes_whole() {
    let site = Site::start_without_rates().await;
    let mut visitor = site.visitor().await;
    for n in 0..450 {
        visitor.says(&format!("message {n} {}", "x".repeat(1_500))).await;
    }
    let body = transcript(&visitor, "").await.text();
    for n in 0..450 {
        assert_eq!(body.matches(&format!("message {n} ")).count(), 1, "message {n}");
    }
}
