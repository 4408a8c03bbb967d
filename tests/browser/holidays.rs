//! Holidays out of a calendar file: nothing is taken that was not ticked, and nothing of a bad file.

use pulina_shared::wire::availability::AvailabilityMode;
use pulina_tests::channel::{choose, settings_of};
use pulina_tests::chromium::files::Folder;
use pulina_tests::stage::Stage;

use crate::settings::{chooses_file, publishes, settings};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
    BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:19700101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:New Year\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART:20300101T100000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

#[tokio::test]
async fn ticked_days_of_a_calendar_become_closed_days() {
    let stage = Stage::sets().await;
    let agent = stage.site.agent().await;
    choose(&agent, stage.site.channel(), |settings| settings.availability.mode = AvailabilityMode::Hours)
        .await;
    let folder = Folder::new();
    let fold = ["BEGIN:VCALENDAR\r\nX:", &"\r\n x".repeat(70_000), "\r\nEND:VCALENDAR\r\n"].concat();
    let desk = settings(&stage, "Availability").await;
    for (name, bytes, sentence) in [
        ("bomb.ics", fold.as_bytes(), "This file is too large."),
        ("lie.ics", b"\x89PNG".as_slice(), "This is not a whole calendar file."),
    ] {
        chooses_file(&desk.tab, "calendar", &folder.holds(name, bytes)).await;
        desk.tab.shows(".field__mistake", sentence).await;
    }
    chooses_file(&desk.tab, "calendar", &folder.holds("days.ics", CALENDAR.as_bytes())).await;
    desk.tab.shows(".days__import", "another way than every year: 1.").await;
    desk.tab.has_focused("button", "Take 2 days over as closed").await;
    desk.tab.evaluate("document.querySelector('.days__list input').click()").await;
    desk.tab.click("button", "Take 1 day over as closed").await;
    desk.tab.shows(".days__import", "1 day was taken over.").await;
    publishes(&desk.tab).await;
    let days = settings_of(&agent, stage.site.channel()).await.settings.availability.schedule.days;
    assert_eq!((days.len(), days[0].name.as_str(), days[0].ranges.len()), (1, "New Year", 0));
    assert!(days[0].date.ends_with("-01-01"), "{}", days[0].date);
}
