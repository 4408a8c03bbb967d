//! Whether the conditions of a channel can be decided: few enough to be read, and numbers within what
//! they count.

use super::{at_most, check_text, each, ensure, not_too_many};
use crate::language::Language;
use crate::limits::{
    CAMPAIGNS_MAX, CLAUSES_MAX, GROUPS_MAX, NAME_CHARACTERS_MAX, SUBJECT_CHARACTERS_MAX, URL_BYTES_MAX,
};
use crate::problem::Rejection;
use crate::wire::targeting::{Campaign, Clause, Condition, Often, QueryTest, Targeting, Test, UrlTest};

/// Active time is counted on one page.
const ACTIVE_SECONDS_MAX: u16 = 3_600;
const DAYS_MAX: u16 = 365;

pub fn check(targeting: &Targeting, language: Language) -> Result<(), Rejection> {
    check_condition(&targeting.show).map_err(|it| it.under("/show"))?;
    let campaigns = &targeting.campaigns;
    not_too_many(CAMPAIGNS_MAX, campaigns.len()).map_err(|it| it.at("/campaigns"))?;
    each(campaigns, |campaign| {
        let is_alone = campaigns.iter().filter(|other| other.name == campaign.name).count() == 1;
        ensure(is_alone).map_err(|it| it.at("/name"))?;
        check_campaign(campaign, language)
    })
    .map_err(|it| it.under("/campaigns"))
}

fn check_campaign(campaign: &Campaign, language: Language) -> Result<(), Rejection> {
    ensure(is_name(&campaign.name)).map_err(|it| it.at("/name"))?;
    check_condition(&campaign.when).map_err(|it| it.under("/when"))?;
    for (language, text) in &campaign.texts {
        check_text(text, SUBJECT_CHARACTERS_MAX, false)
            .map_err(|it| it.under(&["/texts/", language.tag()].concat()))?;
    }
    let has_own = campaign.texts.get(&language).is_some_and(|text| !text.trim().is_empty());
    ensure(has_own).map_err(|it| it.under(&["/texts/", language.tag()].concat()))?;
    match campaign.often {
        Often::Page | Often::Visit => Ok(()),
        Often::Days(days) => at_most(u64::from(DAYS_MAX), u64::from(days))
            .and_then(|()| ensure(days > 0))
            .map_err(|it| it.at("/often")),
    }
}

fn is_name(name: &str) -> bool {
    (1..=NAME_CHARACTERS_MAX).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn check_condition(condition: &Condition) -> Result<(), Rejection> {
    not_too_many(GROUPS_MAX, condition.len())?;
    each(condition, |group| {
        not_too_many(CLAUSES_MAX, group.len())?;
        each(group, |clause| check_clause(clause).map_err(|it| it.under("/what")))
    })
}

fn check_clause(Clause { what, .. }: &Clause) -> Result<(), Rejection> {
    match what {
        Test::Url(UrlTest { value, .. }) => ensure(!value.is_empty() && value.len() <= URL_BYTES_MAX),
        Test::Query(QueryTest { name, value }) => {
            let is_named = ensure(!name.is_empty());
            is_named
                .and_then(|()| check_text(name, NAME_CHARACTERS_MAX, false))
                .map_err(|it| it.at("/query/name"))?;
            check_text(value, SUBJECT_CHARACTERS_MAX, false).map_err(|it| it.at("/query/value"))
        }
        Test::ActiveSeconds(seconds) => at_most(u64::from(ACTIVE_SECONDS_MAX), u64::from(*seconds)),
        Test::Scroll(percent) => at_most(100, u64::from(*percent)),
        Test::Trigger(name) => ensure(is_name(name)),
        Test::Language(_) | Test::Device(_) | Test::Visitor(_) | Test::ExitIntent => Ok(()),
    }
}
