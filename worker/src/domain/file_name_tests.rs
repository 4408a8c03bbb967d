//! Names as hostile as they come, and the header that carries them.

use super::*;

fn check(name: &str, expect: &str) {
    assert_eq!(clean(name), expect, "{name:?}");
}

#[test]
fn sixty_hostile_names_become_labels() {
    for (name, expect) in [
        ("invoice.pdf", "invoice.pdf"),
        ("Ünï çödé 你好.pdf", "Ünï çödé 你好.pdf"),
        ("u\u{308}ber.txt", "über.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\a.pdf", "a.pdf"),
        ("/etc/shadow.txt", "shadow.txt"),
        ("C:\\Users\\ana\\a.pdf", "a.pdf"),
        ("\\\\server\\share\\a.pdf", "a.pdf"),
        ("a/../b.pdf", "b.pdf"),
        ("dir/", ""),
        ("..", ""),
        ("...", ""),
        ("", ""),
        ("   ", ""),
        (".htaccess", "htaccess"),
        (".env.txt", "env.txt"),
        ("\u{200b}.htaccess", "htaccess"),
        ("\u{feff}.env", "env"),
        ("..\u{200b}/x.pdf", "x.pdf"),
        (".\u{200d}./.x.pdf", "x.pdf"),
        ("exe.\u{202e}fdp.scr", "exe.fdp.scr"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("a\u{2066}b\u{2069}.pdf", "ab.pdf"),
        ("a\u{200e}\u{200f}\u{61c}.pdf", "a.pdf"),
        ("a\u{ad}b.pdf", "ab.pdf"),
        ("a\u{3164}.pdf", "a.pdf"),
        ("a\u{e0041}.pdf", "a.pdf"),
        ("a\u{fe0f}.pdf", "a.pdf"),
        ("a\u{ffff}\u{fffd}.pdf", "a.pdf"),
        ("a\u{e000}.pdf", "a.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("a.pdf\0.exe", "a.pdf.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("a\nb\tc.pdf", "a b c.pdf"),
        ("a\u{85}b.pdf", "a b.pdf"),
        ("a\u{2028}b\u{2029}c.pdf", "a b c.pdf"),
        ("a\u{7f}\u{1b}[31mb.pdf", "a[31mb.pdf"),
        ("a  \u{3000} b.pdf", "a b.pdf"),
        (" a.pdf ", "a.pdf"),
        ("a.pdf.", "a.pdf"),
        ("a.pdf . . ", "a.pdf"),
        ("a.exe:b.pdf", "a.exe_b.pdf"),
        ("a.pdf::$DATA", "a.pdf__$DATA"),
        ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ("\"><script>.png", "___script_.png"),
        ("a\";filename=\"b.exe", "a_;filename=_b.exe"),
        ("a%2f..%2fb.pdf", "a_2f.._2fb.pdf"),
        ("a%00.pdf", "a_00.pdf"),
        ("what?.pdf", "what_.pdf"),
        ("a*b|c.pdf", "a_b_c.pdf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Nul.tar.pdf", "_Nul.tar.pdf"),
        ("lpt9 .txt", "_lpt9 .txt"),
        ("console.txt", "console.txt"),
        ("'; DROP TABLE files; --.pdf", "'; DROP TABLE files; --.pdf"),
        ("$(reboot).pdf", "$(reboot).pdf"),
        ("`reboot`.pdf", "`reboot`.pdf"),
        ("-rf.pdf", "-rf.pdf"),
        ("javascript:alert(1).pdf", "javascript_alert(1).pdf"),
        ("data:text/html,x.pdf", "html,x.pdf"),
        ("=cmd|' /C calc'!A0.csv", "C calc'!A0.csv"),
    ] {
        check(name, expect);
        check(expect, expect);
    }
}

#[test]
fn long_name_is_cut_before_its_extension() {
    let long = clean(&format!("{}.pdf", "ä".repeat(500)));
    assert_eq!(long.chars().count(), limits::FILE_NAME_CHARACTERS_MAX);
    assert!(long.ends_with("ä….pdf"), "{long}");
    let without = clean(&"x".repeat(500));
    assert_eq!(without.chars().count(), limits::FILE_NAME_CHARACTERS_MAX);
    assert_eq!(extension(&without), None);
    assert_eq!(clean(&format!("a.{}", "x".repeat(500))).chars().count(), limits::FILE_NAME_CHARACTERS_MAX);
}

#[test]
fn extension_is_what_stands_behind_the_last_dot() {
    for (name, expect) in [
        ("a.PDF", Some("pdf")),
        ("a.tar.gz", Some("gz")),
        ("photo.jpg.exe", Some("exe")),
        ("pdf", None),
        ("a.", None),
        (".pdf", None),
        (" .pdf", None),
    ] {
        assert_eq!(extension(name).as_deref(), expect, "{name:?}");
    }
    assert_eq!(extension(&clean("a.pdf\u{200b}")).as_deref(), Some("pdf"));
    assert_eq!(extension(&clean("a.p\u{200b}hp")).as_deref(), Some("php"));
    assert_eq!(extension(&clean("a.jpg\u{202e}.exe")).as_deref(), Some("exe"));
}

#[test]
fn no_name_leaves_its_place_in_the_header() {
    for name in [
        "a.pdf",
        "a\r\nSet-Cookie: x=1.pdf",
        "a\nb",
        "a\"; filename=\"b.exe",
        "a\\\"b.pdf",
        "a;b=c.pdf",
        "a,b.pdf",
        "a'b''c.pdf",
        "%0d%0aX: 1.pdf",
        "ü.pdf",
        "你好 😀.pdf",
        "a\u{202e}b.pdf",
        "a\0b.pdf",
        "\u{7f}\u{80}.pdf",
        "=?utf-8?Q?a?=.pdf",
        "a/b\\c.pdf",
        "<script>.pdf",
        "'';!--\"<XSS>=&{()}",
        "a b  c.pdf",
        "filename*=UTF-8''x.pdf",
        "\u{ff02}.pdf",
        "\u{2028}.pdf",
        "\t.pdf",
        "--boundary\r\n\r\n<html>",
        "a\u{b}b\u{c}c",
        "…",
        "",
        "a\r.pdf",
        "\"",
        "\\",
    ] {
        let header = content_disposition(false, name);
        let is_plain = header.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        assert!(is_plain, "{name:?}: {header:?}");
        let quoted = header.strip_prefix("attachment; filename=\"").unwrap();
        let (plain, rest) = quoted.split_once('"').unwrap();
        assert!(!plain.contains(['\\', ';', '/', '%']), "{name:?}: {header:?}");
        let encoded = rest.strip_prefix("; filename*=UTF-8''").unwrap();
        assert!(!encoded.contains([' ', '"', ';', '\'', ',']), "{name:?}: {header:?}");
        assert_eq!(decoded(encoded), name.as_bytes(), "{header:?}");
    }
    assert!(content_disposition(true, "a.png").starts_with("inline; "));
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}
