//! On which pages a channel is shown, and what it says by itself there. The rules that follow are in
//! `crate::targeting`; the loader's `rules.ts` decides by the same ones on the customer's page, so
//! nothing about the page or the visitor has to be sent for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// On which pages a channel is shown, and what it says by itself there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Targeting {
    /// Where the launcher is shown.
    pub show: Condition,
    /// Of several channels with conditions on one page, the one with the highest number is shown.
    pub priority: i32,
    /// What is said beside the launcher, the first that holds.
    pub campaigns: Vec<Campaign>,
}

impl Targeting {
    /// Whether there is anything to decide.
    pub fn is_empty(&self) -> bool {
        self.show.is_empty() && self.campaigns.is_empty()
    }
}

/// Groups of clauses: it holds when all clauses of any group do, and always without a group.
pub type Condition = Vec<Vec<Clause>>;

/// A message that the channel begins with. It only stands there; whoever answers it meets the same
/// questions and the same consent as everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Campaign {
    /// Its name: small letters, digits and `_`.
    pub name: String,
    /// When it is said.
    pub when: Condition,
    /// What is said; the channel's own language where another one is missing.
    pub texts: BTreeMap<Language, String>,
    /// How often one visitor is told.
    pub often: Often,
}

/// How often one visitor is told. Beyond one page that needs the site's word that something may be
/// stored; without it every page is a first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Often {
    /// Once on a page.
    #[default]
    Page,
    /// Once a visit: until the browser's tab is closed.
    Visit,
    /// Once in so many days.
    Days(u16),
}

/// One thing that must be so, or must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Whether it must not be so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_not: bool,
    /// What it is.
    pub what: Test,
}

/// What a clause asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The page's address.
    Url(UrlTest),
    /// A key of the address's query, with this value where there is one.
    Query(QueryTest),
    /// The page's language, or the visitor's where the page says none.
    Language(Language),
    /// What the visitor looks at it with.
    Device(Device),
    /// Whether they were here before. Where nothing may be stored, everybody is new.
    Visitor(Seen),
    /// Seconds that the visitor has been doing something on this page.
    ActiveSeconds(u16),
    /// Percent of the page that were scrolled past.
    Scroll(u8),
    /// The pointer has left the page through the top; never so on a phone.
    ExitIntent,
    /// The page has called `Pulina.trigger` with this name.
    Trigger(String),
}

/// A comparison with the page's address, which is taken without query and fragment. What begins with
/// a slash is compared with the path alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrlTest {
    /// How.
    pub how: Comparison,
    /// With what.
    pub value: String,
}

/// How an address is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same, apart from a slash at the end.
    #[default]
    Exact,
    /// It begins so.
    Prefix,
    /// It has this somewhere.
    Contains,
    /// The same, where `*` stands for anything.
    Glob,
}

/// A key of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryTest {
    /// Its name.
    pub name: String,
    /// Its value; any when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// What a page is looked at with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A screen on which the panel fills everything.
    Phone,
    /// A larger one.
    Desktop,
}

/// Whether a visitor was here before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// Not as far as anybody knows.
    New,
    /// In an earlier visit.
    Returning,
}
