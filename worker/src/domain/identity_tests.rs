//! The known tricks with tokens, each against the keys that it is meant for: none is taken.

use std::future::ready;

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use futures_util::FutureExt;
use hmac::{Hmac, Mac};
use pulina_shared::ids::{AccountId, ChannelId, IdentityKeyId};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{DAY_MS, HOUR_MS, Timestamp};
use pulina_shared::token::IdentityToken;
use pulina_shared::wire::identity::{IdentityAlgorithm, VerifiedContact};
use sha2::Sha256;

use super::identity::{LiveKey, Presented, public_key, public_key_bytes, verify};

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const SECRET: &str = "pis_0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefgh";
const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const EDDSA: &str = r#"{"alg":"EdDSA","typ":"JWT"}"#;

fn channel(number: u8) -> ChannelId {
    ChannelId::new(&AccountId::new([1; 10]), [number; 5])
}

fn signing_key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn public(number: u8) -> String {
    Base64UrlUnpadded::encode_string(signing_key(number).verifying_key().as_bytes())
}

/// The same as people keep it in a file.
fn public_pem(number: u8) -> String {
    let bytes = signing_key(number).verifying_key().to_bytes();
    let der =
        [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00][..], &bytes].concat();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", Base64::encode_string(&der))
}

fn live(number: u8, algorithm: IdentityAlgorithm, key: &str) -> LiveKey {
    LiveKey { id: IdentityKeyId::new([number; 10]), algorithm, key: key.to_owned() }
}

/// The channel's keys: a shared secret and a public key.
fn keys() -> Vec<LiveKey> {
    vec![live(1, IdentityAlgorithm::Hs256, SECRET), live(2, IdentityAlgorithm::EdDsa, &public(2))]
}

fn seconds(from_now: i64) -> i64 {
    i64::try_from(NOW.0 / 1_000).unwrap() + from_now
}

/// Claims that are as they should be, but for what is said otherwise.
fn claims(change: &str) -> String {
    let good = format!(r#"{{"aud":"{}","sub":"u-7","exp":{}}}"#, channel(1), seconds(600));
    let mut claims: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&good).unwrap();
    let change: serde_json::Map<String, serde_json::Value> = serde_json::from_str(change).unwrap();
    for (name, value) in change {
        if value.is_null() { drop(claims.remove(&name)) } else { drop(claims.insert(name, value)) }
    }
    serde_json::to_string(&claims).unwrap()
}

fn part(text: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(text.as_ref())
}

fn hmac(secret: impl AsRef<[u8]>, signed: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_ref()).unwrap();
    mac.chain_update(signed).finalize().into_bytes().to_vec()
}

/// A token with this header and these claims, signed with a secret.
fn by_secret(header: &str, claims: impl AsRef<[u8]>, secret: impl AsRef<[u8]>) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    format!("{signed}.{}", part(hmac(secret, &signed)))
}

/// The same, signed with a private key.
fn by_key(header: &str, claims: impl AsRef<[u8]>, number: u8) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    format!("{signed}.{}", part(signing_key(number).sign(signed.as_bytes()).to_bytes()))
}

fn judged_at(token: &str, live: &[LiveKey], now: Timestamp) -> Result<(LiveKey, VerifiedContact), Code> {
    let token = IdentityToken::parse(token).map_err(|_| Code::IdentityInvalid)?;
    let presented = Presented::parse(&token).map_err(|rejection| rejection.code)?;
    let is_signed = |key: &LiveKey| {
        ready(Ok::<_, Rejection>(match key.algorithm {
            IdentityAlgorithm::Hs256 => presented.is_signed_with(&key.key),
            IdentityAlgorithm::EdDsa => is_signed_by(key, &presented),
        }))
    };
    let judged = verify(&presented, live, &channel(1), now, is_signed).now_or_never().unwrap();
    judged.map(|(key, contact)| (key.clone(), contact)).map_err(|rejection| rejection.code)
}

/// As the platform does it, where these tests do not run.
fn is_signed_by(key: &LiveKey, presented: &Presented) -> bool {
    let key: [u8; 32] = public_key_bytes(key).try_into().unwrap();
    let signature = Signature::from_slice(&presented.signature);
    let key = VerifyingKey::from_bytes(&key).unwrap();
    signature.is_ok_and(|signature| key.verify_strict(presented.signed.as_bytes(), &signature).is_ok())
}

fn judged(token: &str) -> Result<VerifiedContact, Code> {
    judged_at(token, &keys(), NOW).map(|(_, contact)| contact)
}

#[test]
fn token_of_either_kind_of_key_says_who_it_is() {
    let all =
        claims(r#"{"name":"Mika Pöysti","email":"Mika@Shop.Example","iat":1600000000,"jti":"1","role":[1]}"#);
    let named = r#"{"alg":"HS256","typ":"jwt","kid":"idk_0000000000000000"}"#;
    let named = named.replace("idk_0000000000000000", IdentityKeyId::new([1; 10]).as_str());
    for token in [by_secret(HS256, &all, SECRET), by_secret(&named, &all, SECRET), by_key(EDDSA, &all, 2)] {
        let expected = VerifiedContact {
            subject: "u-7".to_owned(),
            name: Some("Mika Pöysti".to_owned()),
            email: Some("mika@shop.example".to_owned()),
        };
        assert_eq!(judged(&token), Ok(expected));
    }
    let unshown = claims(r#"{"name":" ","email":"nobody"}"#);
    let bare = judged(&by_secret(HS256, &unshown, SECRET)).unwrap();
    assert_eq!((bare.name, bare.email), (None, None), "what cannot be shown is left out");
    assert!(judged(&by_secret(HS256, claims("{}"), SECRET)).is_ok());
}

#[test]
fn time_of_a_token_is_told_by_the_minute() {
    let at = |from_now: i64| {
        judged(&by_secret(HS256, claims(&format!(r#"{{"exp":{}}}"#, seconds(from_now))), SECRET))
    };
    let day = i64::try_from(limits::IDENTITY_TOKEN_MS_MAX / 1_000).unwrap();
    for (from_now, code) in [
        (0, None),
        (-59, None),
        (-60, Some(Code::IdentityExpired)),
        (-9_999_999, Some(Code::IdentityExpired)),
        (day, None),
        (day + 60, None),
        (day + 61, Some(Code::IdentityInvalid)),
    ] {
        assert_eq!(at(from_now).err(), code, "{from_now} s from now");
    }
    let forged = by_secret(HS256, claims(&format!(r#"{{"exp":{}}}"#, seconds(-999))), "x".repeat(40));
    assert_eq!(judged(&forged), Err(Code::IdentityInvalid), "only who can sign is told that it is over");
}

#[test]
fn rotation_takes_both_keys_and_a_revoked_one_is_none() {
    let next = SECRET.replace("pis_0", "pis_z");
    let both = [live(1, IdentityAlgorithm::Hs256, SECRET), live(3, IdentityAlgorithm::Hs256, &next)];
    let (old, new) = (by_secret(HS256, claims("{}"), SECRET), by_secret(HS256, claims("{}"), &next));
    assert_eq!(judged_at(&old, &both, NOW).unwrap().0, both[0]);
    assert_eq!(judged_at(&new, &both, NOW).unwrap().0, both[1]);
    assert_eq!(judged_at(&old, &both[1..], NOW), Err(Code::IdentityInvalid));
    assert_eq!(judged_at(&old, &[], NOW), Err(Code::IdentityInvalid));
}

fn good() -> String {
    claims("{}")
}

/// A token that would be taken.
fn whole() -> String {
    by_secret(HS256, good(), SECRET)
}

/// Rightly signed, with this header.
fn headed(header: &str) -> String {
    by_secret(header, good(), SECRET)
}

/// Rightly signed, with these claims changed.
fn hs(change: &str) -> String {
    by_secret(HS256, claims(change), SECRET)
}

/// Rightly signed, with this in place of the claims.
fn raw(text: &str) -> String {
    by_secret(HS256, text, SECRET)
}

/// A token with what is wrong with it.
type Trick = (&'static str, String);

/// No signature, or one of another kind.
fn unsigned_ones() -> Vec<Trick> {
    let unsigned = |header: &str| format!("{}.{}.", part(header), part(good()));
    vec![
        ("alg none", unsigned(r#"{"alg":"none"}"#)),
        ("alg None", unsigned(r#"{"alg":"None"}"#)),
        ("alg none with a signature", headed(r#"{"alg":"none"}"#)),
        ("alg of HS256 without a signature", unsigned(HS256)),
        ("alg missing", headed(r#"{"typ":"JWT"}"#)),
        ("alg empty", headed(r#"{"alg":""}"#)),
        ("alg in small letters", headed(r#"{"alg":"hs256"}"#)),
        ("alg as a list", headed(r#"{"alg":["HS256"]}"#)),
        ("alg twice", headed(r#"{"alg":"none","alg":"HS256"}"#)),
        ("alg HS512", headed(r#"{"alg":"HS512"}"#)),
        ("alg RS256 signed by the secret", headed(r#"{"alg":"RS256"}"#)),
        ("alg ES256 signed by the secret", headed(r#"{"alg":"ES256"}"#)),
    ]
}

/// One key's bytes used as another kind of key.
fn confused_keys() -> Vec<Trick> {
    let public_pem = public_pem(2);
    vec![
        ("public key in base64 as secret", by_secret(HS256, good(), public(2))),
        (
            "public key as bytes as secret",
            by_secret(HS256, good(), signing_key(2).verifying_key().as_bytes()),
        ),
        ("public key as PEM as secret", by_secret(HS256, good(), public_pem)),
        ("EdDSA in the header, signed by the secret", by_secret(EDDSA, good(), SECRET)),
        ("HS256 in the header, signed by the private key", by_key(HS256, good(), 2)),
        ("empty secret", by_secret(HS256, good(), "")),
        ("secret of zeros", by_secret(HS256, good(), [0; 32])),
        ("somebody else's secret", by_secret(HS256, good(), SECRET.replace('0', "1"))),
        ("somebody else's private key", by_key(EDDSA, good(), 3)),
        ("EdDSA signature of zeros", format!("{}.{}.{}", part(EDDSA), part(good()), part([0; 64]))),
    ]
}

/// The header chooses its key, or says what is not understood.
fn headers() -> Vec<Trick> {
    let (key_1, key_2) = (IdentityKeyId::new([1; 10]), IdentityKeyId::new([2; 10]));
    vec![
        ("kid of nobody", headed(r#"{"alg":"HS256","kid":"idk_zzzzzzzzzzzzzzzz"}"#)),
        ("kid of the other key", headed(&format!(r#"{{"alg":"HS256","kid":"{key_2}"}}"#))),
        (
            "kid of the secret for a private key",
            by_key(&format!(r#"{{"alg":"EdDSA","kid":"{key_1}"}}"#), good(), 2),
        ),
        ("kid as a path", headed(r#"{"alg":"HS256","kid":"../../dev/null"}"#)),
        ("kid as SQL", headed(r#"{"alg":"HS256","kid":"' UNION SELECT 'x"}"#)),
        ("kid as a number", headed(r#"{"alg":"HS256","kid":1}"#)),
        ("kid empty", headed(r#"{"alg":"HS256","kid":""}"#)),
        ("jku", headed(r#"{"alg":"HS256","jku":"https://evil.example/keys"}"#)),
        (
            "jwk with the signer's own key",
            by_key(
                &format!(r#"{{"alg":"EdDSA","jwk":{{"kty":"OKP","crv":"Ed25519","x":"{}"}}}}"#, public(3)),
                good(),
                3,
            ),
        ),
        ("jwk beside a right signature", headed(r#"{"alg":"HS256","jwk":{"kty":"oct","k":""}}"#)),
        ("x5u", headed(r#"{"alg":"HS256","x5u":"https://evil.example/x"}"#)),
        ("x5c", headed(r#"{"alg":"HS256","x5c":["MIIB"]}"#)),
        ("crit", headed(r#"{"alg":"HS256","crit":["exp"]}"#)),
        ("b64 false", headed(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#)),
        ("zip", headed(r#"{"alg":"HS256","zip":"DEF"}"#)),
        ("cty of a nested token", headed(r#"{"alg":"HS256","cty":"JWT"}"#)),
        ("typ of another kind of token", headed(r#"{"alg":"HS256","typ":"at+jwt"}"#)),
        ("header that is no object", headed(r#""HS256""#)),
    ]
}

/// For somebody else, or of nobody.
fn whoms() -> Vec<Trick> {
    let aud = channel(1);
    vec![
        ("aud missing", hs(r#"{"aud":null}"#)),
        ("aud of another channel", hs(&format!(r#"{{"aud":"{}"}}"#, channel(2)))),
        ("aud in capitals", hs(&format!(r#"{{"aud":"{}"}}"#, aud.as_str().to_uppercase()))),
        ("aud as a list", hs(&format!(r#"{{"aud":["{aud}"]}}"#))),
        ("aud as a list with others", hs(&format!(r#"{{"aud":["{aud}","x"]}}"#))),
        ("aud empty", hs(r#"{"aud":""}"#)),
        ("sub missing", hs(r#"{"sub":null}"#)),
        ("sub empty", hs(r#"{"sub":""}"#)),
        ("sub blank", hs(r#"{"sub":" "}"#)),
        ("sub with a space at its end", hs(r#"{"sub":"u-7 "}"#)),
        ("sub with what cannot be seen", hs(r#"{"sub":"u-\u00007"}"#)),
        ("sub as a number", hs(r#"{"sub":7}"#)),
        (
            "sub too long",
            hs(&format!(r#"{{"sub":"{}"}}"#, "x".repeat(limits::SUBJECT_OF_CONTACT_CHARACTERS_MAX + 1))),
        ),
    ]
}

/// At another time, or at none.
fn times() -> Vec<Trick> {
    let (exp, aud) = (seconds(600), channel(1));
    vec![
        ("exp missing", hs(r#"{"exp":null}"#)),
        ("exp as text", hs(&format!(r#"{{"exp":"{exp}"}}"#))),
        ("exp with a fraction", raw(&format!(r#"{{"aud":"{aud}","sub":"u","exp":{exp}.5}}"#))),
        ("exp as a power of ten", raw(&format!(r#"{{"aud":"{aud}","sub":"u","exp":17e8}}"#))),
        ("exp negative", hs(r#"{"exp":-1}"#)),
        ("exp huge", hs(r#"{"exp":9007199254740993}"#)),
        ("exp that overflows", hs(r#"{"exp":18446744073709551615}"#)),
        ("exp beyond all numbers", raw(&format!(r#"{{"aud":"{aud}","sub":"u","exp":1e999}}"#))),
        ("exp in milliseconds", hs(&format!(r#"{{"exp":{}}}"#, NOW.0 + HOUR_MS))),
        ("exp a year ahead", hs(&format!(r#"{{"exp":{}}}"#, seconds(365 * 86_400)))),
        ("exp true", hs(r#"{"exp":true}"#)),
        ("nbf ahead", hs(&format!(r#"{{"nbf":{}}}"#, seconds(61)))),
        ("iat ahead", hs(&format!(r#"{{"iat":{}}}"#, seconds(3_600)))),
    ]
}

/// Claims of another shape.
fn shapes() -> Vec<Trick> {
    let (exp, aud) = (seconds(600), channel(1));
    vec![
        ("sub twice", raw(&format!(r#"{{"aud":"{aud}","sub":"u","exp":{exp},"sub":"admin"}}"#))),
        ("aud twice", raw(&format!(r#"{{"aud":"{}","sub":"u","exp":{exp},"aud":"{aud}"}}"#, channel(2)))),
        ("exp twice", raw(&format!(r#"{{"aud":"{aud}","sub":"u","exp":1,"exp":{exp}}}"#))),
        ("claims that are a list", raw(r#"["a"]"#)),
        ("claims that are a token", raw(&whole())),
        ("claims with a mark of byte order", raw(&format!("\u{feff}{}", good()))),
        ("claims with more behind them", raw(&format!("{0}{0}", good()))),
        (
            "claims of bad UTF-8",
            by_secret(HS256, [b"{\"sub\":\"\xff\",".as_slice(), &good().as_bytes()[1..]].concat(), SECRET),
        ),
        ("claims nested without end", raw(&format!(r#"{{"a":{}{}}}"#, "[".repeat(1_200), "]".repeat(1_200)))),
    ]
}

/// Rightly signed as it stands, however it is written.
fn signed_as_written(header: &str, claims: &str) -> String {
    let signed = format!("{header}.{claims}");
    format!("{signed}.{}", part(hmac(SECRET, &signed)))
}

/// Claims whose letters would be padded.
fn padded_claims() -> String {
    let all = ["u", "u-", "u-7"].map(|subject| claims(&format!(r#"{{"sub":"{subject}"}}"#)));
    all.into_iter().find(|claims| claims.len() % 3 != 0).unwrap()
}

/// A right token's claims, and its signature, in the letters of ordinary base 64. No header that is
/// taken has any of the letters that differ.
fn in_other_letters() -> (String, String) {
    let other = |text: &str| Base64Unpadded::encode_string(text.as_bytes());
    let is_other = |text: &str| text.contains(['+', '/']);
    let claims = claims(r#"{"name":"???>>>"}"#);
    assert!(is_other(&other(&claims)));
    let signed = (0..100)
        .map(|n| format!("{}.{}", part(HS256), part(self::claims(&format!(r#"{{"x":{n}}}"#)))))
        .find(|signed| is_other(&Base64Unpadded::encode_string(&hmac(SECRET, signed))));
    let signed = signed.unwrap();
    (
        signed_as_written(&part(HS256), &other(&claims)),
        format!("{signed}.{}", Base64Unpadded::encode_string(&hmac(SECRET, &signed))),
    )
}

/// What was signed is written otherwise.
fn letters() -> Vec<Trick> {
    let whole = whole();
    let (signed, signature) = whole.rsplit_once('.').unwrap();
    let last_letter_changed = {
        // The last letter of 32 bytes carries two bits that mean nothing.
        let (rest, last) = whole.split_at(whole.len() - 1);
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let place = letters.find(last).unwrap();
        format!("{rest}{}", &letters[(place ^ 1)..=(place ^ 1)])
    };
    vec![
        ("signature cut by one", format!("{signed}.{}", part(&hmac(SECRET, signed)[..31]))),
        ("signature cut to nothing but one byte", format!("{signed}.{}", part(&hmac(SECRET, signed)[..1]))),
        ("signature with more behind it", format!("{signed}.{signature}AAAA")),
        ("signature padded", format!("{signed}.{signature}=")),
        ("signature in the other alphabet", in_other_letters().1),
        ("signature in hex", format!("{signed}.{}", "ab".repeat(32))),
        ("last letter with other unused bits", last_letter_changed),
        (
            "claims padded",
            signed_as_written(&part(HS256), &Base64Url::encode_string(padded_claims().as_bytes())),
        ),
        ("claims exchanged", format!("{}.{}.{signature}", part(HS256), part(claims(r#"{"sub":"admin"}"#)))),
        ("header exchanged", format!("{}.{}.{signature}", part(r#"{"alg":"HS256"}"#), part(good()))),
        ("claims in the other alphabet", in_other_letters().0),
        (
            "header padded",
            signed_as_written(&Base64Url::encode_string(br#"{"alg":"HS256" }"#), &part(good())),
        ),
        ("letters with a line break", whole.replacen('.', ".\n", 1)),
        ("space before", format!(" {whole}")),
        ("Bearer before", format!("Bearer {whole}")),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{whole}.{signature}")),
        ("five parts, as of an encrypted one", format!("{}....", part(r#"{"alg":"dir","enc":"A128GCM"}"#))),
        ("nothing", String::new()),
        ("nothing but points", "..".to_owned()),
        ("too large", by_secret(HS256, claims(&format!(r#"{{"x":"{}"}}"#, "x".repeat(4_096))), SECRET)),
        ("JSON in place of a token", format!(r#"{{"payload":"{}","signatures":[]}}"#, part(good()))),
    ]
}

/// All of them.
fn tricks() -> Vec<Trick> {
    [unsigned_ones(), confused_keys(), headers(), whoms(), times(), shapes(), letters()].concat()
}

#[test]
fn no_known_trick_is_taken() {
    let tricks = tricks();
    assert!(tricks.len() >= 40, "{}", tricks.len());
    let taken: Vec<_> = tricks
        .iter()
        .filter(|(_, token)| judged(token) != Err(Code::IdentityInvalid))
        .map(|(trick, token)| (trick, judged(token)))
        .collect();
    assert!(taken.is_empty(), "{taken:?}");
}

#[test]
fn key_of_another_kind_is_never_tried() {
    let secret_alone = &keys()[..1];
    let public_alone = &keys()[1..];
    let (by_secret, by_key) = (by_secret(HS256, claims("{}"), SECRET), by_key(EDDSA, claims("{}"), 2));
    assert!(
        judged_at(&by_secret, secret_alone, NOW).is_ok() && judged_at(&by_key, public_alone, NOW).is_ok()
    );
    assert_eq!(judged_at(&by_secret, public_alone, NOW), Err(Code::IdentityInvalid));
    assert_eq!(judged_at(&by_key, secret_alone, NOW), Err(Code::IdentityInvalid));
    let emptied = [live(1, IdentityAlgorithm::Hs256, "")];
    let token = self::by_secret(HS256, claims("{}"), "");
    assert_eq!(
        judged_at(&token, &emptied, NOW),
        Err(Code::IdentityInvalid),
        "a secret that was lost opens nothing"
    );
}

#[test]
fn token_of_yesterday_is_over() {
    let token = by_secret(HS256, claims("{}"), SECRET);
    assert_eq!(judged_at(&token, &keys(), NOW.plus(DAY_MS)), Err(Code::IdentityExpired));
}

#[test]
fn public_key_is_read_as_people_have_it() {
    let bytes = signing_key(2).verifying_key().to_bytes();
    for text in [public(2), Base64::encode_string(&bytes), public_pem(2)] {
        assert_eq!(public_key(&text), Ok(public(2)), "{text}");
    }
    for text in [
        "",
        "x",
        &part([1; 31]),
        &part([1; 33]),
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----",
    ] {
        let rejection = public_key(text).unwrap_err();
        assert_eq!((rejection.code, rejection.pointer.as_deref()), (Code::FieldInvalid, Some("/public_key")));
    }
}
