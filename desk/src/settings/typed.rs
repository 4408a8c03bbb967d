//! What an admin has typed into the settings: where a field cannot be read yet, its text stays.
//! Pure; `pulina_shared::settings` judges what can be read.

use std::str::FromStr;

use pulina_shared::language::Language;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::settings;
use pulina_shared::text::Colour;
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ClosedRule};

use super::hours::{TypedDay, read_ranges, write_ranges};
use super::questions::typed::TypedQuestion;
use super::rules::typed::{TypedRules, each};

/// Settings as they stand in the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Everything that fields cannot get wrong.
    pub settings: ChannelSettings,
    pub accent: String,
    pub side_offset: String,
    pub bottom_offset: String,
    /// The hours of each day, Monday first.
    pub week: [String; 7],
    /// The days that differ from the week.
    pub days: Vec<TypedDay>,
    /// Empty: until somebody erases it.
    pub retention_days: String,
    /// Empty: always.
    pub reopen_hours: String,
    /// One site a line.
    pub sites: String,
    /// Where it is shown, and what it says by itself.
    pub rules: TypedRules,
    /// What is asked before the first message.
    pub questions: Vec<TypedQuestion>,
}

impl Typed {
    /// The fields of these settings.
    pub fn of(settings: &ChannelSettings) -> Self {
        Self {
            accent: settings.look.accent.to_string(),
            side_offset: settings.look.side_offset.to_string(),
            bottom_offset: settings.look.bottom_offset.to_string(),
            week: settings.availability.schedule.week.each_ref().map(|ranges| write_ranges(ranges)),
            days: settings.availability.schedule.days.iter().map(TypedDay::of).collect(),
            retention_days: settings.retention_days.map(|days| days.to_string()).unwrap_or_default(),
            reopen_hours: match settings.closed {
                ClosedRule::ReopenWithinHours(hours) => hours.to_string(),
                ClosedRule::Reopen => String::new(),
            },
            sites: settings.allowed_origins.join("\n"),
            rules: TypedRules::of(&settings.targeting),
            questions: settings.form.iter().map(TypedQuestion::of).collect(),
            settings: settings.clone(),
        }
    }

    /// The settings that the fields mean.
    ///
    /// # Errors
    /// As `settings::check`: the first mistake, with the pointer of its field.
    pub fn read(&self) -> Result<ChannelSettings, Rejection> {
        let mut settings = self.settings.clone();
        let look = &mut settings.look;
        look.accent = colour(&self.accent).map_err(|it| it.at("/look/accent"))?;
        look.side_offset = number(&self.side_offset).map_err(|it| it.at("/look/side_offset"))?;
        look.bottom_offset = number(&self.bottom_offset).map_err(|it| it.at("/look/bottom_offset"))?;
        let schedule = &mut settings.availability.schedule;
        for (index, (ranges, typed)) in schedule.week.iter_mut().zip(&self.week).enumerate() {
            let pointer = format!("/availability/schedule/week/{index}");
            *ranges = read_ranges(typed).map_err(|it| it.under(&pointer))?;
        }
        schedule.days =
            each(&self.days, TypedDay::read).map_err(|it| it.under("/availability/schedule/days"))?;
        let days = number_if_any(&self.retention_days).map_err(|it| it.at("/retention_days"))?;
        settings.retention_days = days;
        let hours = number_if_any(&self.reopen_hours).map_err(|it| it.at("/closed"))?;
        settings.closed = hours.map_or(ClosedRule::Reopen, ClosedRule::ReopenWithinHours);
        settings.allowed_origins = self.sites.lines().map(site).filter(|site| !site.is_empty()).collect();
        settings.targeting = self.rules.read().map_err(|it| it.under("/targeting"))?;
        settings.form = self.questions.iter().map(TypedQuestion::read).collect();
        // A language in which nothing is said any more is as good as one that is not there.
        settings.texts.retain(|_, texts| *texts != ChannelTexts::default());
        settings::check(&settings)?;
        Ok(settings)
    }

    /// The texts of a language.
    pub fn texts(&self, language: Language) -> ChannelTexts {
        self.settings.texts.get(&language).cloned().unwrap_or_default()
    }
}

/// A colour with or without its `#`.
pub fn colour(typed: &str) -> Result<Colour, Rejection> {
    let digits = typed.trim().trim_start_matches('#');
    Colour::parse(&format!("#{digits}"))
}

fn number<T: FromStr>(typed: &str) -> Result<T, Rejection> {
    typed.trim().parse().map_err(|_| Rejection::new(Code::FieldInvalid))
}

fn number_if_any<T: FromStr>(typed: &str) -> Result<Option<T>, Rejection> {
    if typed.trim().is_empty() { Ok(None) } else { number(typed).map(Some) }
}

/// `shop.example/` is meant as `https://shop.example`.
fn site(line: &str) -> String {
    let line = line.trim().trim_end_matches('/').to_lowercase();
    if line.is_empty() || line.contains("://") { line } else { format!("https://{line}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed::of(&ChannelSettings::default())
    }

    #[test]
    fn what_was_not_touched_is_read_as_it_was() {
        let mut settings = ChannelSettings::default();
        settings.look.side_offset = 7;
        settings.retention_days = Some(30);
        settings.closed = ClosedRule::ReopenWithinHours(0);
        settings.allowed_origins =
            vec!["https://shop.example".to_owned(), "http://localhost:8788".to_owned()];
        settings
            .texts
            .insert(Language::Fi, ChannelTexts { title: "Apua".to_owned(), ..ChannelTexts::default() });
        assert_eq!(Typed::of(&settings).read(), Ok(settings));
    }

    #[test]
    fn colours_and_sites_are_read_as_people_write_them() {
        let fields = Typed {
            accent: " A0B1c2".to_owned(),
            sites: "Shop.example/\n\n https://www.shop.example \n".to_owned(),
            ..typed()
        };
        let settings = fields.read().expect("they can be read");
        assert_eq!(settings.look.accent, Colour { rgb: [0xa0, 0xb1, 0xc2] });
        assert_eq!(settings.allowed_origins, ["https://shop.example", "https://www.shop.example"]);
    }

    #[test]
    fn language_without_texts_is_left_out() {
        let mut fields = typed();
        fields.settings.texts.insert(Language::Pl, ChannelTexts::default());
        assert_eq!(fields.read().expect("it can be read").texts.len(), 0);
    }

    #[test]
    fn every_mistake_names_its_field() {
        let long = "x".repeat(10_000);
        let mut with_title = typed();
        with_title
            .settings
            .texts
            .insert(Language::De, ChannelTexts { title: long, ..ChannelTexts::default() });
        for (fields, pointer) in [
            (Typed { accent: "#12345".to_owned(), ..typed() }, "/look/accent"),
            (Typed { accent: "blue".to_owned(), ..typed() }, "/look/accent"),
            (Typed { side_offset: "-1".to_owned(), ..typed() }, "/look/side_offset"),
            (Typed { bottom_offset: "201".to_owned(), ..typed() }, "/look/bottom_offset"),
            (
                Typed { sites: "https://shop.example\nshop example".to_owned(), ..typed() },
                "/allowed_origins/1",
            ),
            (Typed { retention_days: "0".to_owned(), ..typed() }, "/retention_days"),
            (
                Typed { week: [""; 7].map(|_| "9-17, 16-18".to_owned()), ..typed() },
                "/availability/schedule/week/0/0",
            ),
            (
                Typed {
                    days: ["2026-12-24", "2026-13-01"].map(|date| TypedDay::closed(date, "")).to_vec(),
                    ..typed()
                },
                "/availability/schedule/days/1/date",
            ),
            (Typed { reopen_hours: "soon".to_owned(), ..typed() }, "/closed"),
            (with_title, "/texts/de/title"),
        ] {
            let rejection = fields.read().expect_err(pointer);
            assert_eq!(rejection.pointer.as_deref(), Some(pointer));
        }
    }
}
