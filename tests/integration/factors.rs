//! What proves who somebody is on top of a password, or in its place: codes of an app, recovery codes and
//! passkeys, and how somebody without them is let in again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use pulina_shared::limits;
use pulina_shared::wire::factors::{
    Challenge, Factors, NewPasskey, PasskeySignIn, PasswordProof, RecoveryCodes,
};
use pulina_shared::wire::http::SignIn;
use pulina_shared::wire::users::{AuditAct, AuditPage, Role, UserChange, UserEntry, UserState};
use pulina_tests::agent::{Agent, sign_in_at};
use pulina_tests::authenticator::{Device, challenge, signing_in};
use pulina_tests::site::{PASSWORD, Site};
use serde_json::json;

fn with_code(site: &Site, code: &str) -> SignIn {
    SignIn { code: Some(code.to_owned()), ..site.account.sign_in.clone() }
}

async fn refused_code(site: &Site, sign_in: &SignIn) -> String {
    sign_in_at(&site.door(), sign_in).refused().await.code
}

async fn comes_in(site: &Site, sign_in: &SignIn) {
    let answer = sign_in_at(&site.door(), sign_in).answer().await;
    assert!(answer.is_good(), "{} {}", answer.status, answer.text());
}

async fn factors(agent: &Agent) -> Factors {
    agent.asks("GET", "/v1/me/factors").granted().await
}

async fn acts(agent: &Agent) -> Vec<AuditAct> {
    let log: AuditPage = agent.asks("GET", "/v1/audit").granted().await;
    log.entries.into_iter().map(|entry| entry.act).collect()
}

fn proof(present: &str) -> PasswordProof {
    PasswordProof { present: present.to_owned() }
}

async fn passkey_code(site: &Site, sign_in: &PasskeySignIn) -> String {
    signing_in(&site.door(), sign_in).refused().await.code
}

#[tokio::test]
async fn password_alone_is_refused_and_a_code_lets_in_once() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let (app, _) = agent.has_app().await;
    let problem = sign_in_at(&site.door(), &site.account.sign_in).refused().await;
    assert_eq!((problem.status, problem.code.as_str()), (401, "code_needed"));
    let wrong_password = SignIn { password: format!("{PASSWORD}!"), ..with_code(&site, &app.next_code()) };
    assert_eq!(refused_code(&site, &wrong_password).await, "sign_in_failed");

    let problem = sign_in_at(&site.door(), &with_code(&site, &app.wrong_code())).refused().await;
    assert_eq!((problem.code.as_str(), problem.pointer.as_deref()), ("code_wrong", Some("/code")));
    let right = with_code(&site, &app.next_code());
    comes_in(&site, &right).await;
    assert_eq!(refused_code(&site, &right).await, "code_wrong", "it is used");
    assert_eq!(refused_code(&site, &with_code(&site, &app.code())).await, "code_wrong", "it is earlier");
}

#[tokio::test]
async fn app_is_not_asked_for_before_its_first_code() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    assert_eq!(agent.confirming("123456").refused().await.code, "authenticator_state");
    agent.asks("POST", "/v1/me/authenticator").answer().await;
    assert_eq!(agent.confirming("what").refused().await.code, "code_wrong");
    comes_in(&site, &site.account.sign_in).await;
    assert_eq!(factors(&agent).await.authenticator_since, None);

    let (app, codes) = agent.has_app().await;
    assert_eq!(codes.len(), limits::RECOVERY_CODES);
    assert!(factors(&agent).await.authenticator_since.is_some());
    let again = agent.asks("POST", "/v1/me/authenticator").refused().await;
    assert_eq!((again.status, again.code.as_str()), (409, "authenticator_state"));
    assert_eq!(agent.confirming(&app.next_code()).refused().await.code, "authenticator_state");
}

#[tokio::test]
async fn recovery_code_lets_in_once_and_new_ones_end_it() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let (_, codes) = agent.has_app().await;
    let first = with_code(&site, &codes[0]);
    comes_in(&site, &first).await;
    assert_eq!(refused_code(&site, &first).await, "code_wrong");
    comes_in(&site, &with_code(&site, &codes[1].replace('-', " ").to_uppercase())).await;
    assert_eq!(factors(&agent).await.n_recovery_codes, 8);
    assert_eq!(acts(&agent).await[..2], [AuditAct::RecoveryCodeUsed, AuditAct::RecoveryCodeUsed]);

    let renew = agent.asks("POST", "/v1/me/recovery-codes");
    let next: RecoveryCodes = renew.json(&proof(PASSWORD)).granted().await;
    assert_eq!(refused_code(&site, &with_code(&site, &codes[2])).await, "code_wrong");
    comes_in(&site, &with_code(&site, &next.codes[0])).await;
}

#[tokio::test]
async fn wrong_codes_are_guessed_no_faster_than_passwords() {
    let site = Site::start().await;
    let agent = site.agent().await;
    let (app, codes) = agent.has_app().await;
    for _ in 0..3 {
        assert_eq!(refused_code(&site, &site.account.sign_in).await, "code_needed", "it was right");
    }
    let wrong = with_code(&site, &app.wrong_code());
    for _ in 0..limits::SIGN_INS_PER_EMAIL {
        assert_eq!(refused_code(&site, &wrong).await, "code_wrong");
    }
    for code in [&app.next_code(), &codes[0]] {
        assert_eq!(refused_code(&site, &with_code(&site, code)).await, "rate_login");
    }
}

#[tokio::test]
async fn turning_off_and_new_recovery_codes_need_the_password() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let renewing = || agent.asks("POST", "/v1/me/recovery-codes").json(&proof(PASSWORD));
    assert_eq!(renewing().refused().await.code, "authenticator_state");
    agent.has_app().await;
    for path in ["/v1/me/authenticator/off", "/v1/me/recovery-codes"] {
        for wrong in ["not the password at all", ""] {
            let problem = agent.asks("POST", path).json(&proof(wrong)).refused().await;
            assert_eq!(
                (problem.code.as_str(), problem.pointer.as_deref()),
                ("password_wrong", Some("/present"))
            );
        }
    }
    assert_eq!(refused_code(&site, &site.account.sign_in).await, "code_needed");
    for _ in 0..2 {
        let off = agent.asks("POST", "/v1/me/authenticator/off").json(&proof(PASSWORD)).answer().await;
        assert_eq!(off.status, 204);
    }
    comes_in(&site, &site.account.sign_in).await;
    assert_eq!(factors(&agent).await.n_recovery_codes, 0);
    assert_eq!(acts(&agent).await, [AuditAct::AuthenticatorOff, AuditAct::AuthenticatorOn]);
}

#[tokio::test]
async fn factors_are_reset_by_an_admin_and_not_by_an_agent_or_oneself() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    let admin = owner.has_colleague("Cleo", Role::Admin).await;
    let agent = owner.has_colleague("Ben", Role::Agent).await;
    for somebody in [&owner, &admin, &agent] {
        somebody.has_app().await;
        somebody.has_passkey("Laptop").await;
    }
    let listed = owner.lists_users().await.users;
    assert!(listed.iter().all(|entry| entry.factors.has_authenticator && entry.factors.n_passkeys == 1));

    let resetting =
        |by: &Agent, whom: &Agent| by.asks("DELETE", &format!("/v1/users/{}/factors", whom.user()));
    for (by, whom) in [(&agent, &admin), (&admin, &owner), (&admin, &admin), (&owner, &owner)] {
        assert_eq!(resetting(by, whom).refused().await.code, "permission_denied");
    }
    for _ in 0..2 {
        let entry: UserEntry = resetting(&admin, &agent).granted().await;
        assert!(!entry.factors.is_any());
    }
    assert!(factors(&agent).await.passkeys.is_empty(), "and the session stands");
    let of_agent = SignIn { email: agent.session.email.clone(), ..site.account.sign_in.clone() };
    comes_in(&site, &of_agent).await;
    let n_resets = acts(&owner).await.into_iter().filter(|act| *act == AuditAct::FactorsReset).count();
    assert_eq!(n_resets, 1);
    let text = owner.asks("GET", "/v1/audit").answer().await.text();
    assert!(text.contains(agent.user().as_str()) && text.contains("Laptop"));
}

#[tokio::test]
async fn passkey_signs_in_without_password_and_code() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    agent.has_app().await;
    let mut device = agent.has_passkey("  My laptop ").await;
    let [passkey] = &factors(&agent).await.passkeys[..] else { panic!("one passkey") };
    assert_eq!((passkey.name.as_str(), passkey.used_at), ("My laptop", None));
    let origin = site.door().origin();
    for counter in [0, 0, 1, 7] {
        device.counter = counter;
        let sign_in = device.signs(&site, &origin, &challenge(&site).await);
        let answer = signing_in(&site.door(), &sign_in).answer().await;
        let signed_in = Agent::has_come(&site.door(), &answer).await;
        assert_eq!(signed_in.user(), agent.user());
    }
    assert!(factors(&agent).await.passkeys[0].used_at.is_some());
    device.counter = 7;
    let copied = device.signs(&site, &origin, &challenge(&site).await);
    assert_eq!(passkey_code(&site, &copied).await, "passkey_failed", "a counter that stands still");
}

#[tokio::test]
async fn what_was_tampered_with_is_refused() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let device = agent.has_passkey("Laptop").await;
    let origin = site.door().origin();
    let foreign = device.signs(&site, "https://evil.example", &challenge(&site).await);
    assert_eq!(passkey_code(&site, &foreign).await, "passkey_failed");
    let made_up = device.signs(&site, &origin, &BASE64.encode([7; 32]));
    assert_eq!(passkey_code(&site, &made_up).await, "challenge_ended");

    let right = device.signs(&site, &origin, &challenge(&site).await);
    let mut other_signature = right.clone();
    let mut der = BASE64.decode(&right.signature).unwrap();
    let last = der.len() - 1;
    der[last] ^= 1;
    other_signature.signature = BASE64.encode(der);
    let mut other_data = right.clone();
    let mut data = BASE64.decode(&right.authenticator_data).unwrap();
    data[36] ^= 1;
    other_data.authenticator_data = BASE64.encode(&data);
    let mut unverified = right.clone();
    data[36] ^= 1;
    data[32] = 1;
    unverified.authenticator_data = BASE64.encode(&data);
    device.signs_again(&mut unverified);
    let colleague = agent.has_colleague("Ben", Role::Agent).await;
    let mut of_colleague = right.clone();
    of_colleague.user_handle = BASE64.encode(colleague.user().as_str());
    let mut unknown = Device::of(agent.user()).signs(&site, &origin, &challenge(&site).await);
    for wrong in [&other_signature, &other_data, &unverified, &of_colleague, &unknown] {
        assert_eq!(passkey_code(&site, wrong).await, "passkey_failed");
    }
    unknown.signature = "no base 64!".to_owned();
    assert_eq!(passkey_code(&site, &unknown).await, "passkey_failed");
    let elsewhere = site.door().post("/v1/sessions/passkey").header("origin", "https://evil.example");
    assert_eq!(elsewhere.json(&right).refused().await.code, "origin_denied");

    assert!(signing_in(&site.door(), &right).answer().await.is_good(), "nothing of it took the challenge");
    assert_eq!(passkey_code(&site, &right).await, "challenge_ended", "it is good once");
}

#[tokio::test]
async fn challenge_of_somebody_who_adds_a_passkey_is_theirs_alone() {
    let site = Site::start_without_rates().await;
    let agent = site.agent().await;
    let colleague = agent.has_colleague("Ben", Role::Agent).await;
    let origin = site.door().origin();
    let ask = async |whose: &Agent| {
        whose.asks("POST", "/v1/me/passkeys/challenge").granted::<Challenge>().await.challenge
    };
    let adding = |whose: &Agent, new: &NewPasskey| whose.asks("POST", "/v1/me/passkeys").json(new);
    let device = Device::of(agent.user());
    let of_colleague = device.makes(&origin, &ask(&colleague).await, "Laptop");
    let of_sign_in = device.makes(&origin, &challenge(&site).await, "Laptop");
    let former = device.makes(&origin, &ask(&agent).await, "Laptop");
    let right = device.makes(&origin, &ask(&agent).await, "Laptop");
    for wrong in [&of_colleague, &of_sign_in, &former] {
        assert_eq!(adding(&agent, wrong).refused().await.code, "challenge_ended");
    }
    let nameless = NewPasskey { name: " ".to_owned(), ..right.clone() };
    let problem = adding(&agent, &nameless).refused().await;
    assert_eq!(problem.pointer.as_deref(), Some("/name"), "{problem:?}");
    let keyless = NewPasskey { public_key: BASE64.encode("no key"), ..right.clone() };
    assert_eq!(adding(&agent, &keyless).refused().await.code, "passkey_failed");
    assert_eq!(adding(&agent, &right).answer().await.status, 201);
    assert_eq!(adding(&agent, &right).refused().await.code, "challenge_ended");
    let again = device.makes(&origin, &ask(&agent).await, "Again");
    assert_eq!(adding(&agent, &again).refused().await.code, "id_conflict");
}

#[tokio::test]
async fn passkeys_are_few_and_worthless_once_removed_or_disabled() {
    let site = Site::start_without_rates().await;
    let owner = site.agent().await;
    let agent = owner.has_colleague("Ben", Role::Agent).await;
    let device = agent.has_passkey("First").await;
    for n in 1..limits::PASSKEYS_MAX {
        agent.has_passkey(&format!("{n}")).await;
    }
    let full = agent.asks("POST", "/v1/me/passkeys/challenge").refused().await;
    assert_eq!((full.code.as_str(), full.limit), ("too_many_items", Some(10)));

    let origin = site.door().origin();
    let state = |state| UserChange { role: None, state: Some(state) };
    owner.changes(&agent, &state(UserState::Disabled)).await;
    let sign_in = device.signs(&site, &origin, &challenge(&site).await);
    assert_eq!(passkey_code(&site, &sign_in).await, "passkey_failed");
    owner.changes(&agent, &state(UserState::Active)).await;
    let answer = signing_in(&site.door(), &sign_in).answer().await;
    let agent = Agent::has_come(&site.door(), &answer).await;

    let path = format!("/v1/me/passkeys/{}", factors(&agent).await.passkeys[0].id);
    assert_eq!(owner.asks("DELETE", &path).answer().await.status, 204);
    assert_eq!(factors(&agent).await.passkeys.len(), 10, "it is somebody else's");
    for _ in 0..2 {
        assert_eq!(agent.asks("DELETE", &path).answer().await.status, 204);
    }
    let sign_in = device.signs(&site, &origin, &challenge(&site).await);
    assert_eq!(passkey_code(&site, &sign_in).await, "passkey_failed");
    let nonsense = site.door().post("/v1/sessions/passkey").header("origin", &origin);
    assert_eq!(nonsense.json(&json!({ "account": 7 })).refused().await.code, "json_invalid");
}
