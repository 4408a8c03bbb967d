//! Puts the channel of a running demo into a state, as its owner would do it from outside: signs in,
//! reads the settings, writes them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

use super::address::Addresses;
use super::demo_account::DemoAccount;
use super::demo_state::{State, merge};
use crate::workspace::Workspace;

/// Holds the language that the customer's page asks for; absent for the page's own.
const LANGUAGE_FILE: &str = "demo-language";

/// What one can choose about a state.
#[derive(Debug)]
pub struct Options {
    pub port: u16,
    pub data: Option<PathBuf>,
    pub states: Vec<State>,
}

#[derive(Deserialize)]
struct Stored {
    revision: u64,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let data = match &options.data {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace.root.join(".data"),
    };
    let account = DemoAccount::find(&data)?;
    let server = Addresses::new(options.port)?.server();
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let cookie = sign_in(&agent, &server, &account)?;
    let mut settings = json!({});
    for state in &options.states {
        merge(&mut settings, state.settings()?);
    }

    let address = format!("{server}/v1/channels/{}/settings", account.channel);
    let stored: Stored = body(agent.get(&address).header("Cookie", &cookie).call()?)?;
    let change = json!({"revision": stored.revision, "settings": settings});
    let request = agent.put(&address).header("Cookie", &cookie).header("Origin", &server);
    body::<Stored>(request.send_json(change)?)?;
    sign_out(&agent, &server, &cookie)?;

    let language = options.states.iter().rev().find_map(|state| state.language());
    write_language(&data, language)?;
    eprintln!("Done. Pages show it within a minute; a reload shows it in some seconds.");
    Ok(())
}

/// The language that the customer's page asks for.
pub fn language(data: &Path) -> Option<String> {
    fs::read_to_string(data.join(LANGUAGE_FILE)).ok()
}

fn write_language(data: &Path, language: Option<&str>) -> Result<()> {
    let path = data.join(LANGUAGE_FILE);
    match language {
        Some(language) => fs::write(&path, language)?,
        None if path.exists() => fs::remove_file(&path)?,
        None => {}
    }
    Ok(())
}

fn sign_in(agent: &Agent, server: &str, account: &DemoAccount) -> Result<String> {
    let DemoAccount { account, email, password, .. } = account;
    let answer = agent
        .post(format!("{server}/v1/sessions"))
        .send_json(json!({"account": account, "email": email, "password": password}))
        .with_context(|| format!("no demo answers at {server}; start one with `cargo xtask dev`"))?;
    let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|value| value.split(';').next()).unwrap_or_default().to_owned();
    body::<Value>(answer)?;
    Ok(cookie)
}

fn sign_out(agent: &Agent, server: &str, cookie: &str) -> Result<()> {
    let request = agent.delete(format!("{server}/v1/session"));
    request.header("Cookie", cookie).header("Origin", server).call()?;
    Ok(())
}

fn body<T: for<'de> Deserialize<'de>>(mut answer: Response<Body>) -> Result<T> {
    let text = answer.body_mut().read_to_string()?;
    if !answer.status().is_success() {
        bail!("the server refused it ({}): {text}", answer.status());
    }
    serde_json::from_str(&text).context("unexpected answer")
}
