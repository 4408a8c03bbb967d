//! The account itself, set up once.

use std::rc::Rc;

use pulina_shared::ids::{ChannelId, Epoch, InboxId, UserId};
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::text::{DisplayName, EmailAddress, Origin};
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::http::AccountCreated;
use pulina_shared::wire::teams::{Inbox, InboxMembers};
use pulina_shared::wire::users::Role;

use super::Desk;
use crate::built_files;
use crate::chance::{now, random};
use crate::domain::common_password::CommonPasswords;
use crate::domain::password::Password;
use crate::fault::{Failure, Fault};
use crate::internal::{CreateAccount, hex};
use crate::log;
use crate::storage::channels::ChannelRow;
use crate::storage::publications::{self, Cause};
use crate::storage::{help_desk, teams, users};

/// Sites that one channel may name; each costs bytes in every panel's headers.
const ALLOWED_ORIGINS_MAX: usize = 50;
const INBOX_NAME: &str = "Help desk";
const CHANNEL_NAME: &str = "Website chat";

struct Checked {
    account_name: DisplayName,
    name: DisplayName,
    email: EmailAddress,
    password: Password,
    allowed_origins: Vec<String>,
}

impl Desk {
    /// Makes the account with its first owner, inbox and chat channel.
    pub async fn create(self: &Rc<Self>, create: CreateAccount) -> Result<AccountCreated, Failure> {
        let checked = check(&create)?;
        self.refuse_common(&checked.password).await?;
        let password_hash = self.hash(&checked.password).await?;
        let CreateAccount { account, .. } = create;
        let created = AccountCreated {
            owner: UserId::new(random()?),
            inbox: InboxId::new(random()?),
            channel: ChannelId::new(&account, random()?),
            account,
        };
        let network_key = hex(&random::<32>()?);
        let epoch = Epoch::new(random()?);
        self.transaction(|| {
            if self.is_made.get() {
                return Err(Code::IdConflict.into());
            }
            self.sql.migrate(help_desk::MIGRATIONS)?;
            let now = now();
            let head = help_desk::NewHead {
                id: &created.account,
                name: checked.account_name.as_str(),
                inbox: &created.inbox,
                inbox_name: INBOX_NAME,
                epoch: &epoch,
                network_key: &network_key,
                now,
            };
            help_desk::insert(&self.sql, &head)?;
            let inbox = Inbox {
                id: created.inbox.clone(),
                name: INBOX_NAME.to_owned(),
                members: InboxMembers::Everybody,
                channels: Vec::new(),
            };
            teams::write_inbox(&self.sql, &inbox, now)?;
            let owner = users::NewUser {
                id: &created.owner,
                email: &checked.email,
                name: checked.name.as_str(),
                role: Role::Owner,
                password_hash: &password_hash,
                revision: help_desk::next_revision(&self.sql)?,
                now,
            };
            users::insert(&self.sql, &owner)?;
            let settings =
                ChannelSettings { allowed_origins: checked.allowed_origins, ..ChannelSettings::default() };
            let channel = ChannelRow::new(created.channel.clone(), CHANNEL_NAME.to_owned(), settings);
            let channel = self.add_channel(channel, &created.inbox, None, now)?;
            publications::insert(&self.sql, &channel, &created.owner, Cause::Choice, now)?;
            Ok(())
        })?;
        self.is_made.set(true);
        Ok(created)
    }
}

fn check(CreateAccount { request, .. }: &CreateAccount) -> Result<Checked, Rejection> {
    let n_origins = request.allowed_origins.len();
    if n_origins > ALLOWED_ORIGINS_MAX {
        return Err(
            Rejection::above(Code::FieldInvalid, ALLOWED_ORIGINS_MAX, n_origins).at("/allowed_origins")
        );
    }
    let origin = |text: &String| {
        let origin = Origin::parse(text).map_err(|rejection| rejection.at("/allowed_origins"))?;
        Ok(origin.as_str().to_owned())
    };
    Ok(Checked {
        account_name: DisplayName::parse(&request.account_name)
            .map_err(|rejection| rejection.at("/account_name"))?,
        name: DisplayName::parse(&request.name).map_err(|rejection| rejection.at("/name"))?,
        email: EmailAddress::parse(&request.email).map_err(|rejection| rejection.at("/email"))?,
        password: Password::parse(&request.password).map_err(|rejection| rejection.at("/password"))?,
        allowed_origins: request.allowed_origins.iter().map(origin).collect::<Result<_, Rejection>>()?,
    })
}

impl Desk {
    /// Refuses a new password that is easy to guess.
    pub async fn refuse_common(&self, password: &Password) -> Result<(), Failure> {
        let Some(list) = built_files::fetch(&self.env, built_files::COMMON_PASSWORDS).await? else {
            // Whoever deployed without it still has to let people in.
            log::fault("common passwords", "-", &Fault::Missing { what: built_files::COMMON_PASSWORDS });
            return Ok(());
        };
        let list = str::from_utf8(&list).map_err(|error| Fault::stored("common passwords", error))?;
        Ok(CommonPasswords::new(list)
            .refuse(password.text())
            .map_err(|rejection| rejection.at("/password"))?)
    }

    /// Hashes a password, after everybody who came before.
    pub async fn hash(&self, password: &Password) -> Result<String, Failure> {
        let _turn = self.turn_to_hash().await?;
        let hash = password.hash(random()?).map_err(|error| Fault::platform("password hash", error.0))?;
        Ok(hash)
    }
}
