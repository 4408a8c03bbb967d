//! Codes of authenticator apps (RFC 6238: SHA-1, six digits, half a minute each), every one of them
//! good once.

use hmac::{Hmac, Mac};
use pulina_shared::time::{SECOND_MS, Timestamp};
use sha1::Sha1;

/// Bytes of a secret, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// How long a code is shown.
const STEP_MS: u64 = 30 * SECOND_MS;
/// One more than the largest code.
const CODES: u32 = 1_000_000;
/// Base 32 as apps read it (RFC 4648).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that a code is of: the present one or its neighbours, because clocks differ and people type
/// slowly, and later than the last that was used. `None` for a wrong code and for a used one.
pub fn accepted(secret: &[u8], code: u32, now: Timestamp, used_step: u64) -> Option<u64> {
    let present = now.0 / STEP_MS;
    let fits = |step: &u64| *step > used_step && code_at(secret, *step) == Some(code);
    // The latest, so that two steps which happen to have the same code end together.
    (present.saturating_sub(1)..=present + 1).rev().find(fits)
}

/// The code of a step.
fn code_at(secret: &[u8], step: u64) -> Option<u32> {
    let mut keyed = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    keyed.update(&step.to_be_bytes());
    let hash = keyed.finalize().into_bytes();
    let start = usize::from(hash.last()? & 15);
    let four: [u8; 4] = hash.get(start..start + 4)?.try_into().ok()?;
    Some((u32::from_be_bytes(four) & 0x7fff_ffff) % CODES)
}

/// A secret as it is typed into an app.
pub fn written(secret: &[u8; SECRET_BYTES]) -> String {
    let letters = secret.as_chunks::<5>().0.iter().flat_map(|five| {
        let bits = five.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        // Five bits are an index in every address space.
        #[allow(clippy::cast_possible_truncation)]
        (0..8).map(move |at| char::from(ALPHABET[(bits >> (35 - 5 * at)) as usize & 31]))
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That of the test vectors of RFC 6238, appendix B.
    const SECRET: &[u8; 20] = b"12345678901234567890";

    fn at(second: u64) -> Timestamp {
        Timestamp(second * SECOND_MS)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code_at(SECRET, second / 30), Some(code), "{second}");
        }
    }

    #[test]
    fn code_is_good_in_its_own_step_and_beside_it() {
        let code = code_at(SECRET, 40).unwrap();
        for (second, expected) in
            [(1_169, None), (1_170, Some(40)), (1_215, Some(40)), (1_259, Some(40)), (1_260, None)]
        {
            assert_eq!(accepted(SECRET, code, at(second), 0), expected, "{second}");
        }
    }

    #[test]
    fn code_is_good_once_and_takes_the_earlier_ones_with_it() {
        let [earlier, code] = [39, 40].map(|step| code_at(SECRET, step).unwrap());
        assert_eq!(accepted(SECRET, code, at(1_200), 39), Some(40));
        assert_eq!(accepted(SECRET, code, at(1_200), 40), None);
        assert_eq!(accepted(SECRET, earlier, at(1_200), 40), None);
    }

    #[test]
    fn secret_is_written_as_apps_read_it() {
        assert_eq!(written(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
