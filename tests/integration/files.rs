//! Files on their whole way: up in parts, through the server's look, and down again, for those who
//! may have them and nobody else.

use std::time::Duration;

use futures_util::future::join_all;
use pulina_shared::ids::{ConversationId, FileId};
use pulina_shared::limits::{
    FILE_BYTES_MAX, FILE_PART_BYTES, FILES_PER_DAY, MESSAGE_FILES_MAX, UPLOAD_MS_MAX,
};
use pulina_shared::wire::channel::{ChannelSettings, ConsentMode};
use pulina_shared::wire::content::FileInfo;
use pulina_shared::wire::conversation::{Act, Author, ClientFrame, Command, EventKind, SendMessage};
use pulina_shared::wire::http::{DownloadLink, FileBegun, NewFile, StoredSettings};
use pulina_tests::channel::{settings_of, settings_path};
use pulina_tests::door::{Answer, Ask};
use pulina_tests::engine::is_long;
use pulina_tests::pictures::{self, PLACE};
use pulina_tests::random;
use pulina_tests::site::Site;
use pulina_tests::upload::{Sender, announcement, parts};
use pulina_tests::visitor::Visitor;
use pulina_tests::wait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PART: usize = 1024 * 1024;

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// Bytes that look like chance and are the same each time.
fn noise() -> impl Iterator<Item = u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_le_bytes()[3]
    })
}

fn sends(sender: &Sender<'_>, text: &str, files: &[&FileInfo]) -> Ask {
    let files = files.iter().map(|file| file.id.clone()).collect();
    let act = Act::SendMessage(SendMessage { text: text.to_owned(), files, ..SendMessage::default() });
    sender.asks("POST", "commands").json(&ClientFrame::Command(Command { id: random::message_id(), act }))
}

async fn code(ask: Ask) -> String {
    ask.refused().await.code
}

fn check_is_never_a_page(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn largest_file_comes_back_with_every_byte_and_a_small_server() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let bytes = pictures::film(16 * PART, noise());
    let before = site.engine.memory_bytes();
    let info = sender.uploads("holiday.mp4", &bytes).await.expect("a film may be sent");
    assert_eq!((info.media_type.as_str(), info.n_bytes), ("video/mp4", FILE_BYTES_MAX));
    let downloads = join_all((0..4).map(|_| sender.reads(&info.id, "").answer())).await;
    for answer in &downloads {
        assert_eq!(answer.status, 200);
        assert!(answer.body == bytes, "{} bytes came back", answer.body.len());
        assert_eq!(answer.header("content-type"), "video/mp4");
        assert_eq!(answer.header("content-length"), bytes.len().to_string());
        assert_eq!(answer.header("content-disposition").split(';').next(), Some("attachment"));
        check_is_never_a_page(answer);
    }
    let grown = site.engine.memory_bytes().saturating_sub(before) >> 20;
    println!("grown by {grown} MiB");
    assert!(grown < 200, "the process grew by {grown} MiB");
}

#[tokio::test]
async fn readers_who_stand_still_cost_little() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let info = sender.uploads("film.mp4", &pictures::film(16 * PART, noise())).await.expect("may be sent");
    let link: DownloadLink = sender.asks("POST", &format!("files/{}/link", info.id)).granted().await;
    let before = site.engine.memory_bytes();
    let mut readers = Vec::new();
    for _ in 0..20 {
        let mut reader = TcpStream::connect(site.door().address).await.expect("the engine listens");
        let ask = format!("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", link.path, site.door().address);
        reader.write_all(ask.as_bytes()).await.expect("the request is taken");
        let mut head = [0; 12];
        wait::within("the answer begins", wait::ANSWERED, reader.read_exact(&mut head)).await.expect("bytes");
        assert_eq!(&head, b"HTTP/1.1 200");
        readers.push(reader);
    }
    // Whatever is read ahead of them is read by now.
    wait::pass(wait::SILENCE).await;
    let grown = site.engine.memory_bytes().saturating_sub(before) >> 20;
    println!("grown by {grown} MiB");
    assert!(grown < 160, "twenty of sixteen MiB each hold {grown} MiB");
    assert_eq!(sender.reads(&info.id, "").header("range", "bytes=0-7").answer().await.body.len(), 8);
}

#[tokio::test]
async fn players_get_the_part_that_they_ask_for() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let bytes = pictures::film(2 * PART + 100, noise());
    let info = sender.uploads("film.mp4", &bytes).await.expect("a film may be sent");
    let len = bytes.len();
    for (range, expect) in [
        ("bytes=0-0", 0..1),
        ("bytes=0-", 0..len),
        ("bytes=-5", len - 5..len),
        (&format!("bytes={}-{}", PART - 3, PART + 2), PART - 3..PART + 3),
        (&format!("bytes={PART}-{}", 2 * PART - 1), PART..2 * PART),
        (&format!("bytes=5-{}", 2 * PART + 50), 5..2 * PART + 51),
    ] {
        let answer = sender.reads(&info.id, "?inline=1").header("range", range).answer().await;
        assert_eq!(answer.status, 206, "{range}");
        assert!(answer.body == bytes[expect.clone()], "{range}: {} bytes", answer.body.len());
        let told = format!("bytes {}-{}/{len}", expect.start, expect.end - 1);
        assert_eq!(answer.header("content-range"), told);
        assert!(answer.header("content-disposition").starts_with("inline;"));
        check_is_never_a_page(&answer);
    }
    for range in ["bytes=9999999999-", "bytes=5-1", "bytes=0-1,5-6", "lines=1-2"] {
        let answer = sender.reads(&info.id, "").header("range", range).answer().await;
        assert_eq!((answer.status, answer.body.len()), (200, len), "{range}");
        assert_eq!(answer.header("accept-ranges"), "bytes");
    }
    let head = sender.asks("HEAD", &format!("files/{}", info.id)).answer().await;
    assert_eq!((head.status, head.body.len(), head.header("content-type")), (200, 0, "video/mp4"));
}

#[tokio::test]
async fn upload_goes_on_after_every_kill() {
    let mut site = Site::start().await;
    let visitor = site.visitor().await;
    let bytes = pictures::film(4 * PART + 7, noise());
    let new = announcement("film.mp4", &bytes);
    let mut n_sent = 0;
    for n_kills in 0..4 {
        let sender = Sender::Visitor(&visitor);
        let begun: FileBegun = sender.announces(&new).granted().await;
        assert_eq!(begun.parts, (0..n_kills).collect::<Vec<u32>>(), "what was confirmed is there");
        let (n, part) = parts(&bytes).enumerate().nth(begun.parts.len()).expect("parts are missing");
        assert_eq!(sender.sends_part(&begun.file, n, part).answer().await.status, 204);
        n_sent += 1;
        site.engine.kill();
        site.engine.restart().await;
    }
    let sender = Sender::Visitor(&visitor);
    let begun: FileBegun = sender.announces(&new).granted().await;
    assert_eq!(code(sender.completes(&begun.file)).await, "part_invalid");
    for (n, part) in parts(&bytes).enumerate().skip(n_sent - 1) {
        sender.sends_part(&begun.file, n, part).answer().await;
    }
    let info: FileInfo = sender.completes(&begun.file).granted().await;
    site.engine.kill();
    site.engine.restart().await;
    assert_eq!(sender.completes(&begun.file).granted::<FileInfo>().await, info, "completing again");
    let again: FileBegun = sender.announces(&new).granted().await;
    assert_eq!((again.file, again.info), (begun.file, Some(info.clone())));
    assert!(sender.reads(&info.id, "").answer().await.body == bytes);
}

#[tokio::test]
async fn no_place_comes_out_that_went_in() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    for (name, bytes, sides) in [
        ("photo.jpg", pictures::jpeg_with_place(640, 480), (640, 480)),
        ("photo.png", pictures::png_with_place(640, 480), (640, 480)),
        ("photo.webp", pictures::webp_with_place(), (64, 48)),
    ] {
        assert!(holds(&bytes, PLACE), "{name}");
        let info = sender.uploads(name, &bytes).await.expect("a picture may be sent");
        assert_eq!((info.width, info.height), (Some(sides.0), Some(sides.1)), "{name}");
        let answer = sender.reads(&info.id, "?inline=1").answer().await;
        assert_eq!(answer.body.len() as u64, info.n_bytes, "{name}");
        assert!(!holds(&answer.body, b"GPS") && !holds(&answer.body, b"52.5"), "{name}");
        assert!(
            holds(&answer.body, b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06"),
            "{name} is turned"
        );
        assert_eq!(answer.header("content-disposition").split(';').next(), Some("inline"), "{name}");
        check_is_never_a_page(&answer);
    }
}

#[tokio::test]
async fn what_may_not_be_sent_is_told_by_its_code() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let announced = |name: &str, n_bytes: u64| {
        sender.announces(&NewFile { upload: random::message_id(), name: name.to_owned(), n_bytes })
    };
    let told = announced("a.pdf", FILE_BYTES_MAX + 1).refused().await;
    assert_eq!((told.code.as_str(), told.status, told.limit), ("file_too_large", 413, Some(FILE_BYTES_MAX)));
    for name in
        ["a.svg", "a.html", "a.exe", "a.zip", "pdf", "a.pdf/../.htaccess", "a.jpg\u{202e}.exe", ".pdf"]
    {
        assert_eq!(code(announced(name, 5)).await, "file_type", "{name}");
    }
    assert_eq!(code(announced("a.pdf", 0)).await, "field_invalid");
    for (name, bytes, expect) in [
        ("a.png", b"<svg onload=alert(1)>".to_vec(), "file_type"),
        ("a.txt", b"binary\0".to_vec(), "file_type"),
        ("a.jpg", pictures::png_with_place(5, 5), "file_type"),
        ("bomb.png", pictures::png_with_place(12_001, 1), "image_too_large"),
        ("bomb.png", pictures::png_with_place(12_000, 9_000), "image_too_large"),
        ("bomb.jpg", pictures::jpeg_with_place(65_535, 65_535), "image_too_large"),
    ] {
        let told = sender.uploads(name, &bytes).await.expect_err(name);
        assert_eq!(told.code, expect, "{name}");
        assert_eq!(told.sides.is_some(), expect == "image_too_large", "{name}");
    }
    let begun: FileBegun = sender.announces(&announcement("a.mp4", &vec![0; PART + 5])).granted().await;
    let larger = usize::try_from(FILE_PART_BYTES).unwrap_or_default() + 1;
    for (n, n_bytes) in [(0, 5), (0, 0), (0, larger), (1, 6), (1, PART), (2, 5), (4_000_000_000, 5)] {
        let told = sender.sends_part(&begun.file, n, &vec![0; n_bytes]).refused().await;
        assert_eq!((told.code.as_str(), told.status), ("part_invalid", 422), "part {n} of {n_bytes} bytes");
    }
    assert_eq!(code(sender.asks("PUT", &format!("files/{}/parts/x", begun.file))).await, "part_invalid");
    assert_eq!(code(sender.asks("PUT", "files/nonsense/parts/0")).await, "id_invalid");
}

#[tokio::test]
async fn one_day_has_fifty_files() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    for _ in 0..FILES_PER_DAY {
        sender.announces(&announcement("a.txt", b"hello")).granted::<FileBegun>().await;
    }
    let told = sender.announces(&announcement("a.txt", b"hello")).refused().await;
    assert_eq!((told.code.as_str(), told.status, told.limit), ("quota_files", 429, Some(50)));
    assert!(told.retry_after_ms.is_some_and(|wait_ms| wait_ms <= 86_400_000));
    let agent = site.agent().await;
    let conversation = visitor.begun.conversation.clone();
    sends(&sender, "hello", &[]).granted::<serde_json::Value>().await;
    let other = Sender::Agent(&agent, &conversation);
    other.announces(&announcement("a.txt", b"hello")).granted::<FileBegun>().await;
}

#[tokio::test]
async fn nobody_touches_the_file_of_somebody_else() {
    let site = Site::start().await;
    let (visitor, stranger) = (site.visitor().await, site.visitor().await);
    let agent = site.agent().await;
    let conversation = visitor.begun.conversation.clone();
    let (own, foreign) = (Sender::Visitor(&visitor), Sender::Visitor(&stranger));
    sends(&own, "hello", &[]).granted::<serde_json::Value>().await;
    let colleague = Sender::Agent(&agent, &conversation);
    let info = own.uploads("secret.txt", b"a secret").await.expect("a text may be sent");
    let begun: FileBegun = own.announces(&announcement("b.txt", b"hello")).granted().await;

    // In the right conversation, and it is not theirs.
    assert_eq!(code(colleague.reads(&info.id, "")).await, "not_found");
    assert_eq!(code(colleague.sends_part(&begun.file, 0, b"hello")).await, "not_found");
    assert_eq!(code(colleague.completes(&begun.file)).await, "not_found");
    assert_eq!(code(colleague.asks("POST", &format!("files/{}/link", info.id))).await, "not_found");
    // By the token of another conversation, there and here.
    let here = |method: &str, rest: &str| {
        let path = format!("/v1/conversations/{conversation}/files/{rest}");
        site.door().ask(method, &path).token(&stranger.token)
    };
    for (method, rest) in [
        ("GET", format!("{}", info.id)),
        ("PUT", format!("{}/parts/0", begun.file)),
        ("POST", format!("{}/complete", begun.file)),
        ("POST", format!("{}/link", info.id)),
        ("DELETE", format!("{}", info.id)),
    ] {
        assert_eq!(code(here(method, &rest)).await, "not_found", "{method} {rest}");
        let there = foreign.asks(method, &format!("files/{rest}"));
        assert_eq!(code(there).await, "not_found", "{method} {rest}");
        let path = format!("/v1/conversations/{conversation}/files/{rest}");
        assert_eq!(code(site.door().ask(method, &path)).await, "session_ended", "{method} {rest}");
    }
    let new = announcement("b.txt", b"hello");
    own.announces(&new).granted::<FileBegun>().await;
    assert_eq!(code(colleague.announces(&new)).await, "id_conflict");
    assert_eq!(code(own.announces(&NewFile { n_bytes: 6, ..new })).await, "id_conflict");
    // What was sent is everybody's who takes part.
    sends(&own, "", &[&info]).granted::<serde_json::Value>().await;
    assert_eq!(colleague.reads(&info.id, "").answer().await.body, b"a secret");
    assert_eq!(code(foreign.reads(&info.id, "")).await, "not_found");
}

#[tokio::test]
async fn message_carries_its_files_once() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let info = sender.uploads("C:\\Grüße\u{202e}.txt", b"hello").await.expect("a text may be sent");
    assert_eq!(info.name, "Grüße.txt");
    sends(&sender, "see here", &[&info]).granted::<serde_json::Value>().await;
    let agent = site.agent().await;
    let log = agent.reads_log(&visitor.begun.conversation).await;
    let EventKind::Message(message) = &log[0].kind else { panic!("{log:?}") };
    assert_eq!((&message.author, message.files.as_slice()), (&Author::Visitor, &[info.clone()][..]));
    // A second message cannot have it, nor can one have a file that nobody uploaded.
    let again = sends(&sender, "again", &[&info]).answer().await;
    assert!(!again.is_good(), "{}", again.text());
    let nothing = FileInfo { id: FileId::new([9; 10]), ..info.clone() };
    assert!(!sends(&sender, "nothing", &[&nothing]).answer().await.is_good());
    let answer = sender.reads(&info.id, "?inline=1").answer().await;
    let disposition = answer.header("content-disposition");
    assert_eq!(disposition, "attachment; filename=\"Gr__e.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt");
}

#[tokio::test]
async fn one_message_has_five_files() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let mut files = Vec::new();
    for n in 0..=MESSAGE_FILES_MAX {
        files.push(sender.uploads(&format!("{n}.txt"), b"hello").await.expect("a text may be sent"));
    }
    let all: Vec<_> = files.iter().collect();
    let told = sends(&sender, "many", &all).refused().await;
    assert_eq!((told.code.as_str(), told.status), ("too_many_files", 422));
    sends(&sender, "five", &all[1..]).granted::<serde_json::Value>().await;
}

#[tokio::test]
async fn message_that_is_taken_back_takes_its_files_along() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let info = sender.uploads("a.txt", b"a secret").await.expect("a text may be sent");
    sends(&sender, "see", &[&info]).granted::<serde_json::Value>().await;
    let link: DownloadLink = sender.asks("POST", &format!("files/{}/link", info.id)).granted().await;
    assert_eq!(site.door().get(&link.path).answer().await.body, b"a secret");
    let agent = site.agent().await;
    let log = agent.reads_log(&visitor.begun.conversation).await;
    let EventKind::Message(message) = &log[0].kind else { panic!("{log:?}") };
    let command = Command { id: random::message_id(), act: Act::DeleteMessage(message.id) };
    let deleted = sender.asks("POST", "commands").json(&ClientFrame::Command(command)).answer().await;
    assert!(deleted.is_good(), "{}", deleted.text());
    assert_eq!(code(sender.reads(&info.id, "")).await, "not_found");
    assert_eq!(code(site.door().get(&link.path)).await, "not_found");
}

#[tokio::test]
async fn sender_gives_up_a_file_that_no_message_names() {
    let site = Site::start().await;
    let (visitor, stranger) = (site.visitor().await, site.visitor().await);
    let (sender, other) = (Sender::Visitor(&visitor), Sender::Visitor(&stranger));
    let bytes = vec![b'x'; PART + 5];
    let new = announcement("b.txt", &bytes);
    let begun: FileBegun = sender.announces(&new).granted().await;
    sender.sends_part(&begun.file, 0, &bytes[..PART]).answer().await;
    let whole = sender.uploads("a.txt", b"a secret").await.expect("a text may be sent");
    for file in [&begun.file, &whole.id] {
        assert_eq!(code(other.gives_up(file)).await, "not_found", "it is not theirs");
        assert_eq!(sender.gives_up(file).answer().await.status, 204);
        assert_eq!(code(sender.reads(file, "")).await, "not_found");
        assert_eq!(code(sender.gives_up(file)).await, "not_found", "it is gone already");
    }
    assert_eq!(code(sender.sends_part(&begun.file, 1, &bytes[PART..])).await, "not_found");
    assert_eq!(code(sender.completes(&begun.file)).await, "not_found");
    let anew: FileBegun = sender.announces(&new).granted().await;
    assert_eq!(anew.parts, [] as [u32; 0], "nothing of it was kept");

    let sent = sender.uploads("c.txt", b"said").await.expect("a text may be sent");
    sends(&sender, "see", &[&sent]).granted::<serde_json::Value>().await;
    assert_eq!(code(sender.gives_up(&sent.id)).await, "not_found", "it goes with its message");
    assert_eq!(sender.reads(&sent.id, "").answer().await.body, b"said");
}

#[tokio::test]
async fn giving_up_a_file_needs_no_consent_and_gives_nothing_back_of_the_day() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let kept = sender.uploads("a.txt", b"a secret").await.expect("a text may be sent");
    for _ in 1..FILES_PER_DAY {
        let begun: FileBegun = sender.announces(&announcement("a.txt", b"hello")).granted().await;
        assert_eq!(sender.gives_up(&begun.file).answer().await.status, 204);
    }
    assert_eq!(code(sender.announces(&announcement("a.txt", b"hello"))).await, "quota_files");
    let asks = |settings: &mut ChannelSettings| settings.consent.mode = ConsentMode::Explicit;
    chooses(&site, &sender, asks, "consent_required").await;
    assert_eq!(sender.gives_up(&kept.id).answer().await.status, 204);
}

#[tokio::test]
async fn link_opens_one_file_for_anybody_and_no_forged_one_does() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let info = sender.uploads("a.txt", b"a secret").await.expect("a text may be sent");
    let other = sender.uploads("b.txt", b"another").await.expect("a text may be sent");
    let now = random::now();
    let link: DownloadLink = sender.asks("POST", &format!("files/{}/link", info.id)).granted().await;
    let left_ms = link.expires_at.since(now);
    assert!((590_000..=610_000).contains(&left_ms), "{left_ms}");
    let answer = site.door().get(&link.path).answer().await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"a secret"[..]));
    check_is_never_a_page(&answer);
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    let ranged = site.door().get(&link.path).header("range", "bytes=2-7").answer().await;
    assert_eq!((ranged.status, ranged.body.as_slice()), (206, &b"secret"[..]));

    let id = |file: &FileInfo| file.id.as_str().trim_start_matches(FileId::PREFIX).to_owned();
    let expiry = link.expires_at.0.to_string();
    let own = visitor.begun.conversation.as_str().trim_start_matches(ConversationId::PREFIX);
    let elsewhere = site.visitor().await;
    let foreign = elsewhere.begun.conversation.as_str().trim_start_matches(ConversationId::PREFIX).to_owned();
    let last = link.path.len() - 1;
    let turned = if link.path.ends_with('0') { "1" } else { "0" };
    for forged in [
        link.path.replace(&id(&info), &id(&other)),
        link.path.replace(&expiry, &format!("9{expiry}")),
        link.path.replace(own, &foreign),
        format!("{}{turned}", &link.path[..last]),
        link.path[..last].to_owned(),
        format!("/v1/files/{own}"),
        format!("/v1/files/{own}.{}", id(&info)),
        format!("/v1/files/{own}.{}.{expiry}.", id(&info)),
        "/v1/files/x".to_owned(),
        "/v1/files/..%2f..%2fetc%2fpasswd".to_owned(),
        format!("/v1/files/{}.{}.{expiry}.00", "0".repeat(32), id(&info)),
    ] {
        assert_eq!(code(site.door().get(&forged)).await, "not_found", "{forged}");
    }
}

#[tokio::test]
async fn uploads_need_a_visit_of_the_same_visitor() {
    let site = Site::start().await;
    let nobody = ConversationId::new(&site.account.created.account, [3; 10]);
    let new = announcement("a.txt", b"hello");
    let path = format!("/v1/conversations/{nobody}/files");
    let visitor: Visitor = site.visitor().await;
    assert_eq!(code(site.door().post(&path).token(&visitor.token).json(&new)).await, "not_found");
    assert_eq!(code(site.door().post(&path).json(&new)).await, "session_ended");
    let foreign = visitor.asks("POST", "files").header("origin", "https://evil.example").json(&new);
    assert_eq!(code(foreign).await, "origin_denied");
    let plain =
        visitor.asks("POST", "files").body("text/plain", serde_json::to_vec(&new).unwrap_or_default());
    assert_eq!(code(plain).await, "content_type");
}

/// Changes the channel's settings and waits until uploads are refused for this reason.
async fn chooses(site: &Site, sender: &Sender<'_>, change: impl FnOnce(&mut ChannelSettings), expect: &str) {
    let agent = site.agent().await;
    let mut stored = settings_of(&agent, site.channel()).await;
    change(&mut stored.settings);
    let path = settings_path(site.channel());
    agent.asks("PUT", &path).json(&stored).granted::<StoredSettings>().await;
    // The edge remembers a channel for a few seconds.
    wait::until(expect, wait::STARTED, async || {
        let answer = sender.announces(&announcement("a.txt", b"hello")).answer().await;
        (!answer.is_good() && answer.problem().code == expect).then_some(())
    })
    .await;
}

#[tokio::test]
async fn channel_says_whether_visitors_may_send_files() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let begun: FileBegun = sender.announces(&announcement("a.txt", b"hello")).granted().await;
    chooses(&site, &sender, |settings| settings.files.are_allowed = false, "files_off").await;
    assert_eq!(code(sender.sends_part(&begun.file, 0, b"hello")).await, "files_off");
    assert_eq!(code(sender.completes(&begun.file)).await, "files_off");
    let agent = site.agent().await;
    let other = Sender::Agent(&agent, &visitor.begun.conversation);
    other.uploads("a.txt", b"hello").await.expect("a user may send files");
}

#[tokio::test]
async fn nothing_is_uploaded_before_the_visitor_agrees() {
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let asks = |settings: &mut ChannelSettings| {
        settings.consent.mode = ConsentMode::Explicit;
        let texts = settings.texts.entry(settings.language).or_default();
        texts.consent = "We read what you write.".to_owned();
        texts.consent_button = "I agree".to_owned();
    };
    chooses(&site, &sender, asks, "consent_required").await;
}

/// Time itself is what is tested here, and it takes ten minutes of it.
#[tokio::test]
async fn uploads_and_links_are_over_after_ten_minutes() {
    if !is_long() {
        return;
    }
    let site = Site::start().await;
    let visitor = site.visitor().await;
    let sender = Sender::Visitor(&visitor);
    let info = sender.uploads("a.txt", b"a secret").await.expect("a text may be sent");
    let link: DownloadLink = sender.asks("POST", &format!("files/{}/link", info.id)).granted().await;
    let bytes = vec![b'x'; PART + 5];
    let new = announcement("b.txt", &bytes);
    let begun: FileBegun = sender.announces(&new).granted().await;
    sender.sends_part(&begun.file, 0, &bytes[..PART]).answer().await;
    wait::pass(Duration::from_millis(UPLOAD_MS_MAX + 5_000)).await;
    let told = site.door().get(&link.path).refused().await;
    assert_eq!((told.code.as_str(), told.status), ("link_expired", 410));
    let told = sender.sends_part(&begun.file, 1, &bytes[PART..]).refused().await;
    assert_eq!((told.code.as_str(), told.status), ("upload_timeout", 408));
    assert_eq!(code(sender.completes(&begun.file)).await, "upload_timeout");
    let anew: FileBegun = sender.announces(&new).granted().await;
    assert_eq!((anew.file, anew.parts), (begun.file, Vec::new()), "it begins again, without its parts");
}
