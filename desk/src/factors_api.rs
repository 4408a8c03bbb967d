//! What the desk asks of the server about second factors and passkeys, one function a route.

use pulina_browser::http::{Call, RequestError};
use pulina_shared::ids::{AccountId, PasskeyId, UserId};
use pulina_shared::wire::factors::{
    AuthenticatorBegun, Challenge, CodeProof, Factors, NewPasskey, Passkey, PasskeySignIn, PasskeyWish,
    PasswordProof, RecoveryCodes,
};
use pulina_shared::wire::help_desk::Session;
use pulina_shared::wire::users::UserEntry;

use crate::api::read;
use crate::proof::proved;

pub async fn ask_to_sign_in(account: AccountId) -> Result<Challenge, RequestError> {
    read(&Call::post("/v1/sessions/challenge").send_json(&PasskeyWish { account }).await?)
}

pub async fn sign_in(body: &PasskeySignIn) -> Result<Session, RequestError> {
    Call::post("/v1/sessions/passkey").send_json(body).await?.json()
}

pub async fn prove(present: String) -> Result<(), RequestError> {
    Call::post("/v1/me/proof").send_json(&PasswordProof { present }).await.map(drop)
}

pub async fn prove_by_passkey(body: &PasskeySignIn) -> Result<(), RequestError> {
    Call::post("/v1/me/proof/passkey").send_json(body).await.map(drop)
}

pub async fn factors() -> Result<Factors, RequestError> {
    read(&Call::get("/v1/me/factors").send().await?)
}

pub async fn begin_authenticator() -> Result<AuthenticatorBegun, RequestError> {
    read(&proved(&|| Call::post("/v1/me/authenticator").send()).await?)
}

pub async fn confirm_authenticator(code: String) -> Result<RecoveryCodes, RequestError> {
    read(&Call::new("PUT", "/v1/me/authenticator").send_json(&CodeProof { code }).await?)
}

pub async fn end_authenticator(present: String) -> Result<(), RequestError> {
    Call::post("/v1/me/authenticator/off").send_json(&PasswordProof { present }).await.map(drop)
}

pub async fn renew_recovery_codes(present: String) -> Result<RecoveryCodes, RequestError> {
    read(&Call::post("/v1/me/recovery-codes").send_json(&PasswordProof { present }).await?)
}

pub async fn ask_for_passkey() -> Result<Challenge, RequestError> {
    read(&proved(&|| Call::post("/v1/me/passkeys/challenge").send()).await?)
}

pub async fn add_passkey(new: &NewPasskey) -> Result<Passkey, RequestError> {
    // The writer for the protocol alone knows no numbers below zero.
    let body = serde_json::to_string(new).unwrap_or_default();
    read(&Call::post("/v1/me/passkeys").send_body("application/json", &body.into()).await?)
}

pub async fn remove_passkey(id: &PasskeyId) -> Result<(), RequestError> {
    let path = format!("/v1/me/passkeys/{id}");
    proved(&|| Call::new("DELETE", &path).send()).await.map(drop)
}

pub async fn reset(user: &UserId) -> Result<UserEntry, RequestError> {
    let path = format!("/v1/users/{user}/factors");
    read(&proved(&|| Call::new("DELETE", &path).send()).await?)
}
