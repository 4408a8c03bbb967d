//! JSON as the browser parses it, read into wire types, and wire types written: the browser's parser
//! costs no bytes, and a writer for the protocol alone few.

mod writer;

use js_sys::{Array, JSON, Object, Reflect};
use pulina_shared::wire::read::{Json, Read};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use writer::Writer;

/// Writes a wire type; `None` for what is never written.
pub fn text(value: &impl Serialize) -> Option<String> {
    let mut writer = Writer::default();
    value.serialize(&mut writer).ok()?;
    Some(writer.into_text())
}

/// Reads a JSON text as this type; `None` when it is no JSON or of another shape.
pub fn parse<T: Read>(text: &str) -> Option<T> {
    T::read(&Parsed(JSON::parse(text).ok()?))
}

struct Parsed(JsValue);

impl Json for Parsed {
    fn member(&self, name: &str) -> Option<Self> {
        if !self.0.is_object() {
            return None;
        }
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn sole_member(&self) -> Option<(String, Self)> {
        let names = Object::keys(self.0.dyn_ref::<Object>()?);
        if names.length() != 1 {
            return None;
        }
        let name = names.get(0).as_string()?;
        let value = Reflect::get(&self.0, &names.get(0)).ok()?;
        Some((name, Self(value)))
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.0.dyn_ref::<Array>().map(|array| array.iter().map(Self).collect())
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<u64> {
        let number = self.0.as_f64()?;
        // Of whole numbers up to 2^53 nothing is lost.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        ((0.0..=9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0).then_some(number as u64)
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }
}
