//! What is chosen when a channel begins, as it stands in the fields, and the settings that it means.
//! What is not asked stays as it is. Pure.

use pulina_shared::language::Language;
use pulina_shared::problem::Rejection;
use pulina_shared::settings;
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilitySettings, Schedule};
use pulina_shared::wire::channel::{ChannelSettings, ChannelTexts, ConsentMode};

use crate::settings::typed::colour;

/// When somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    Always,
    /// As most offices.
    Weekdays,
    /// Messages alone.
    Never,
    /// As it was set before, which is none of these.
    Kept,
}

impl Hours {
    /// What these settings are called here.
    pub fn of(availability: &AvailabilitySettings) -> Self {
        let week = &availability.schedule.week;
        match availability.mode {
            AvailabilityMode::Always => Self::Always,
            AvailabilityMode::Hours if week.iter().all(Vec::is_empty) => Self::Never,
            AvailabilityMode::Hours if *week == Schedule::default().week => Self::Weekdays,
            AvailabilityMode::Hours | AvailabilityMode::Users => Self::Kept,
        }
    }

    fn apply(self, availability: &mut AvailabilitySettings, zone: &str) {
        if self == Self::of(availability) {
            return;
        }
        let schedule = &mut availability.schedule;
        match self {
            Self::Kept => {}
            Self::Always => availability.mode = AvailabilityMode::Always,
            Self::Weekdays => {
                availability.mode = AvailabilityMode::Hours;
                schedule.week = Schedule::default().week;
                if !zone.is_empty() {
                    zone.clone_into(&mut schedule.zone);
                }
            }
            Self::Never => {
                availability.mode = AvailabilityMode::Hours;
                schedule.week = Default::default();
            }
        }
    }
}

/// The fields, but for the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub accent: String,
    pub greeting: String,
    pub hours: Hours,
    pub consent: ConsentMode,
}

impl Chosen {
    /// The fields of these settings.
    pub fn of(settings: &ChannelSettings) -> Self {
        let texts = settings.texts.get(&settings.language);
        Self {
            accent: settings.look.accent.to_string(),
            greeting: texts.map(|texts| texts.welcome.clone()).unwrap_or_default(),
            hours: Hours::of(&settings.availability),
            consent: settings.consent.mode,
        }
    }

    /// These settings with what was chosen, by the clock of this zone.
    ///
    /// # Errors
    /// The first mistake, with the pointer of its field in the settings.
    pub fn over(&self, mut settings: ChannelSettings, zone: &str) -> Result<ChannelSettings, Rejection> {
        settings.look.accent = colour(&self.accent).map_err(|it| it.at("/look/accent"))?;
        let language: Language = settings.language;
        self.greeting.trim().clone_into(&mut settings.texts.entry(language).or_default().welcome);
        settings.texts.retain(|_, texts| *texts != ChannelTexts::default());
        self.hours.apply(&mut settings.availability, zone);
        settings.consent.mode = self.consent;
        settings::check(&settings)?;
        Ok(settings)
    }
}

/// A field at the start of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Accent,
    Greeting,
    Hours,
    Consent,
}

impl Field {
    /// The field in which the mistake with this pointer was made, if it is one of these. Pointers into the
    /// settings may stand below `/settings`.
    pub fn of(pointer: &str) -> Option<Self> {
        let pointer = pointer.strip_prefix("/settings").unwrap_or(pointer);
        match pointer.split('/').nth(1)? {
            "name" => Some(Self::Name),
            "look" => Some(Self::Accent),
            "texts" => Some(Self::Greeting),
            "availability" => Some(Self::Hours),
            "consent" => Some(Self::Consent),
            _ => None,
        }
    }

    /// The id of the field.
    pub fn id(self) -> &'static str {
        match self {
            Self::Name => "start-name",
            Self::Accent => "start-accent",
            Self::Greeting => "start-greeting",
            Self::Hours => "start-hours",
            Self::Consent => "start-consent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_touched_stays() {
        let mut settings = ChannelSettings::default();
        settings.availability.mode = AvailabilityMode::Users;
        settings.availability.schedule.zone = "Europe/Helsinki".to_owned();
        settings.retention_days = Some(3);
        let chosen = Chosen::of(&settings);
        assert_eq!(chosen.hours, Hours::Kept);
        assert_eq!(chosen.over(settings.clone(), "Asia/Tokyo"), Ok(settings));
    }

    #[test]
    fn hours_are_what_they_are_called() {
        for hours in [Hours::Always, Hours::Weekdays, Hours::Never] {
            let chosen = Chosen { hours, ..Chosen::of(&ChannelSettings::default()) };
            let settings = chosen.over(ChannelSettings::default(), "Asia/Tokyo").expect("it can be");
            assert_eq!(Hours::of(&settings.availability), hours);
            let is_zoned = settings.availability.schedule.zone == "Asia/Tokyo";
            assert_eq!(is_zoned, hours == Hours::Weekdays);
        }
    }

    #[test]
    fn mistakes_stand_at_their_fields() {
        let long = Chosen { greeting: "x".repeat(10_000), ..Chosen::of(&ChannelSettings::default()) };
        let wrong = Chosen { accent: "blueish".to_owned(), ..Chosen::of(&ChannelSettings::default()) };
        for (chosen, field) in [(long, Field::Greeting), (wrong, Field::Accent)] {
            let rejection = chosen.over(ChannelSettings::default(), "UTC").expect_err("it cannot be");
            assert_eq!(rejection.pointer.as_deref().and_then(Field::of), Some(field));
        }
        assert_eq!(Field::of("/name"), Some(Field::Name));
        assert_eq!(Field::of("/settings/availability/schedule/zone"), Some(Field::Hours));
        assert_eq!(Field::of("/settings/form"), None);
    }
}
