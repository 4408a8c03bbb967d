//! The small door to an object's database: one statement at a time, values always bound, rows
//! collected at once, every failure named by what was done.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use worker::{SqlStorage, SqlStorageValue};

use crate::fault::Fault;

/// A value to be bound.
pub type Value = SqlStorageValue;

/// The database of one object.
#[derive(Clone, Debug)]
pub struct Sql(SqlStorage);

/// A number to be bound. Everything that we count stays below 2^53.
pub fn number(value: u64) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A text to be bound.
pub fn text(value: impl AsRef<str>) -> Value {
    Value::String(value.as_ref().to_owned())
}

impl Sql {
    /// The database of the object that has this storage.
    pub fn of(storage: &worker::Storage) -> Self {
        Self(storage.sql())
    }

    /// Runs a statement that answers nothing.
    ///
    /// # Errors
    /// The engine's.
    pub fn run(&self, what: &'static str, statement: &str, values: Vec<Value>) -> Result<(), Fault> {
        self.0.exec(statement, values).map(|_| ()).map_err(|error| Fault::storage(what, error))
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
        let cursor = self.0.exec(statement, values).map_err(|error| Fault::storage(what, error))?;
        cursor.to_array().map_err(|error| Fault::stored(what, error.to_string()))
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
        Ok(self.rows(what, statement, values)?.into_iter().next())
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
