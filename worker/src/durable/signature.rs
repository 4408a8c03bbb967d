//! Signatures by the platform's own `WebCrypto`: it is there already, and a library for each way of signing
//! would be a tenth of the worker (decisions 0017 and 0020).

use worker::js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use worker::wasm_bindgen;
use worker::wasm_bindgen::prelude::*;
use worker::wasm_bindgen_futures::JsFuture;

use crate::domain::webauthn::Algorithm;
use crate::fault::Fault;

const ED25519: &str = "Ed25519";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = crypto, js_name = subtle)]
    static SUBTLE: Subtle;

    type Subtle;
    #[wasm_bindgen(method, catch, js_name = importKey)]
    fn import_key(
        this: &Subtle,
        format: &str,
        key: &Uint8Array,
        algorithm: &JsValue,
        is_extractable: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn verify(
        this: &Subtle,
        algorithm: &JsValue,
        key: &JsValue,
        signature: &Uint8Array,
        signed: &Uint8Array,
    ) -> Result<Promise, JsValue>;
}

/// Whether the holder of the private key, which is one of Ed25519, has signed these bytes.
///
/// # Errors
/// The platform's. What is no signature at all is just none.
pub async fn is_of(public_key: &[u8], signed: &[u8], signature: &[u8]) -> Result<bool, Fault> {
    let algorithm = ED25519.into();
    let key = imported("raw", public_key, &algorithm).await?;
    is_verified(&algorithm, &key, signed, signature).await
}

/// The same of a passkey, whose key stands in its usual form (SPKI).
///
/// # Errors
/// The platform's. What is no signature at all is just none.
pub async fn is_of_passkey(
    algorithm: Algorithm,
    public_key: &[u8],
    signed: &[u8],
    signature: &[u8],
) -> Result<bool, Fault> {
    let algorithm = platform_algorithm(algorithm);
    let key = imported("spki", public_key, &algorithm).await?;
    is_verified(&algorithm, &key, signed, signature).await
}

/// Whether these bytes are a key that signs so.
pub async fn is_passkey(algorithm: Algorithm, public_key: &[u8]) -> bool {
    imported("spki", public_key, &platform_algorithm(algorithm)).await.is_ok()
}

/// What the platform calls it, with everything that it wants to know for reading and verifying.
fn platform_algorithm(algorithm: Algorithm) -> JsValue {
    let name = match algorithm {
        Algorithm::Es256 => "ECDSA",
        Algorithm::EdDsa => ED25519,
        Algorithm::Rs256 => "RSASSA-PKCS1-v1_5",
    };
    let object = Object::new();
    for (member, value) in [("name", name), ("namedCurve", "P-256"), ("hash", "SHA-256")] {
        // A new object takes every member.
        let _ = Reflect::set(&object, &member.into(), &value.into());
    }
    object.into()
}

async fn imported(format: &str, public_key: &[u8], algorithm: &JsValue) -> Result<JsValue, Fault> {
    let uses = Array::of1(&"verify".into());
    let public_key = Uint8Array::from(public_key);
    awaited("public key", SUBTLE.with(|it| it.import_key(format, &public_key, algorithm, false, &uses))).await
}

async fn is_verified(
    algorithm: &JsValue,
    key: &JsValue,
    signed: &[u8],
    signature: &[u8],
) -> Result<bool, Fault> {
    let [signed, signature] = [signed, signature].map(Uint8Array::from);
    let verified = SUBTLE.with(|it| it.verify(algorithm, key, &signature, &signed));
    Ok(awaited("signature", verified).await?.is_truthy())
}

async fn awaited(what: &'static str, promise: Result<Promise, JsValue>) -> Result<JsValue, Fault> {
    let failed = |error: JsValue| Fault::thrown(what, &error);
    JsFuture::from(promise.map_err(failed)?).await.map_err(failed)
}
