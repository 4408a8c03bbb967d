//! A page whose server vouches for its visitor: agents see who it is, another browser goes on with the
//! same conversation, and logging out hides it.

use pulina_shared::limits;
use pulina_shared::wire::help_desk::Ticket;
use pulina_tests::agent::Agent;
use pulina_tests::chromium::Person;
use pulina_tests::chromium::tab::TabOptions;
use pulina_tests::random;
use pulina_tests::stage::{ChatTab, OPEN, Stage};
use pulina_tests::vouching::{Voucher, identified, seconds};
use pulina_tests::wait;
use serde_json::{Value, json};

/// A page that calls these from the beginning, and notes what it hears of who its visitor is.
fn page_that_calls(calls: &[Value]) -> TabOptions {
    let calls: Vec<String> = calls.iter().map(Value::to_string).collect();
    let first_script = format!(
        "if (window === top && location.protocol === 'http:') {{
           window.__identified = 0;
           window.Pulina = {{ q: [['on', 'contactIdentified', () => window.__identified++], {}] }};
         }}",
        calls.join(", ")
    );
    TabOptions { first_script, ..TabOptions::default() }
}

/// This person comes to a page that says who they are.
async fn comes(stage: &Stage, person: &Person, proof: &str) -> ChatTab {
    stage.visits(person, "plain.html", &page_that_calls(&[json!(["identify", proof])])).await
}

/// Somebody new comes to a page that says who its visitor is.
async fn visits(stage: &Stage, proof: &str) -> ChatTab {
    comes(stage, &stage.chromium.person().await, proof).await
}

/// What a later message's ticket says of who wrote it, once that was written.
async fn verified_subject(agent: &mut Agent, words: &str) -> Option<String> {
    let ticket: Ticket = agent.sees_ticket(words).await;
    agent.reads(&ticket).await.verified.map(|contact| contact.subject)
}

/// The contact of this tab's page says something, and the desk knows whose it is.
async fn speaks_as_mika(tab: &ChatTab, agent: &mut Agent) -> Ticket {
    tab.opens_chat().await;
    tab.says("As Mika").await;
    tab.last_stands("Sent").await;
    agent.desk.sees("it is Mika's", |it| it.verified.is_some()).await
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

    let panel = second.logs_out().await;
    second.sees_exactly(&[]).await;
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

#[tokio::test]
async fn what_was_said_before_a_logout_does_not_become_the_next_ones() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    let proof = voucher.vouches_for("mika");
    let person = stage.chromium.person().await;
    let tab = stage.visits(&person, "plain.html", &page_that_calls(&[])).await;
    tab.opens_chat().await;
    tab.says("Without a name").await;
    tab.last_stands("Sent").await;
    let anonymous = agent.sees_ticket("Without a name").await;
    tab.tab.evaluate(&format!("Pulina.logout(); Pulina.identify({})", json!(proof))).await;
    tab.tab.until("the new panel knows", "window.__identified === 1").await;
    tab.sees_exactly(&[]).await;
    tab.running_panel().await.click("textbox", "Your message").await;
    tab.says("As Mika").await;
    tab.last_stands("Sent").await;
    let ticket = agent.desk.sees("it is Mika's", |it| it.verified.is_some()).await;
    assert_ne!(ticket.number, anonymous.number, "it is another conversation");
    assert_eq!(agent.reads(&anonymous).await.verified, None, "what was said before is nobody's");

    // The same where both were called before there was a panel: whoever was here is gone.
    let other = stage.chromium.person().await;
    let tab = stage.visits(&other, "plain.html", &TabOptions::default()).await;
    tab.opens_chat().await;
    tab.says("Nobody either").await;
    tab.last_stands("Sent").await;
    let anonymous = agent.sees_ticket("Nobody either").await;
    tab.tab.closes().await;
    let calls = [json!(["logout"]), json!(["identify", voucher.vouches_for("noor")])];
    let tab = stage.visits(&other, "plain.html", &page_that_calls(&calls)).await;
    tab.tab.click("button", OPEN).await;
    tab.tab.until("the new panel knows", "window.__identified === 1").await;
    tab.sees_exactly(&[]).await;
    tab.running_panel().await.click("textbox", "Your message").await;
    tab.says("As Noor").await;
    tab.last_stands("Sent").await;
    agent.desk.sees("it is Noor's", |it| it.verified.as_ref().is_some_and(|who| who.subject == "noor")).await;
    assert_eq!(agent.reads(&anonymous).await.verified, None);
}

#[tokio::test]
async fn logout_while_a_token_is_on_its_way_leaves_nothing_and_tells_the_server() {
    let (stage, front) = Stage::behind_front().await;
    let agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    let proof = voucher.vouches_for("mika");
    let mut elsewhere = stage.site.visitor().await;
    elsewhere.says("From elsewhere").await;
    identified(&stage.site.door(), stage.site.channel(), &elsewhere.token, &proof).await;

    // The server's answer comes while the panel waits to begin anew.
    let frame_script = "const ask = window.fetch;
        window.fetch = async (...given) => {
            const asked = new Request(...given), answer = await ask(asked);
            const ms = !asked.url.endsWith('/identity') ? 0 : asked.method === 'POST' ? 800 : 1600;
            await new Promise(go => setTimeout(go, ms));
            return answer;
        };";
    let options = TabOptions {
        frame_script: frame_script.to_owned(),
        ..page_that_calls(&[json!(["identify", proof])])
    };
    let tab = stage.visits(&stage.chromium.person().await, "plain.html", &options).await;
    tab.opens_chat().await;
    let has_asked = |method: &str| {
        front.seen().iter().any(|seen| seen.method == method && seen.path.ends_with("/identity"))
    };
    wait::until("the token is on its way", wait::ANSWERED, async || has_asked("POST").then_some(())).await;
    tab.tab.evaluate("Pulina.logout()").await;
    wait::until("the server is told", wait::ANSWERED, async || has_asked("DELETE").then_some(())).await;
    tab.tab.is_still().await;
    tab.sees_exactly(&[]).await;
    let panel = tab.running_panel().await;
    panel.until("nothing is stored", "localStorage.length === 0").await;
}

#[tokio::test]
async fn device_that_was_forgotten_stays_so_though_the_page_has_said_who_it_was() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    let proof = voucher.vouches_for("mika");
    let tab = visits(&stage, &proof).await;
    speaks_as_mika(&tab, &mut agent).await;
    tab.forgets_device().await.click("textbox", "Your message").await;
    tab.says("As nobody").await;
    tab.last_stands("Sent").await;
    assert_eq!(verified_subject(&mut agent, "As nobody").await, None);
    tab.sees_exactly(&["As nobody"]).await;

    // And where another tab with the chat has logged out.
    let person = stage.chromium.person().await;
    let first = comes(&stage, &person, &proof).await;
    first.opens_chat().await;
    first.sees_exactly(&["As Mika"]).await;
    let second = comes(&stage, &person, &proof).await;
    second.opens_chat().await;
    second.sees_exactly(&["As Mika"]).await;
    second.marks_panel().await;
    first.logs_out().await;
    first.sees_exactly(&[]).await;
    let panel = second.next_panel().await;
    second.sees_exactly(&[]).await;
    second.tab.comes_to_front().await;
    panel.click("textbox", "Your message").await;
    second.says("Also nobody").await;
    second.last_stands("Sent").await;
    assert_eq!(verified_subject(&mut agent, "Also nobody").await, None);
}

#[tokio::test]
async fn tabs_of_two_people_do_not_take_the_device_from_each_other_for_ever() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    let person = stage.chromium.person().await;
    let first = comes(&stage, &person, &voucher.vouches_for("mika")).await;
    let ticket = speaks_as_mika(&first, &mut agent).await;
    let second = comes(&stage, &person, &voucher.vouches_for("noor")).await;
    second.opens_chat().await;
    second.tab.until("the new panel knows", "window.__identified === 1").await;
    second.sees_exactly(&[]).await;
    second.running_panel().await.click("textbox", "Your message").await;
    second.says("As Noor").await;
    second.last_stands("Sent").await;
    let of_noor = agent
        .desk
        .sees("it is Noor's", |it| it.verified.as_ref().is_some_and(|who| who.subject == "noor"))
        .await;
    assert_ne!(of_noor.number, ticket.number);
    second.sees_exactly(&["As Noor"]).await;
    let n_loads = |tab: &ChatTab| tab.tab.requests().iter().filter(|url| url.contains("/chat/")).count();
    for tab in [&first, &second] {
        tab.tab.is_still().await;
        assert!(n_loads(tab) <= 4, "{:?}", tab.tab.requests());
    }
}

#[tokio::test]
async fn contact_whose_device_was_pushed_out_is_known_again_on_the_same_page() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let voucher = Voucher::by_secret(&agent, stage.site.channel()).await;
    let proof = voucher.vouches_for("mika");
    let tab = visits(&stage, &proof).await;
    let ticket = speaks_as_mika(&tab, &mut agent).await;
    let panel = tab.running_panel().await;
    let token = "Object.entries(localStorage).find(([key]) => key.endsWith('.token'))?.[1]";
    let before = panel.evaluate(token).await;
    for _ in 0..limits::CONTACT_DEVICES_MAX {
        let device = random::visitor_token();
        identified(&stage.site.door(), stage.site.channel(), &device, &proof).await;
    }
    let is_known_again = format!("(token => token && token !== {before})({token})");
    panel.until("it has another token", &is_known_again).await;
    tab.sees_exactly(&["As Mika"]).await;
    tab.says("Still Mika").await;
    tab.last_stands("Sent").await;
    assert_eq!(agent.sees_ticket("Still Mika").await.number, ticket.number);
}

#[tokio::test]
async fn page_is_told_when_it_says_too_much_of_its_visitor() {
    let stage = Stage::sets().await;
    let mut agent = stage.site.agent().await;
    let tab = visits(&stage, "not.a.token").await;
    let some = |start: usize| -> Value {
        let names = (start..start + limits::ATTRIBUTES_MAX / 2).map(|n| (format!("a{n}"), json!("x")));
        Value::Object(names.collect())
    };
    let half = limits::ATTRIBUTES_MAX / 2;
    for start in [0, half, 2 * half] {
        tab.tab.evaluate(&format!("Pulina.setAttributes({})", some(start))).await;
    }
    wait::until("a warning", wait::ANSWERED, async || {
        tab.tab.warnings().iter().any(|warning| warning.contains("attributes in all")).then_some(())
    })
    .await;
    tab.opens_chat().await;
    tab.says("Hello").await;
    tab.last_stands("Sent").await;
    let ticket = agent.desk.sees("it was told", |it| it.attributes_at.is_some()).await;
    let path = format!("/v1/tickets/{}/attributes", ticket.number.0);
    let told: pulina_shared::wire::identity::Attributes = agent.asks("GET", &path).granted().await;
    assert_eq!(told.attributes.len(), limits::ATTRIBUTES_MAX, "what was within the bounds is told");
}
