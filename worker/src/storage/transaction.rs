//! All or nothing: a plain function within the engine's synchronous transaction. Without it an
//! error would keep what was written before it (engine K4). `worker` 0.8 does not bind it.

use worker::wasm_bindgen;
use worker::wasm_bindgen::prelude::*;

use crate::fault::Fault;

#[wasm_bindgen]
extern "C" {
    /// The storage of an object.
    #[derive(Debug)]
    pub type Transactions;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Transactions,
        closure: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

impl Transactions {
    /// Those of this storage.
    pub fn of(storage: &worker::Storage) -> Self {
        let storage: &JsValue = storage.as_raw();
        storage.clone().unchecked_into()
    }

    /// Runs the function; what it wrote stays if it succeeds and is gone if it fails. May be called
    /// within another.
    ///
    /// # Errors
    /// Those of the function, and the engine's own.
    pub fn run<T, E: From<Fault>>(&self, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let mut act = Some(act);
        let mut result = None;
        let mut closure = || {
            let Some(act) = act.take() else { return Err(JsValue::from_str("ran twice")) };
            match act() {
                Ok(value) => {
                    result = Some(Ok(value));
                    Ok(JsValue::UNDEFINED)
                }
                Err(error) => {
                    result = Some(Err(error));
                    // Whatever is thrown makes the engine roll back.
                    Err(JsValue::from_str("roll back"))
                }
            }
        };
        let kept = self.transaction_sync(&mut closure);
        match (result, kept) {
            (Some(Err(fault)), _) => Err(fault),
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (Some(Ok(_)) | None, Err(error)) => {
                Err(Fault::storage("transaction", format!("{error:?}")).into())
            }
            (None, Ok(_)) => Err(Fault::Impossible { what: "a transaction that did not run" }.into()),
        }
    }
}
