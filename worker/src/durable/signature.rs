//! Ed25519 signatures by the platform's own `WebCrypto`: it is there already, and a library would be a
//! hundredth of the worker (decision 0017).

use worker::js_sys::{Array, Promise, Uint8Array};
use worker::wasm_bindgen;
use worker::wasm_bindgen::prelude::*;
use worker::wasm_bindgen_futures::JsFuture;

use crate::fault::Fault;

const ALGORITHM: &str = "Ed25519";

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
        algorithm: &str,
        is_extractable: bool,
        uses: &Array,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn verify(
        this: &Subtle,
        algorithm: &str,
        key: &JsValue,
        signature: &Uint8Array,
        signed: &Uint8Array,
    ) -> Result<Promise, JsValue>;
}

/// Whether the holder of the private key has signed these bytes.
///
/// # Errors
/// The platform's. What is no signature at all is just none.
pub async fn is_of(public_key: &[u8], signed: &[u8], signature: &[u8]) -> Result<bool, Fault> {
    let [public_key, signed, signature] = [public_key, signed, signature].map(Uint8Array::from);
    let uses = Array::of1(&"verify".into());
    let key = SUBTLE.with(|subtle| subtle.import_key("raw", &public_key, ALGORITHM, false, &uses));
    let key = awaited("identity key", key).await?;
    let verified = SUBTLE.with(|subtle| subtle.verify(ALGORITHM, &key, &signature, &signed));
    Ok(awaited("identity signature", verified).await?.is_truthy())
}

async fn awaited(what: &'static str, promise: Result<Promise, JsValue>) -> Result<JsValue, Fault> {
    let failed = |error: JsValue| Fault::thrown(what, &error);
    JsFuture::from(promise.map_err(failed)?).await.map_err(failed)
}
