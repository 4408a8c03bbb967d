//! A whole Pulina for one test: an engine on an empty folder, one account, and people who come.

use std::fs;
use std::path::{Path, PathBuf};

use pulina_shared::ids::ChannelId;
use pulina_shared::wire::http::{AccountCreated, NewAccount, SignIn};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::agent::Agent;
use crate::door::{Ask, Door};
use crate::engine::{Engine, EngineOptions, from_environment};
use crate::random;
use crate::visitor::Visitor;

/// The password of every user here.
pub const PASSWORD: &str = "correct horse battery staple";

/// Where the configuration names the folder of assets.
const SITE_FOLDER: &str = r#"(name = "site", disk = (path = ""#;
/// A variable beside which another one can stand.
const RATES_BINDING: &str = r#"(name = "RATE_LIMITS","#;

/// A running Pulina with one account.
pub struct Site {
    /// The process.
    pub engine: Engine,
    /// The first account.
    pub account: Account,
    setup_secret: String,
    signing_in: Mutex<()>,
    /// Lives as long as the engine that reads from it.
    _changed_build: Option<TempDir>,
}

/// An account and how its owner signs in.
#[derive(Clone, Debug)]
pub struct Account {
    /// What was made.
    pub created: AccountCreated,
    /// The owner's name and password.
    pub sign_in: SignIn,
}

impl Site {
    /// Starts one as it runs for everybody.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts one that takes any number of messages and connections a second.
    pub async fn start_without_rates() -> Self {
        Self::start_with(&[("PULINA_RATE_LIMITS", "off")]).await
    }

    /// Starts one that a customer's domain serves below this path.
    pub async fn start_below(path: &str) -> Self {
        Self::start_with(&[("PULINA_RATE_LIMITS", "off"), ("PULINA_BASE_PATH", path)]).await
    }

    /// Starts one whose built assets are gone, as after a broken deployment.
    pub async fn start_without_assets() -> Self {
        Self::start_changed(|text, folder| {
            let nothing = folder.join("nothing");
            fs::create_dir_all(&nothing).expect("a folder can be made");
            let (before, rest) = text.split_once(SITE_FOLDER).expect("there is a folder of assets");
            let (_, after) = rest.split_once('"').expect("its path ends");
            format!(r#"{before}{SITE_FOLDER}{}"{after}"#, nothing.display())
        })
        .await
    }

    /// Starts one that keeps conversations as if a day were so long. No engine can be told that it
    /// is another day, and this is the only thing of ours that waits for days.
    pub async fn start_with_days_of(day_ms: u64) -> Self {
        Self::start_told("RETENTION_DAY_MS", day_ms).await
    }

    /// Starts one where a user's proof of who they are is fresh for so long.
    pub async fn start_with_proofs_of(proof_ms: u64) -> Self {
        Self::start_told("PROOF_MS", proof_ms).await
    }

    async fn start_told(name: &str, value: u64) -> Self {
        Self::start_changed(|text, _| {
            let (before, after) = text.split_once(RATES_BINDING).expect("the rates are bound");
            format!(r#"{before}(name = "{name}", text = "{value}"), {RATES_BINDING}{after}"#)
        })
        .await
    }

    /// Starts one from a copy of the configuration that was changed.
    ///
    /// # Panics
    /// When the configuration is not as `cargo xtask build` writes it.
    async fn start_changed(change: impl FnOnce(&str, &Path) -> String) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let config = from_environment("PULINA_CONFIG");
        let built = config.parent().expect("the configuration lies in a folder");
        fs::create_dir_all(folder.path().join("worker")).expect("a folder can be made");
        for file in ["worker/index.js", "worker/index_bg.wasm"] {
            fs::copy(built.join(file), folder.path().join(file)).expect("the worker was built");
        }
        let text = fs::read_to_string(&config).expect("the configuration can be read");
        let config = folder.path().join("workerd.capnp");
        fs::write(&config, change(&text, folder.path())).expect("the configuration can be written");
        Self { _changed_build: Some(folder), ..Self::start_from(config, &[]).await }
    }

    async fn start_with(environment: &[(&'static str, &str)]) -> Self {
        Self::start_from(from_environment("PULINA_CONFIG"), environment).await
    }

    async fn start_from(config: PathBuf, environment: &[(&'static str, &str)]) -> Self {
        let setup_secret = format!("{:032x}", u128::from_le_bytes(random::bytes()));
        let mut environment: Vec<_> =
            environment.iter().map(|&(name, value)| (name, value.to_owned())).collect();
        environment.push(("PULINA_SETUP_SECRET", setup_secret.clone()));
        let engine = Engine::start(EngineOptions { config, environment }).await;
        let account = new_account(&engine.door(), &setup_secret).await;
        Self { engine, account, setup_secret, signing_in: Mutex::new(()), _changed_build: None }
    }

    /// Where it is reached directly.
    pub fn door(&self) -> Door {
        self.engine.door()
    }

    /// The account's chat channel.
    pub fn channel(&self) -> &ChannelId {
        &self.account.created.channel
    }

    /// A second account, a stranger to the first.
    pub async fn another_account(&self) -> Account {
        new_account(&self.door(), &self.setup_secret).await
    }

    /// The owner of an account, signed in once more, at an open desk.
    pub async fn owner_of(&self, account: &Account) -> Agent {
        // The server hashes one password at a time anyway, and refuses when too many wait.
        let _turn = self.signing_in.lock().await;
        Agent::signs_in(&self.door(), &account.sign_in).await
    }

    /// The request that makes an account, with the right secret.
    pub fn set_up(&self) -> Ask {
        self.door().post("/v1/accounts").bearer(&self.setup_secret)
    }

    /// A visitor who has begun a visit and is connected.
    pub async fn visitor(&self) -> Visitor {
        Visitor::begins(&self.door(), self.channel()).await
    }

    /// The account's owner, signed in once more, at an open desk.
    pub async fn agent(&self) -> Agent {
        self.owner_of(&self.account).await
    }
}

async fn new_account(door: &Door, setup_secret: &str) -> Account {
    let new = an_account("Harbour Books", "ana@harbour.example");
    let created: AccountCreated = door.post("/v1/accounts").bearer(setup_secret).json(&new).granted().await;
    let sign_in =
        SignIn { account: created.account.clone(), email: new.email, password: new.password, code: None };
    Account { created, sign_in }
}

/// What makes an account that is as good as any.
pub fn an_account(account_name: &str, email: &str) -> NewAccount {
    NewAccount {
        account_name: account_name.to_owned(),
        name: "Ana".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        allowed_origins: Vec::new(),
    }
}
