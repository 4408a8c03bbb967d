//! A signature by P-256 as authenticators write it, two whole numbers in DER, in the form that the
//! platform reads: both numbers with 32 bytes each.

/// Bytes of one number.
const NUMBER_BYTES: usize = 32;
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// Both numbers one after the other. `None` for what is not exactly two of them in their shortest form.
pub fn raw_of_der(der: &[u8]) -> Option<Vec<u8>> {
    // Two such numbers are too short for a length of several bytes.
    let [SEQUENCE, length, numbers @ ..] = der else { return None };
    if usize::from(*length) != numbers.len() {
        return None;
    }
    let mut raw = Vec::with_capacity(2 * NUMBER_BYTES);
    let rest = push_number(&mut raw, numbers)?;
    let rest = push_number(&mut raw, rest)?;
    rest.is_empty().then_some(raw)
}

/// Writes the number at the beginning and gives what follows it.
fn push_number<'a>(raw: &mut Vec<u8>, der: &'a [u8]) -> Option<&'a [u8]> {
    let [INTEGER, length, rest @ ..] = der else { return None };
    let (number, rest) = rest.split_at_checked(usize::from(*length))?;
    let number = match number {
        // A zero stands before a number whose first bit would be a minus, and nowhere else.
        [0, next, ..] if *next < 128 => return None,
        [0, number @ ..] => number,
        [first, ..] if *first >= 128 => return None,
        number => number,
    };
    let n_missing = NUMBER_BYTES.checked_sub(number.len()).filter(|_| !number.is_empty())?;
    raw.resize(raw.len() + n_missing, 0);
    raw.extend_from_slice(number);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(first: &[u8], second: &[u8]) -> Vec<u8> {
        let number = |number: &[u8]| [&[INTEGER, u8::try_from(number.len()).unwrap()], number].concat();
        let numbers = [number(first), number(second)].concat();
        [&[SEQUENCE, u8::try_from(numbers.len()).unwrap()], &numbers[..]].concat()
    }

    #[test]
    fn numbers_have_32_bytes_each_however_long_they_were() {
        let long = [&[0], &[0xff; 32][..]].concat();
        assert_eq!(raw_of_der(&der(&long, &[7])), Some([&[0xff; 32], &[0; 31][..], &[7]].concat()));
        assert_eq!(raw_of_der(&der(&[1; 32], &[0, 0x80])).map(|raw| raw[62..].to_vec()), Some(vec![0, 0x80]));
    }

    #[test]
    fn nothing_else_is_a_signature() {
        let right = der(&[1; 32], &[2; 32]);
        let mut wrongs = vec![
            vec![],
            right[..right.len() - 1].to_vec(),
            [&right[..], &[0]].concat(),
            der(&[1; 33], &[2; 32]),
            der(&[], &[2; 32]),
            der(&[0], &[2; 32]),
            der(&[0, 1], &[2; 32]),
            der(&[0x80], &[2; 32]),
        ];
        for at in [0, 1, 2, 3] {
            let mut changed = right.clone();
            changed[at] ^= 1;
            wrongs.push(changed);
        }
        for wrong in wrongs {
            assert_eq!(raw_of_der(&wrong), None, "{wrong:02x?}");
        }
    }
}
