//! What goes wrong on our side. A [`Fault`] says what failed and keeps the source's text; it is
//! logged once, at the top of the request or handler, and the other side learns only `internal`
//! or `unavailable`. Never put texts, names, addresses, tokens or network addresses into one.

use std::fmt;

use pulina_shared::problem::{Code, Rejection};
use worker::js_sys;
use worker::wasm_bindgen::{JsCast, JsValue};

/// Something that should not have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A statement or transaction of the database failed.
    Storage {
        /// Which.
        what: &'static str,
        /// The engine's words.
        source: String,
    },
    /// A stored value is not what was once written.
    Stored {
        /// Which value.
        what: &'static str,
        /// What is wrong with it.
        source: String,
    },
    /// A value of ours could not be written as JSON, or one of our own parts sent none.
    Json {
        /// Which value.
        what: &'static str,
        /// The parser's words.
        source: String,
    },
    /// Another object could not be reached or broke.
    Call {
        /// What it was asked.
        what: &'static str,
        /// The engine's words.
        source: String,
    },
    /// Another object answered with something that its caller cannot use.
    Answer {
        /// What it was asked.
        what: &'static str,
        /// The HTTP status of the answer.
        status: u16,
    },
    /// A function of the engine failed.
    Platform {
        /// Which.
        what: &'static str,
        /// The engine's words.
        source: String,
    },
    /// A binding or built file is missing.
    Missing {
        /// Which.
        what: &'static str,
    },
    /// Something that our own rules exclude.
    Impossible {
        /// What.
        what: &'static str,
    },
}

impl Fault {
    /// A statement or transaction failed.
    pub fn storage(what: &'static str, source: impl fmt::Display) -> Self {
        Self::Storage { what, source: source.to_string() }
    }

    /// A stored value is not what was once written.
    pub fn stored(what: &'static str, source: impl fmt::Display) -> Self {
        Self::Stored { what, source: source.to_string() }
    }

    /// JSON of our own could not be written or read.
    pub fn json(what: &'static str, source: impl fmt::Display) -> Self {
        Self::Json { what, source: source.to_string() }
    }

    /// Another object could not be reached.
    pub fn call(what: &'static str, source: impl fmt::Display) -> Self {
        Self::Call { what, source: source.to_string() }
    }

    /// A function of the engine failed.
    pub fn platform(what: &'static str, source: impl fmt::Display) -> Self {
        Self::Platform { what, source: source.to_string() }
    }

    /// A function of the engine threw.
    pub fn thrown(what: &'static str, thrown: &JsValue) -> Self {
        Self::Platform { what, source: words_of(thrown) }
    }

    /// A statement or transaction threw.
    pub fn storage_thrown(what: &'static str, thrown: &JsValue) -> Self {
        Self::Storage { what, source: words_of(thrown) }
    }

    /// What the other side is told: our parts being away can pass, the rest cannot.
    pub fn code(&self) -> Code {
        match self {
            Self::Call { .. } => Code::Unavailable,
            _ => Code::Internal,
        }
    }

    /// The kind, for the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Storage { .. } => "storage",
            Self::Stored { .. } => "stored",
            Self::Json { .. } => "json",
            Self::Call { .. } => "call",
            Self::Answer { .. } => "answer",
            Self::Platform { .. } => "platform",
            Self::Missing { .. } => "missing",
            Self::Impossible { .. } => "impossible",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage { what, source }
            | Self::Stored { what, source }
            | Self::Json { what, source }
            | Self::Call { what, source }
            | Self::Platform { what, source } => write!(f, "{what}: {source}"),
            Self::Answer { what, status } => write!(f, "{what}: answered {status}"),
            Self::Missing { what } | Self::Impossible { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for Fault {}

/// What was thrown, in the engine's words. `{:?}` says nothing in a release build.
fn words_of(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.to_string().into(),
        None => thrown.as_string().unwrap_or_default(),
    }
}

/// Why something was not done: because of the other side, or because of us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Theirs; told as it is.
    Rejection(Rejection),
    /// Ours; logged, and told as its code alone.
    Fault(Fault),
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(rejection)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::Rejection(Rejection::new(code))
    }
}
