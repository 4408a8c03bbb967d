//! The rules of an upload from its announcement to the message that names it.

use pulina_shared::ids::UserId;
use pulina_shared::limits::{FILE_BYTES_MAX, FILE_PART_BYTES, FILES_PER_DAY, UPLOAD_MS_MAX};

use super::*;

const NOW: Timestamp = Timestamp(10 * DAY_MS);

fn upload(number: u64) -> MessageId {
    MessageId::new(Timestamp(number), [0; 10])
}

fn new(number: u64, name: &str, n_bytes: u64) -> NewFile {
    NewFile { upload: upload(number), name: name.to_owned(), n_bytes }
}

fn begins(
    known: Option<&StoredFile>,
    new: &NewFile,
    sender: &Author,
    used: DayUse,
    rules: &UploadRules,
    now: Timestamp,
) -> Result<Begun, Rejection> {
    let mut random = || [9; 10];
    begin(known, new, sender, used, rules, &mut Moment { now, are_rates_on: true, random: &mut random })
}

fn begun(name: &str, n_bytes: u64) -> StoredFile {
    let rules = UploadRules::default();
    match begins(None, &new(1, name, n_bytes), &Author::Visitor, DayUse::default(), &rules, NOW) {
        Ok(Begun::Now(file, _)) => *file,
        other => panic!("{other:?}"),
    }
}

fn refused(new: &NewFile, rules: &UploadRules) -> Rejection {
    begins(None, new, &Author::Visitor, DayUse::default(), rules, NOW).unwrap_err()
}

fn whole(name: &str, bytes: &[u8]) -> StoredFile {
    let mut file = begun(name, bytes.len() as u64);
    let info = finish(&file, bytes, &UploadRules::default()).unwrap().info;
    file.stage = Stage::Pending { info, since: NOW };
    file
}

#[test]
fn announcement_is_checked_before_any_byte_comes() {
    let rules = UploadRules::default();
    for (name, n_bytes, code) in [
        ("a.pdf", FILE_BYTES_MAX + 1, Code::FileTooLarge),
        ("a.pdf", u64::MAX, Code::FileTooLarge),
        ("a.pdf", 0, Code::FieldInvalid),
        ("a.exe", 5, Code::FileType),
        ("a.svg", 5, Code::FileType),
        ("a.zip", 5, Code::FileType),
        ("pdf", 5, Code::FileType),
        ("../.pdf", 5, Code::FileType),
        ("a.pdf/", 5, Code::FileType),
        ("a.jpg\u{202e}.exe", 5, Code::FileType),
    ] {
        assert_eq!(refused(&new(1, name, n_bytes), &rules).code, code, "{name}");
    }
    let small = FileRules { bytes_max: 1_000, are_archives_allowed: true, ..FileRules::default() };
    let small = UploadRules { files: small, ..UploadRules::default() };
    let told = refused(&new(1, "a.pdf", 1_001), &small);
    assert_eq!((told.code, told.limit, told.actual), (Code::FileTooLarge, Some(1_000), Some(1_001)));
    assert!(begins(None, &new(1, "a.zip", 5), &Author::Visitor, DayUse::default(), &small, NOW).is_ok());
}

#[test]
fn visitors_need_leave_and_agents_do_not() {
    let off = FileRules { are_allowed: false, ..FileRules::default() };
    let off = UploadRules { files: off, ..UploadRules::default() };
    let unasked = UploadRules { is_consent_missing: true, ..UploadRules::default() };
    assert_eq!(refused(&new(1, "a.pdf", 5), &off).code, Code::FilesOff);
    assert_eq!(refused(&new(1, "a.pdf", 5), &unasked).code, Code::ConsentRequired);
    let agent = Author::Agent(UserId::new([1; 10]));
    for rules in [off, unasked] {
        assert!(begins(None, &new(1, "a.pdf", 5), &agent, DayUse::default(), &rules, NOW).is_ok());
    }
}

#[test]
fn same_upload_is_the_same_file_and_nobody_elses() {
    let file = begun("a.pdf", 5);
    let rules = UploadRules::default();
    let again = |new: &NewFile, sender: &Author, now| {
        begins(Some(&file), new, sender, DayUse::default(), &rules, now)
    };
    assert_eq!(again(&new(1, "dir/a.pdf", 5), &Author::Visitor, NOW), Ok(Begun::Known));
    for (new, sender) in [
        (new(1, "b.pdf", 5), Author::Visitor),
        (new(1, "a.pdf", 6), Author::Visitor),
        (new(1, "a.pdf", 5), Author::Agent(UserId::new([1; 10]))),
    ] {
        assert_eq!(again(&new, &sender, NOW).unwrap_err().code, Code::IdConflict);
    }
    let late = NOW.plus(UPLOAD_MS_MAX + 1);
    let Ok(Begun::Now(anew, _)) = again(&new(1, "a.pdf", 5), &Author::Visitor, late) else { panic!("anew") };
    assert_eq!((anew.id, anew.begun_at), (file.id.clone(), late));
}

#[test]
fn day_has_its_quota_of_files_and_bytes() {
    let mut used = DayUse::default();
    for _ in 0..FILES_PER_DAY {
        used = used.take(1, NOW).unwrap();
    }
    let told = used.take(1, NOW.plus(1_000)).unwrap_err();
    assert_eq!((told.code, told.limit), (Code::QuotaFiles, Some(50)));
    assert_eq!(told.retry_after_ms, Some(DAY_MS - 1_000));
    assert!(used.take(1, NOW.plus(DAY_MS)).is_ok());
    let mut used = DayUse::default();
    let mut n_taken = 0;
    while let Ok(after) = used.take(FILE_BYTES_MAX, NOW) {
        (used, n_taken) = (after, n_taken + 1);
    }
    assert_eq!(n_taken, 12, "twelve of sixteen mebibytes are within two hundred");
}

#[test]
fn parts_have_their_one_right_size() {
    let file = begun("a.mp4", 2 * FILE_PART_BYTES + 7);
    assert_eq!(file.n_parts(), 3);
    let part = |n, n_bytes| file.wants_part(n, n_bytes, NOW).map_err(|rejection| rejection.code);
    assert_eq!(part(0, FILE_PART_BYTES), Ok(true));
    assert_eq!(part(2, 7), Ok(true));
    for (n, n_bytes) in [
        (0, 7),
        (0, FILE_PART_BYTES + 1),
        (1, 0),
        (2, 6),
        (2, FILE_PART_BYTES),
        (3, 0),
        (3, 7),
        (u64::MAX, 7),
    ] {
        assert_eq!(part(n, n_bytes), Err(Code::PartInvalid), "{n} {n_bytes}");
    }
    assert_eq!(file.wants_completion(2, NOW).unwrap_err().code, Code::PartInvalid);
    assert_eq!(file.wants_completion(3, NOW), Ok(true));
    assert_eq!(begun("a.mp4", 2 * FILE_PART_BYTES).n_parts(), 2);
}

#[test]
fn upload_has_ten_minutes_and_is_told_so_for_an_hour_more() {
    let mut file = begun("a.pdf", 5);
    let (in_time, late) = (NOW.plus(UPLOAD_MS_MAX), NOW.plus(UPLOAD_MS_MAX + 1));
    assert_eq!(file.due_at(), Some(in_time));
    assert_eq!(file.wants_part(0, 5, in_time), Ok(true));
    assert_eq!(file.wants_part(0, 5, late).unwrap_err().code, Code::UploadTimeout);
    assert_eq!(file.wants_completion(1, late).unwrap_err().code, Code::UploadTimeout);
    file.stage = Stage::Over;
    assert_eq!(file.due_at(), Some(in_time.plus(limits::PENDING_FILE_MS_MAX)));
    assert_eq!(file.wants_part(0, 5, in_time).unwrap_err().code, Code::UploadTimeout);
}

#[test]
fn whole_file_takes_no_more_parts_and_waits_an_hour() {
    let mut file = whole("a.txt", b"hello");
    assert_eq!(file.wants_part(0, 5, NOW.plus(UPLOAD_MS_MAX + 1)), Ok(false));
    assert_eq!(file.wants_completion(0, NOW.plus(UPLOAD_MS_MAX + 1)), Ok(false));
    assert_eq!(file.due_at(), Some(NOW.plus(limits::PENDING_FILE_MS_MAX)));
    let info = file.info().unwrap().clone();
    file.stage = Stage::Sent { info, message: upload(2) };
    assert_eq!(file.due_at(), None);
}

#[test]
fn file_is_its_senders_alone_until_a_message_names_it() {
    let mut file = whole("a.txt", b"hello");
    let agent = Author::Agent(UserId::new([1; 10]));
    assert!(file.seen_by(&Author::Visitor).is_some());
    assert_eq!(file.seen_by(&agent), None);
    let info = file.info().unwrap().clone();
    file.stage = Stage::Sent { info, message: upload(2) };
    assert!(file.seen_by(&agent).is_some());
    assert_eq!(begun("a.txt", 5).info(), None);
}

#[test]
fn bytes_and_name_must_agree_in_the_end() {
    let file = begun("a.png", 5);
    assert_eq!(finish(&file, b"hello", &UploadRules::default()).unwrap_err().code, Code::FileType);
    let text = whole("dir\\Grüße.csv", "ä;1".as_bytes());
    let info = text.info().unwrap();
    assert_eq!((info.name.as_str(), info.media_type.as_str(), info.n_bytes), ("Grüße.csv", "text/csv", 4));
    assert!(finish(&text, "ä;1".as_bytes(), &UploadRules::default()).unwrap().is_unchanged());
}
