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
        let kept = self.run_once(&mut || {
            result = act.take().map(|act| act());
            matches!(result, Some(Ok(_)))
        });
        match (result, kept) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)) | None, Err(fault)) => Err(fault.into()),
            (None, Ok(())) => Err(Fault::Impossible { what: "a transaction that did not run" }.into()),
        }
    }

    /// The part that is the same for all: there are many transactions. What the function wrote stays
    /// if it says so.
    fn run_once(&self, act: &mut dyn FnMut() -> bool) -> Result<(), Fault> {
        let mut closure = || {
            // Whatever is thrown makes the engine roll back.
            if act() { Ok(JsValue::UNDEFINED) } else { Err(JsValue::from_str("roll back")) }
        };
        let kept = self.transaction_sync(&mut closure);
        kept.map(drop).map_err(|error| Fault::storage_thrown("transaction", &error))
    }
}
