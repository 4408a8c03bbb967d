//! A page whose server vouches for its visitor: agents see who it is, another browser goes on with the
//! same conversation, and logging out hides it.

use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::stage::{ChatTab, Stage};
use pulina_tests::vouching::{Voucher, seconds};
use pulina_tests::wait;
use serde_json::json;

/// A page that says who its visitor is, from the beginning, and notes what it hears of that.
async fn visits(stage: &Stage, proof: &str) -> ChatTab {
    let first_script = format!(
        "if (window === top && location.protocol === 'http:') {{
           window.__identified = 0;
           window.Pulina = {{ q: [['on', 'contactIdentified', () => window.__identified++], ['identify', {}]] }};
         }}",
        json!(proof)
    );
    let options = TabOptions { first_script, ..TabOptions::default() };
    stage.visits(&stage.chromium.person().await, "plain.html", &options).await
}

#[tokio::test]
async fn contact_is_verified_shared_by_two_browsers_and_hidden_by_logging_out() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    let claims = json!({ "sub": "u-7", "name": "Mika Pöysti", "email": "mika@shop.example" });
    let proof = voucher.signs(&claims);
    let first = visits(&stage, &proof).await;
    first.tab.evaluate("Pulina.setAttributes({ plan: 'pro' })").await;
    first.opens_chat().await;
    first.tab.until("the page hears of it", "window.__identified === 1").await;
    first.says("From the first browser").await;
    first.last_stands("Sent").await;
    let ticket = agent.sees_ticket("From the first browser").await;
    agent.desk.sees("it is verified", |it| it.number == ticket.number && it.verified.is_some()).await;
    agent.desk.sees("it says more", |it| it.number == ticket.number && it.attributes_at.is_some()).await;

    let desk = stage.agent().await;
    desk.opens_ticket_number(ticket.number.0).await;
    desk.tab.click("button", "Details").await;
    desk.tab
        .until(
            "the verified name",
            "document.querySelector('[data-testid=who] h3')?.textContent.startsWith('Mika Pöysti Verified')",
        )
        .await;
    desk.tab
        .until(
            "the verified address",
            "document.querySelector('[data-testid=verified-email] bdi')?.textContent === 'mika@shop.example'",
        )
        .await;
    desk.tab
        .until(
            "who it is to the site",
            "document.querySelector('[data-testid=subject] bdi')?.textContent === 'u-7'",
        )
        .await;
    desk.tab
        .until(
            "what the page says",
            "document.querySelector('[data-testid=page-says]')?.textContent === 'plan: pro'",
        )
        .await;

    let second = visits(&stage, &proof).await;
    second.opens_chat().await;
    second.sees_exactly(&["From the first browser"]).await;
    second.says("From the second browser").await;
    first.sees_exactly(&["From the first browser", "From the second browser"]).await;

    second.tab.evaluate("Pulina.logout()").await;
    second.sees_exactly(&[]).await;
    let panel = second.running_panel().await;
    panel.until("nothing is stored", "localStorage.length === 0").await;
    first.says("Still here").await;
    first.last_stands("Sent").await;
    for tab in [&first, &second] {
        tab.page_is_unhurt().await;
    }
}

#[tokio::test]
async fn page_is_told_why_its_token_proves_nothing() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    for (claims, code) in [
        (json!({ "sub": "u-7", "exp": seconds(-600) }), "identity_expired"),
        (json!({ "sub": "u-7", "aud": "another site" }), "identity_invalid"),
    ] {
        let visitor = visits(&stage, &voucher.signs(&claims)).await;
        visitor.opens_chat().await;
        wait::until(&format!("a warning of {code}"), wait::ANSWERED, || async {
            visitor.tab.warnings().iter().any(|warning| warning.contains(code)).then_some(())
        })
        .await;
        // The chat goes on without.
        visitor.says("Hello").await;
        visitor.last_stands("Sent").await;
        assert_eq!(visitor.tab.evaluate("window.__identified").await, 0);
        visitor.page_is_unhurt().await;
    }
}
