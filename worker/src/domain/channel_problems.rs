//! What is wrong with a channel, as far as its settings and the sites tell it.

use pulina_shared::limits;
use pulina_shared::time::Timestamp;
use pulina_shared::wire::availability::{AvailabilityMode, AvailabilitySettings};
use pulina_shared::wire::channel::ChannelSettings;
use pulina_shared::wire::channels::{ChannelProblem, SeenOrigin};

/// What is wrong, the worst first. `seen` has the newest first.
pub fn problems(
    is_on: bool,
    settings: &ChannelSettings,
    seen: &[SeenOrigin],
    now: Timestamp,
) -> Vec<ChannelProblem> {
    let is_late = |it: &&SeenOrigin| now.since(it.at) < limits::SEEN_LATELY_MS;
    let mut problems = Vec::new();
    if !is_on {
        problems.push(ChannelProblem::Off);
    }
    let elsewhere: Vec<String> =
        seen.iter().filter(|it| !it.is_allowed).filter(is_late).map(|it| it.origin.clone()).collect();
    if !elsewhere.is_empty() {
        problems.push(ChannelProblem::SeenElsewhere(elsewhere));
    }
    match seen.iter().find(|it| it.is_allowed) {
        None => problems.push(ChannelProblem::NeverSeen),
        Some(newest) if !is_late(&newest) => problems.push(ChannelProblem::SeenLongAgo),
        Some(_) => {}
    }
    if is_never_open(&settings.availability) {
        problems.push(ChannelProblem::NobodyAnswers);
    }
    problems
}

fn is_never_open(availability: &AvailabilitySettings) -> bool {
    let schedule = &availability.schedule;
    availability.mode == AvailabilityMode::Hours
        && schedule.week.iter().all(Vec::is_empty)
        && schedule.days.iter().all(|day| day.ranges.is_empty())
}

#[cfg(test)]
mod tests {
    use super::ChannelProblem::{NeverSeen, NobodyAnswers, Off, SeenElsewhere, SeenLongAgo};
    use super::*;
    use pulina_shared::time::DAY_MS;

    const NOW: Timestamp = Timestamp(100 * DAY_MS);

    fn seen(origin: &str, days_ago: u64, is_allowed: bool) -> SeenOrigin {
        let at = Timestamp(NOW.0 - days_ago * DAY_MS);
        SeenOrigin { origin: origin.to_owned(), page: [origin, "/"].concat(), at, is_allowed }
    }

    #[test]
    fn channel_is_judged_by_its_switch_its_sites_and_its_hours() {
        let open = ChannelSettings::default();
        let mut shut = open.clone();
        shut.availability.mode = AvailabilityMode::Hours;
        shut.availability.schedule.week = Default::default();
        let mut by_users = shut.clone();
        by_users.availability.mode = AvailabilityMode::Users;
        let (a, b) = ("https://a.example", "https://b.example");
        let table = [
            (true, &open, vec![seen(a, 0, true)], vec![], "all is well"),
            (true, &open, vec![], vec![NeverSeen], "it is nowhere"),
            (true, &open, vec![seen(a, 8, true)], vec![SeenLongAgo], "it is gone"),
            (
                true,
                &open,
                vec![seen(b, 0, false)],
                vec![SeenElsewhere(vec![b.to_owned()]), NeverSeen],
                "not allowed",
            ),
            (true, &open, vec![seen(a, 0, true), seen(b, 9, false)], vec![], "not allowed, long ago"),
            (false, &shut, vec![seen(a, 0, true)], vec![Off, NobodyAnswers], "off, and no hours"),
            (true, &by_users, vec![seen(a, 0, true)], vec![], "users alone decide"),
        ];
        for (is_on, settings, seen, expect, why) in table {
            assert_eq!(problems(is_on, settings, &seen, NOW), expect, "{why}");
        }
    }
}
