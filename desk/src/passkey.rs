//! Passkeys as browsers make and use them. A page hands over a challenge of the server and gets bytes that
//! only the server can judge; what they are about stays on the device.

use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use pulina_shared::base64url;
use pulina_shared::ids::AccountId;
use pulina_shared::wire::factors::{Challenge, NewPasskey, PasskeySignIn};
use pulina_shared::wire::help_desk::Session;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::text;

/// Ways of signing that the server knows (COSE), the first one preferred.
const ALGORITHMS: [i32; 3] = [-7, -8, -257];
/// As long as the server waits.
const TIMEOUT_MS: u32 = 5 * 60 * 1000;

#[wasm_bindgen]
extern "C" {
    type Container;
    #[wasm_bindgen(method, catch)]
    fn create(this: &Container, options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Container, options: &JsValue) -> Result<Promise, JsValue>;

    type Credential;
    #[wasm_bindgen(method, getter, js_name = rawId)]
    fn raw_id(this: &Credential) -> ArrayBuffer;
    #[wasm_bindgen(method, getter)]
    fn response(this: &Credential) -> Response;

    type Response;
    #[wasm_bindgen(method, getter, js_name = clientDataJSON)]
    fn client_data(this: &Response) -> ArrayBuffer;
    #[wasm_bindgen(method, getter, js_name = authenticatorData)]
    fn authenticator_data(this: &Response) -> ArrayBuffer;
    #[wasm_bindgen(method, getter)]
    fn signature(this: &Response) -> ArrayBuffer;
    #[wasm_bindgen(method, getter, js_name = userHandle)]
    fn user_handle(this: &Response) -> Option<ArrayBuffer>;
    #[wasm_bindgen(method, catch, js_name = getAuthenticatorData)]
    fn get_authenticator_data(this: &Response) -> Result<ArrayBuffer, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getPublicKey)]
    fn get_public_key(this: &Response) -> Result<Option<ArrayBuffer>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getPublicKeyAlgorithm)]
    fn get_public_key_algorithm(this: &Response) -> Result<i32, JsValue>;
}

/// Why the browser gave none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPasskey {
    /// Somebody cancelled, or took too long.
    Cancelled,
    /// The device holds one already.
    Known,
    /// The page's address is none for passkeys.
    NotHere,
    /// Anything else.
    Broken,
}

impl NoPasskey {
    /// By the name of what was thrown.
    fn named(name: &str) -> Self {
        match name {
            "NotAllowedError" | "AbortError" => Self::Cancelled,
            "InvalidStateError" => Self::Known,
            "SecurityError" => Self::NotHere,
            _ => Self::Broken,
        }
    }

    /// What to do about it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Cancelled => text::PASSKEY_CANCELLED,
            Self::Known => text::PASSKEY_KNOWN,
            Self::NotHere => text::PASSKEY_NOT_HERE,
            Self::Broken => text::PASSKEY_BROKEN,
        }
    }
}

impl From<JsValue> for NoPasskey {
    fn from(thrown: JsValue) -> Self {
        let name = Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string());
        Self::named(&name.unwrap_or_default())
    }
}

/// Whether this browser knows what passkeys are.
pub fn is_there() -> bool {
    Reflect::has(&window(), &"PublicKeyCredential".into()).unwrap_or_default()
}

/// Makes a passkey of whoever is signed in.
///
/// # Errors
/// See [`NoPasskey`].
pub async fn make(asked: &Challenge, session: &Session, name: String) -> Result<NewPasskey, NoPasskey> {
    let user = object(&[
        ("id", bytes(session.user.id.as_str().as_bytes())),
        ("name", session.email.as_str().into()),
        ("displayName", session.user.name.as_str().into()),
    ]);
    let algorithms = ALGORITHMS.iter().map(|number| credential_kind(&[("alg", (*number).into())]));
    let exclude = asked.exclude.iter().map(|id| credential_kind(&[("id", decoded(id))]));
    let options = object(&[
        ("challenge", decoded(&asked.challenge)),
        ("rp", object(&[("name", text::PRODUCT.into())])),
        ("user", user),
        ("pubKeyCredParams", algorithms.collect::<Array>().into()),
        ("excludeCredentials", exclude.collect::<Array>().into()),
        (
            "authenticatorSelection",
            object(&[
                ("residentKey", "required".into()),
                ("requireResidentKey", true.into()),
                ("userVerification", "required".into()),
            ]),
        ),
        ("attestation", "none".into()),
        ("timeout", TIMEOUT_MS.into()),
    ]);
    let made = container()?.create(&object(&[("publicKey", options)]))?;
    let made: Credential = JsFuture::from(made).await?.unchecked_into();
    let response = made.response();
    Ok(NewPasskey {
        name,
        credential: encoded(&made.raw_id()),
        client_data: encoded(&response.client_data()),
        authenticator_data: encoded(&response.get_authenticator_data()?),
        public_key: encoded(&response.get_public_key()?.ok_or(NoPasskey::Broken)?),
        algorithm: response.get_public_key_algorithm()?,
    })
}

/// Has somebody choose a passkey and be known by their device.
///
/// # Errors
/// See [`NoPasskey`].
pub async fn sign_in(asked: &Challenge, account: AccountId) -> Result<PasskeySignIn, NoPasskey> {
    let options = object(&[
        ("challenge", decoded(&asked.challenge)),
        ("userVerification", "required".into()),
        ("timeout", TIMEOUT_MS.into()),
    ]);
    let got = container()?.get(&object(&[("publicKey", options)]))?;
    let got: Credential = JsFuture::from(got).await?.unchecked_into();
    let response = got.response();
    Ok(PasskeySignIn {
        account,
        credential: encoded(&got.raw_id()),
        user_handle: response.user_handle().map(|handle| encoded(&handle)).unwrap_or_default(),
        client_data: encoded(&response.client_data()),
        authenticator_data: encoded(&response.authenticator_data()),
        signature: encoded(&response.signature()),
    })
}

/// Absent where the page is not served safely.
fn container() -> Result<Container, NoPasskey> {
    let container = Reflect::get(&window().navigator(), &"credentials".into())?;
    if container.is_object() { Ok(container.unchecked_into()) } else { Err(NoPasskey::NotHere) }
}

fn credential_kind(members: &[(&str, JsValue)]) -> JsValue {
    object(&[&[("type", "public-key".into())], members].concat())
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A new object takes every member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn decoded(text: &str) -> JsValue {
    bytes(&base64url::decode(text).unwrap_or_default())
}

fn encoded(buffer: &ArrayBuffer) -> String {
    base64url::encode(&Uint8Array::new(buffer).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_throw_is_told_apart() {
        assert_eq!(NoPasskey::named("NotAllowedError"), NoPasskey::Cancelled);
        assert_eq!(NoPasskey::named("InvalidStateError"), NoPasskey::Known);
        assert_eq!(NoPasskey::named("SecurityError"), NoPasskey::NotHere);
        assert_eq!(NoPasskey::named(""), NoPasskey::Broken);
    }
}
