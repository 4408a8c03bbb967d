//! The account that a demo uses: made at the first start, then read from the data folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::address::Addresses;
use super::engine::{random_text, setup_secret, write_private};

const EMAIL: &str = "demo@pulina.example";

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DemoAccount {
    pub account: String,
    pub channel: String,
    pub email: String,
    pub password: String,
}

/// The part of the server's answer that we need.
#[derive(Deserialize)]
struct AccountCreated {
    account: String,
    channel: String,
}

impl DemoAccount {
    pub fn find_or_make(data: &Path, addresses: Addresses) -> Result<Self> {
        if path(data).exists() {
            return Self::find(data);
        }
        let account = Self::make(data, addresses)?;
        write_private(&path(data), &serde_json::to_string_pretty(&account)?)?;
        Ok(account)
    }

    /// The account of a demo that was started before.
    pub fn find(data: &Path) -> Result<Self> {
        let path = path(data);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("no demo keeps its data in {}; start one first", data.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is damaged; delete it to make another account", path.display()))
    }

    /// The line that a customer pastes into their page.
    pub fn snippet(&self, addresses: Addresses, language: Option<&str>) -> String {
        let language = language.map(|language| format!(" data-lang=\"{language}\"")).unwrap_or_default();
        format!("<script async src=\"{}/embed/{}.js\"{language}></script>", addresses.server(), self.channel)
    }

    fn make(data: &Path, addresses: Addresses) -> Result<Self> {
        let password = random_text(8)?;
        let mut answer = ureq::post(format!("{}/v1/accounts", addresses.server()))
            .header("Authorization", format!("Bearer {}", setup_secret(data)?))
            .config()
            .http_status_as_error(false)
            .build()
            .send_json(json!({
                "account_name": "Demo shop",
                "name": "Aino",
                "email": EMAIL,
                "password": password,
            }))
            .context("cannot make the demo account")?;
        let body = answer.body_mut().read_to_string()?;
        if answer.status() != 201 {
            bail!("the server refused to make the demo account ({}): {body}", answer.status());
        }
        let created: AccountCreated = serde_json::from_str(&body).context("unexpected answer")?;
        Ok(Self { account: created.account, channel: created.channel, email: EMAIL.to_owned(), password })
    }
}

fn path(data: &Path) -> PathBuf {
    data.join("demo.json")
}
