//! Who signed in a while ago proves who they are before what a stolen session must not do.

use std::time::Duration;

use pulina_shared::limits;
use pulina_shared::wire::factors::PasswordProof;
use pulina_shared::wire::users::Role;
use pulina_tests::agent::Agent;
use pulina_tests::authenticator::challenge;
use pulina_tests::site::{PASSWORD, Site};
use pulina_tests::wait;
use serde_json::json;

use crate::permissions::{path_of, rows};

/// Long enough for a request or two right after a proof, on a machine that is busy.
const PROOF_MS: u64 = 5_000;
const OLD: Duration = Duration::from_secs(30);

/// The code with which something harmless is refused that wants a fresh proof.
async fn code(agent: &Agent) -> String {
    agent.asks("POST", "/v1/invitations").json(&json!({ "nonsense": true })).refused().await.code
}

async fn grows_old(agent: &Agent) {
    let is_old = || async { (code(agent).await == "step_up").then_some(()) };
    wait::until("an old proof", OLD, is_old).await;
}

async fn proves(agent: &Agent, present: &str) -> (u16, String) {
    let proof = PasswordProof { present: present.to_owned() };
    let answer = agent.asks("POST", "/v1/me/proof").json(&proof).answer().await;
    let code = if answer.is_good() { String::new() } else { answer.problem().code };
    (answer.status, code)
}

#[tokio::test]
async fn old_proof_is_refused_where_the_page_of_permissions_says_so_and_nowhere_else() {
    let site = Site::start_with_proofs_of(PROOF_MS).await;
    let owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    assert_eq!(code(&owner).await, "json_invalid", "who has just signed in has proved it");
    grows_old(&owner).await;
    let mut n_asking = 0;
    for row in rows().into_iter().filter(|row| (row.method, row.pattern) != ("DELETE", "/v1/session")) {
        let path = path_of(row.pattern, &site);
        let ask = owner.asks(row.method, &path);
        let ask = if row.method == "GET" { ask } else { ask.json(&json!({ "nonsense": true })) };
        let answer = ask.answer().await;
        let asks_for_proof = !answer.is_good() && answer.problem().code == "step_up";
        assert_eq!(asks_for_proof, row.wants_proof, "{} {path}: {}", row.method, answer.text());
        assert!(!asks_for_proof || answer.status == 401);
        n_asking += usize::from(asks_for_proof);
    }
    assert!(n_asking >= 10, "{n_asking}");
    assert_eq!(code(&ben).await, "permission_denied", "the role is looked at first");
}

#[tokio::test]
async fn password_proves_and_a_wrong_one_does_not() {
    let site = Site::start_with_proofs_of(PROOF_MS).await;
    let owner = site.agent().await;
    grows_old(&owner).await;
    assert_eq!(proves(&owner, "not the password at all").await, (422, "password_wrong".to_owned()));
    assert_eq!(code(&owner).await, "step_up");
    assert_eq!(proves(&owner, PASSWORD).await.0, 204);
    assert_eq!(code(&owner).await, "json_invalid");
    // Another session of the same user is not proved by that.
    let other = site.agent().await;
    grows_old(&other).await;
    grows_old(&owner).await;
    assert_eq!(proves(&other, PASSWORD).await.0, 204);
    assert_eq!(code(&owner).await, "step_up");
}

#[tokio::test]
async fn wrong_passwords_are_counted_as_at_signing_in() {
    let site = Site::start().await;
    let owner = site.agent().await;
    for _ in 0..limits::SIGN_INS_PER_EMAIL {
        assert_eq!(proves(&owner, "not the password at all").await.1, "password_wrong");
    }
    assert_eq!(proves(&owner, PASSWORD).await, (429, "rate_login".to_owned()));
}

#[tokio::test]
async fn passkey_of_oneself_proves_and_one_of_a_colleague_does_not() {
    let site = Site::start_with_proofs_of(PROOF_MS).await;
    let owner = site.agent().await;
    let ben = owner.has_colleague("Ben", Role::Agent).await;
    let (own, of_ben) = (owner.has_passkey("Laptop").await, ben.has_passkey("Laptop").await);
    grows_old(&owner).await;
    let origin = site.door().origin();
    let refused = of_ben.signs(&site, &origin, &challenge(&site).await);
    let proving = |body| owner.asks("POST", "/v1/me/proof/passkey").json(body);
    assert_eq!(proving(&refused).refused().await.code, "passkey_failed");
    assert_eq!(code(&owner).await, "step_up");
    let right = own.signs(&site, &origin, &challenge(&site).await);
    assert_eq!(proving(&right).answer().await.status, 204);
    assert_eq!(code(&owner).await, "json_invalid");
    assert_eq!(proving(&right).refused().await.code, "challenge_ended", "each is good once");
}
