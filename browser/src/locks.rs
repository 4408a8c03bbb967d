//! Locks of the browser, which all pages of our origin share.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Calls `given` with the lock, or with null where the options do not want to wait for it. It is
    /// held for as long as the promise is open that `given` answers. Not there on pages without
    /// encryption.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    pub fn request(name: &str, options: &Object, given: &Function) -> Result<Promise, JsValue>;
}
