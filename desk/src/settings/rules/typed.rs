//! The display rules while they are being changed: numbers are still text, and a clause keeps what was
//! typed for every kind that it was in between. Pure; `pulina_shared::settings` judges what it means.

use std::collections::BTreeMap;
use std::str::FromStr;

use pulina_shared::language::Language;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::wire::targeting::{
    Campaign, Clause, Comparison, Condition, Device, Often, QueryTest, Seen, Targeting, Test, UrlTest,
};

/// What a clause is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    #[default]
    Address,
    Query,
    Language,
    Device,
    Visitor,
    ActiveSeconds,
    Scroll,
    ExitIntent,
    Trigger,
}

impl About {
    pub const ALL: [Self; 9] = [
        Self::Address,
        Self::Query,
        Self::Language,
        Self::Device,
        Self::Visitor,
        Self::ActiveSeconds,
        Self::Scroll,
        Self::ExitIntent,
        Self::Trigger,
    ];
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedClause {
    pub is_not: bool,
    pub about: About,
    pub how: Comparison,
    /// The address, the query's key, the number, or the name of what the page calls.
    pub value: String,
    /// The value of the query's key.
    pub query_value: String,
    pub language: Language,
    pub device: Device,
    pub visitor: Seen,
}

impl Default for TypedClause {
    fn default() -> Self {
        Self {
            is_not: false,
            about: About::Address,
            how: Comparison::Prefix,
            value: String::new(),
            query_value: String::new(),
            language: Language::default(),
            device: Device::Phone,
            visitor: Seen::New,
        }
    }
}

impl TypedClause {
    fn of(clause: &Clause) -> Self {
        let mut typed = Self { is_not: clause.is_not, ..Self::default() };
        typed.about = match &clause.what {
            Test::Url(test) => {
                typed.how = test.how;
                typed.value.clone_from(&test.value);
                About::Address
            }
            Test::Query(test) => {
                typed.value.clone_from(&test.name);
                typed.query_value.clone_from(&test.value);
                About::Query
            }
            Test::Language(language) => {
                typed.language = *language;
                About::Language
            }
            Test::Device(device) => {
                typed.device = *device;
                About::Device
            }
            Test::Visitor(visitor) => {
                typed.visitor = *visitor;
                About::Visitor
            }
            Test::ActiveSeconds(seconds) => {
                typed.value = seconds.to_string();
                About::ActiveSeconds
            }
            Test::Scroll(percent) => {
                typed.value = percent.to_string();
                About::Scroll
            }
            Test::ExitIntent => About::ExitIntent,
            Test::Trigger(name) => {
                typed.value.clone_from(name);
                About::Trigger
            }
        };
        typed
    }

    fn read(&self) -> Result<Clause, Rejection> {
        let value = self.value.trim().to_owned();
        let what = match self.about {
            About::Address => Test::Url(UrlTest { how: self.how, value }),
            About::Query => Test::Query(QueryTest { name: value, value: self.query_value.trim().to_owned() }),
            About::Language => Test::Language(self.language),
            About::Device => Test::Device(self.device),
            About::Visitor => Test::Visitor(self.visitor),
            About::ActiveSeconds => Test::ActiveSeconds(number(&value).map_err(|it| it.at("/what"))?),
            About::Scroll => Test::Scroll(number(&value).map_err(|it| it.at("/what"))?),
            About::ExitIntent => Test::ExitIntent,
            About::Trigger => Test::Trigger(value),
        };
        Ok(Clause { is_not: self.is_not, what })
    }
}

/// Groups of clauses.
pub type TypedCondition = Vec<Vec<TypedClause>>;

/// How often one visitor is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Times {
    #[default]
    Page,
    Visit,
    Days,
}

/// A message that the channel begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedCampaign {
    pub name: String,
    pub when: TypedCondition,
    pub texts: BTreeMap<Language, String>,
    pub times: Times,
    pub days: String,
}

impl TypedCampaign {
    fn of(campaign: &Campaign) -> Self {
        let (times, days) = match campaign.often {
            Often::Page => (Times::Page, String::new()),
            Often::Visit => (Times::Visit, String::new()),
            Often::Days(days) => (Times::Days, days.to_string()),
        };
        let when = typed_condition(&campaign.when);
        Self { name: campaign.name.clone(), when, texts: campaign.texts.clone(), times, days }
    }

    fn read(&self) -> Result<Campaign, Rejection> {
        let often = match self.times {
            Times::Page => Often::Page,
            Times::Visit => Often::Visit,
            Times::Days => Often::Days(number(&self.days).map_err(|it| it.at("/often"))?),
        };
        let mut texts = self.texts.clone();
        texts.retain(|_, text| !text.trim().is_empty());
        let when = read_condition(&self.when).map_err(|it| it.under("/when"))?;
        Ok(Campaign { name: self.name.trim().to_owned(), when, texts, often })
    }
}

/// On which pages the channel is shown, and what it says there by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedRules {
    pub show: TypedCondition,
    pub priority: String,
    pub campaigns: Vec<TypedCampaign>,
}

impl TypedRules {
    /// The fields of these rules.
    pub fn of(targeting: &Targeting) -> Self {
        Self {
            show: typed_condition(&targeting.show),
            priority: targeting.priority.to_string(),
            campaigns: targeting.campaigns.iter().map(TypedCampaign::of).collect(),
        }
    }

    /// The rules that the fields mean.
    ///
    /// # Errors
    /// `field_invalid`, with the pointer of the field.
    pub fn read(&self) -> Result<Targeting, Rejection> {
        Ok(Targeting {
            show: read_condition(&self.show).map_err(|it| it.under("/show"))?,
            priority: number(&self.priority).map_err(|it| it.at("/priority"))?,
            campaigns: each(&self.campaigns, TypedCampaign::read).map_err(|it| it.under("/campaigns"))?,
        })
    }

    /// A name that no campaign has.
    pub fn free_name(&self) -> String {
        let is_taken = |name: &String| self.campaigns.iter().any(|campaign| campaign.name == *name);
        let names = (1..).map(|number: usize| ["teaser_", &number.to_string()].concat());
        names.take(self.campaigns.len() + 1).find(|name| !is_taken(name)).unwrap_or_default()
    }
}

fn typed_condition(condition: &Condition) -> TypedCondition {
    condition.iter().map(|group| group.iter().map(TypedClause::of).collect()).collect()
}

fn read_condition(condition: &TypedCondition) -> Result<Condition, Rejection> {
    each(condition, |group| each(group, TypedClause::read))
}

fn number<T: FromStr>(typed: &str) -> Result<T, Rejection> {
    typed.trim().parse().map_err(|_| Rejection::new(Code::FieldInvalid))
}

/// What each of them means, or the first refusal with its place.
pub fn each<T, U>(items: &[T], read: impl Fn(&T) -> Result<U, Rejection>) -> Result<Vec<U>, Rejection> {
    let read =
        |(place, item): (usize, &T)| read(item).map_err(|it| it.under(&["/", &place.to_string()].concat()));
    items.iter().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(what: Test) -> Clause {
        Clause { is_not: true, what }
    }

    fn every_kind() -> Vec<Clause> {
        vec![
            clause(Test::Url(UrlTest { how: Comparison::Glob, value: "/shop/*".to_owned() })),
            clause(Test::Query(QueryTest { name: "from".to_owned(), value: "mail".to_owned() })),
            clause(Test::Language(Language::Fi)),
            clause(Test::Device(Device::Desktop)),
            clause(Test::Visitor(Seen::Returning)),
            clause(Test::ActiveSeconds(3_600)),
            clause(Test::Scroll(100)),
            clause(Test::ExitIntent),
            clause(Test::Trigger("cart".to_owned())),
        ]
    }

    #[test]
    fn what_was_not_touched_is_read_as_it_was() {
        let texts = BTreeMap::from([(Language::En, "Ask us".to_owned())]);
        let campaign = |often| Campaign {
            name: "teaser_1".to_owned(),
            when: vec![every_kind(), vec![]],
            texts: texts.clone(),
            often,
        };
        let targeting = Targeting {
            show: vec![every_kind(), vec![clause(Test::ExitIntent)]],
            priority: -3,
            campaigns: vec![campaign(Often::Page), campaign(Often::Visit), campaign(Often::Days(9))],
        };
        assert_eq!(every_kind().len(), About::ALL.len());
        assert_eq!(TypedRules::of(&targeting).read(), Ok(targeting));
    }

    #[test]
    fn what_are_no_numbers_names_the_field() {
        let clause =
            |about, value: &str| TypedClause { about, value: value.to_owned(), ..Default::default() };
        let rules = TypedRules::of(&Targeting::default());
        let campaign = TypedCampaign { times: Times::Days, days: "often".to_owned(), ..Default::default() };
        for (rules, pointer) in [
            (
                TypedRules { show: vec![vec![clause(About::Scroll, "256")]], ..rules.clone() },
                "/show/0/0/what",
            ),
            (
                TypedRules {
                    show: vec![vec![], vec![clause(About::ActiveSeconds, "a minute")]],
                    ..rules.clone()
                },
                "/show/1/0/what",
            ),
            (TypedRules { priority: String::new(), ..rules.clone() }, "/priority"),
            (TypedRules { campaigns: vec![campaign], ..rules.clone() }, "/campaigns/0/often"),
        ] {
            assert_eq!(rules.read().expect_err(pointer).pointer.as_deref(), Some(pointer));
        }
    }

    #[test]
    fn new_campaign_gets_a_name_of_its_own() {
        let named = |name: &str| TypedCampaign { name: name.to_owned(), ..Default::default() };
        let campaigns = vec![named("teaser_2"), named("teaser_1"), named("spring")];
        assert_eq!(TypedRules { campaigns, ..Default::default() }.free_name(), "teaser_3");
    }
}
