//! Work that a browser does before a conversation is begun where very many are: the proof of work of
//! ALTCHA (its protocol 2, SHA-256), whose own solvers run in the panel and in the tests. Nothing is
//! stored: a challenge is signed, names the visitor that it is for, and ends.
//!
//! What one has done is good for that visitor's beginning and nothing else, so repeating it gains
//! nothing, and somebody else's is worthless.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::{SECOND_MS, Timestamp};
use pulina_shared::wire::http::Work;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "SHA-256";
/// Bytes of what a try comes to, and of its beginning that must be the one that is looked for: by
/// chance nobody finds it at another place.
const KEY_BYTES: usize = 32;
const PREFIX_BYTES: usize = 16;
/// Random bytes of a challenge: what makes it unique, and how many tries it takes.
pub const CHANCE_BYTES: usize = 36;

/// Why work is wanted, by how many have begun within the hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Visitors from the same network.
    pub of_network: u64,
    /// Visitors of the channel.
    pub of_channel: u64,
}

impl Crowd {
    /// How many tries are asked of the next one; none as long as there is no crowd. Each further crowd
    /// of the same size makes it as much again, up to a bound that a slow phone can bear.
    pub fn n_tries(self) -> u32 {
        let times = |n: u64, free: u32| n / u64::from(free);
        let n_crowds = times(self.of_network, limits::VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR)
            .max(times(self.of_channel, limits::VISITS_WITHOUT_WORK_PER_CHANNEL_PER_HOUR));
        u32::try_from(n_crowds)
            .unwrap_or(u32::MAX)
            .saturating_mul(limits::WORK_TRIES)
            .min(limits::WORK_TRIES_MAX)
    }
}

/// The members of both are in the order of the alphabet, as the protocol signs them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Challenge {
    parameters: Parameters,
    signature: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Parameters {
    algorithm: String,
    cost: u32,
    data: Data,
    /// In seconds.
    expires_at: u64,
    key_length: usize,
    key_prefix: String,
    nonce: String,
    salt: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    /// Whom it is for.
    visitor: String,
}

impl Parameters {
    fn is_signed_as(&self, secret: &str) -> Option<Hmac<Sha256>> {
        let json = serde_json::to_string(self).ok()?;
        Some(Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?.chain_update(json))
    }

    /// What this try comes to.
    fn key(&self, counter: u32) -> Option<[u8; KEY_BYTES]> {
        let mut hash = Sha256::new();
        hash.update(bytes(&self.salt)?);
        hash.update(bytes(&self.nonce)?);
        hash.update(counter.to_be_bytes());
        Some(hash.finalize().into())
    }
}

/// A challenge for the visitor with this token hash, as the text that the browser sends back with
/// what it found. `random` decides how many tries it takes, between half of `n_tries` and all.
pub fn challenge(
    secret: &str,
    token_hash: &str,
    n_tries: u32,
    now: Timestamp,
    random: &[u8; CHANCE_BYTES],
) -> String {
    let (ids, chance) = random.split_at(32);
    let chance = chance.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let counter = n_tries / 2 + chance % (n_tries / 2 + 1);
    let (nonce, salt) = ids.split_at(16);
    let mut parameters = Parameters {
        algorithm: ALGORITHM.to_owned(),
        cost: 1,
        data: Data { visitor: token_hash.to_owned() },
        expires_at: now.plus(limits::WORK_MS_MAX).0 / SECOND_MS,
        key_length: KEY_BYTES,
        key_prefix: String::new(),
        nonce: hex(nonce),
        salt: hex(salt),
    };
    parameters.key_prefix = parameters.key(counter).map(|key| hex(&key[..PREFIX_BYTES])).unwrap_or_default();
    let mac = parameters.is_signed_as(secret);
    let signature = mac.map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default();
    // Texts and numbers always serialise.
    serde_json::to_string(&Challenge { parameters, signature }).unwrap_or_default()
}

/// Whether this work was asked of the visitor with this token hash, and done.
pub fn is_done(secret: &str, token_hash: &str, work: &Work, now: Timestamp) -> bool {
    let check = || {
        let Challenge { parameters, signature } = serde_json::from_str(&work.challenge).ok()?;
        parameters.is_signed_as(secret)?.verify_slice(&bytes(&signature)?).ok()?;
        let is_for_this = parameters.data.visitor == token_hash;
        let is_in_time = now.0 / SECOND_MS <= parameters.expires_at;
        let found = parameters.key(work.counter)?;
        (is_for_this && is_in_time && hex(&found[..PREFIX_BYTES]) == parameters.key_prefix).then_some(())
    };
    check().is_some()
}

/// The refusal of somebody who has not done it. Whoever cannot may come when the hour is over.
pub fn wanted(challenge: String, retry_after_ms: u64) -> Rejection {
    Rejection {
        work: Some(challenge.into_boxed_str()),
        ..Rejection::retry_after(Code::WorkWanted, retry_after_ms)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use altcha::{Challenge as Theirs, SolveChallengeOptions, solve_challenge};

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);
    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn solved(challenge: &str) -> Work {
        let theirs: Theirs = serde_json::from_str(challenge).unwrap();
        let solution = solve_challenge(SolveChallengeOptions::new(&theirs)).unwrap().unwrap();
        Work { challenge: challenge.to_owned(), counter: solution.counter }
    }

    #[test]
    fn what_altchas_own_solver_finds_is_taken() {
        let work = solved(&challenge(SECRET, "ada", 500, NOW, &[7; 36]));
        assert!((250..=500).contains(&work.counter), "{}", work.counter);
        assert!(is_done(SECRET, "ada", &work, NOW));
    }

    #[test]
    fn work_is_good_for_one_visitor_for_a_while_and_as_it_was_asked() {
        let work = solved(&challenge(SECRET, "ada", 100, NOW, &[9; 36]));
        assert!(!is_done(SECRET, "bob", &work, NOW), "somebody else's");
        assert!(!is_done("another secret", "ada", &work, NOW), "another help desk's");
        let last = NOW.plus(limits::WORK_MS_MAX);
        assert!(is_done(SECRET, "ada", &work, last));
        assert!(!is_done(SECRET, "ada", &work, last.plus(SECOND_MS)), "too late");
        let other = |counter| Work { counter, ..work.clone() };
        assert!(!is_done(SECRET, "ada", &other(work.counter + 1), NOW), "a guess");
        let prefix = work.challenge.find("keyPrefix").unwrap() + "keyPrefix\":\"".len();
        for (what, edit) in [
            ("an easier one", [&work.challenge[..prefix], &work.challenge[prefix + 2..]].concat()),
            ("for another", work.challenge.replace("\"ada\"", "\"bob\"")),
            ("without a signature", work.challenge.replace("signature", "signatur")),
            ("with something more", work.challenge.replacen('{', "{\"more\":1,", 1)),
            ("nothing", String::new()),
            ("half a letter", work.challenge.replace("nonce\":\"", "nonce\":\"ä")),
        ] {
            assert!(
                edit != work.challenge
                    && !is_done(SECRET, "ada", &Work { challenge: edit.clone(), ..work.clone() }, NOW),
                "{what}"
            );
            assert!(!is_done(SECRET, "bob", &Work { challenge: edit, ..work.clone() }, NOW), "{what}");
        }
    }

    #[test]
    fn nobody_works_where_there_is_no_crowd_and_never_more_than_a_phone_can_bear() {
        let tries = |of_network, of_channel| Crowd { of_network, of_channel }.n_tries();
        let (network, channel) = (
            u64::from(limits::VISITS_WITHOUT_WORK_PER_NETWORK_PER_HOUR),
            u64::from(limits::VISITS_WITHOUT_WORK_PER_CHANNEL_PER_HOUR),
        );
        assert_eq!(tries(network - 1, channel - 1), 0);
        assert_eq!(tries(network, 0), limits::WORK_TRIES);
        assert_eq!(tries(0, channel), limits::WORK_TRIES);
        assert_eq!(tries(3 * network, channel), 3 * limits::WORK_TRIES);
        assert_eq!(tries(u64::MAX, u64::MAX), limits::WORK_TRIES_MAX);
    }
}
