//! The small door to an object's database: one statement at a time, values always bound, rows
//! collected at once, every failure named by what was done.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use worker::js_sys::{Array, JsString};
use worker::wasm_bindgen::prelude::*;
use worker::{SqlStorageValue, wasm_bindgen};

use super::transaction::Transactions;
use crate::fault::Fault;

/// Statements whose JavaScript text is kept. Above what there are; only statements that are put
/// together from pieces could be more.
const STATEMENTS_KEPT_MAX: usize = 200;

#[wasm_bindgen]
extern "C" {
    /// As `worker` binds it, but with a statement that JavaScript has already: most of the time of
    /// a small statement would be spent on making its text and finding its prepared form by it.
    #[derive(Debug)]
    type Database;
    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &Database, statement: &JsString, values: &Array) -> Result<Cursor, JsValue>;

    type Cursor;
    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &Cursor) -> Result<Array, JsValue>;
}

thread_local! {
    static STATEMENTS: RefCell<HashMap<Box<str>, JsString>> = RefCell::default();
}

/// A value to be bound.
pub type Value = SqlStorageValue;

/// The database of one object.
#[derive(Clone, Debug)]
pub struct Sql(Rc<Handles>);

#[derive(Debug)]
struct Handles {
    database: Database,
    transactions: Transactions,
}

/// A number to be bound. Everything that we count stays below 2^53.
pub fn number(value: u64) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A text to be bound.
pub fn text(value: impl AsRef<str>) -> Value {
    Value::String(value.as_ref().to_owned())
}

/// Whole numbers are below 2^53, see [`number`], so that nothing is to be checked here.
fn in_javascript(value: Value) -> JsValue {
    match value {
        #[allow(clippy::cast_precision_loss)]
        Value::Integer(value) => JsValue::from_f64(value as f64),
        value => value.into(),
    }
}

/// The statement as JavaScript has it.
pub(super) fn kept(statement: &str) -> JsString {
    STATEMENTS.with_borrow_mut(|kept| {
        if let Some(text) = kept.get(statement) {
            return text.clone();
        }
        let text = JsString::from(statement);
        if kept.len() < STATEMENTS_KEPT_MAX {
            kept.insert(statement.into(), text.clone());
        }
        text
    })
}

/// Reads a column of bytes: the engine gives an `ArrayBuffer`, which serde knows as bytes and not as
/// a sequence.
///
/// # Errors
/// When it holds something else.
pub fn blob<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    struct Bytes;
    impl serde::de::Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }
    deserializer.deserialize_byte_buf(Bytes)
}

fn read<T: DeserializeOwned>(what: &'static str, row: JsValue) -> Result<T, Fault> {
    serde_wasm_bindgen::from_value(row).map_err(|error| Fault::stored(what, error))
}

impl Sql {
    /// The database of the object that has this storage.
    pub fn of(storage: &worker::Storage) -> Self {
        let sql = storage.sql();
        let database: &JsValue = sql.as_ref();
        let database = database.clone().unchecked_into();
        Self(Rc::new(Handles { database, transactions: Transactions::of(storage) }))
    }

    /// Everything that the function writes, or nothing.
    ///
    /// # Errors
    /// Those of the function, and the engine's.
    pub fn transaction<T, E: From<Fault>>(&self, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.0.transactions.run(act)
    }

    /// The database as JavaScript has it, for a statement with a binding of its own.
    pub(super) fn raw(&self) -> &JsValue {
        &self.0.database
    }

    /// Runs a statement that answers nothing.
    ///
    /// # Errors
    /// The engine's.
    pub fn run(&self, what: &'static str, statement: &str, values: Vec<Value>) -> Result<(), Fault> {
        self.exec(what, statement, values).map(drop)
    }

    /// Runs a statement and reads all its rows.
    ///
    /// # Errors
    /// The engine's, or a row that is not what was once written.
    pub fn rows<T: DeserializeOwned>(
        &self,
        what: &'static str,
        statement: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, Fault> {
        self.found(what, statement, values)?.iter().map(|row| read(what, row)).collect()
    }

    fn found(&self, what: &'static str, statement: &str, values: Vec<Value>) -> Result<Array, Fault> {
        let cursor = self.exec(what, statement, values)?;
        cursor.to_array().map_err(|error| Fault::storage_thrown(what, &error))
    }

    fn exec(&self, what: &'static str, statement: &str, values: Vec<Value>) -> Result<Cursor, Fault> {
        let bound: Array = values.into_iter().map(in_javascript).collect();
        self.0.database.exec(&kept(statement), &bound).map_err(|error| Fault::storage_thrown(what, &error))
    }

    /// Runs a statement and reads its only row, if there is one.
    ///
    /// # Errors
    /// As [`Self::rows`].
    pub fn row<T: DeserializeOwned>(
        &self,
        what: &'static str,
        statement: &str,
        values: Vec<Value>,
    ) -> Result<Option<T>, Fault> {
        let first = self.found(what, statement, values)?.get(0);
        if first.is_undefined() { Ok(None) } else { read(what, first).map(Some) }
    }

    /// Whether a schema was ever made here. Objects of ids that somebody guessed stay without one.
    ///
    /// # Errors
    /// The engine's.
    pub fn is_made(&self) -> Result<bool, Fault> {
        #[derive(Deserialize)]
        struct Row {}
        let statement =
            "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
        Ok(self.row::<Row>("schema", statement, vec![])?.is_some())
    }

    /// Brings the schema up to date. `migrations` are numbered from 1 by their place and never change.
    ///
    /// # Errors
    /// The engine's; call within a transaction, so that half a migration never stays.
    pub fn migrate(&self, migrations: &[&str]) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct Row {
            version: u64,
        }
        const WHAT: &str = "migration";
        self.run(
            WHAT,
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT",
            vec![],
        )?;
        let row: Option<Row> = self.row(WHAT, "SELECT version FROM schema_version", vec![])?;
        let mut version = row.as_ref().map_or(0, |row| row.version);
        if row.is_none() {
            self.run(WHAT, "INSERT INTO schema_version (version) VALUES (0)", vec![])?;
        }
        let n_done = usize::try_from(version).unwrap_or(usize::MAX);
        for migration in migrations.iter().skip(n_done) {
            version += 1;
            self.run(WHAT, migration, vec![])?;
            self.run(WHAT, "UPDATE schema_version SET version = ?", vec![number(version)])?;
        }
        Ok(())
    }
}
