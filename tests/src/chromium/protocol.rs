//! Calls and events of the developer tools. Every event is kept, so a test asks what has happened
//! and never has to listen at the right moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::{mpsc, oneshot};

use crate::wait;

/// What ends each message on the pipe.
const END: u8 = 0;

/// An event, as it came.
#[derive(Clone, Debug)]
pub struct Event {
    /// The session it belongs to; none for the browser's own.
    pub session: Option<String>,
    /// Its name.
    pub method: String,
    /// What it tells.
    pub params: Value,
}

/// The way to the browser. A handle that can be copied.
#[derive(Clone)]
pub struct Wire {
    to_browser: mpsc::UnboundedSender<String>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    waiting: HashMap<u64, oneshot::Sender<Result<Value, String>>>,
    events: Vec<Event>,
}

impl Wire {
    /// Speaks over these two ends for as long as the runtime lives.
    pub fn over(to: ChildStdin, from: ChildStdout) -> Self {
        let (to_browser, messages) = mpsc::unbounded_channel();
        let state = Arc::default();
        tokio::spawn(write(to, messages));
        tokio::spawn(read(from, Arc::clone(&state)));
        Self { to_browser, state }
    }

    /// Calls a method that must succeed.
    ///
    /// # Panics
    /// When the browser refuses or does not answer.
    pub async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Value {
        match self.try_call(session, method, params).await {
            Ok(answer) => answer,
            Err(refusal) => panic!("{method}: {refusal}"),
        }
    }

    /// Calls a method.
    ///
    /// # Errors
    /// The browser's refusal, for example because the page is another one by now.
    pub async fn try_call(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, String> {
        let (sender, receiver) = oneshot::channel();
        let id = {
            let mut state = self.state();
            state.last_id += 1;
            let id = state.last_id;
            state.waiting.insert(id, sender);
            id
        };
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.to_browser.send(message.to_string()).map_err(|_| "the browser is gone".to_owned())?;
        let answer = wait::within(method, wait::ANSWERED, receiver).await;
        answer.map_err(|_| "the browser is gone".to_owned())?
    }

    /// Calls a method whose answer may never come, because it ends what would answer.
    pub fn cast(&self, session: &str, method: &str, params: &Value) {
        self.state().last_id += 1;
        let id = self.state().last_id;
        let message = json!({"id": id, "method": method, "params": params, "sessionId": session});
        // A browser that is gone shows itself at the next call.
        drop(self.to_browser.send(message.to_string()));
    }

    /// How many events have come so far.
    pub fn n_events(&self) -> usize {
        self.state().events.len()
    }

    /// Looks at the events after the first `after`.
    pub fn events<T>(&self, after: usize, look: impl FnOnce(&[Event]) -> T) -> T {
        look(&self.state().events[after..])
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(mut to: ChildStdin, mut messages: mpsc::UnboundedReceiver<String>) {
    while let Some(message) = messages.recv().await {
        let mut bytes = message.into_bytes();
        bytes.push(END);
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn read(from: ChildStdout, state: Arc<Mutex<State>>) {
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    while from.read_until(END, &mut bytes).await.is_ok_and(|n_read| n_read > 0) {
        bytes.pop();
        if let Ok(message) = serde_json::from_slice::<Value>(&bytes) {
            take(message, &mut state.lock().unwrap_or_else(PoisonError::into_inner));
        }
        bytes.clear();
    }
    // Whoever still waits learns that nothing comes.
    state.lock().unwrap_or_else(PoisonError::into_inner).waiting.clear();
}

fn take(mut message: Value, state: &mut State) {
    if let Some(id) = message["id"].as_u64() {
        let answer = match message["error"]["message"].as_str() {
            Some(refusal) => Err(refusal.to_owned()),
            None => Ok(message["result"].take()),
        };
        if let Some(sender) = state.waiting.remove(&id) {
            // Who asked may have given up.
            drop(sender.send(answer));
        }
        return;
    }
    let session = message["sessionId"].as_str().map(str::to_owned);
    let method = text(&message, "method");
    state.events.push(Event { session, method, params: message["params"].take() });
}

/// A member that is a text; empty when it is not.
pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
