//! Addresses that open one file for a short time without any other proof: file and end, signed with
//! a key that never leaves the conversation.

use pulina_shared::ids::FileId;
use pulina_shared::problem::{Code, Rejection};
use pulina_shared::time::Timestamp;

use super::signed;

/// What links of one conversation are signed with.
pub type LinkKey = [u8; 32];

/// The part of the address behind the conversation: `{file}.{end}.{signature}`.
pub fn sign(key: &LinkKey, file: &FileId, expires_at: Timestamp) -> Option<String> {
    let file = file.as_str().strip_prefix(FileId::PREFIX)?;
    signed::sign(key, &format!("{file}.{}", expires_at.0))
}

/// Which file a link opens now.
///
/// # Errors
/// `not_found` when we did not make it, `link_expired` when we did and it is over.
pub fn open(key: &LinkKey, link: &str, now: Timestamp) -> Result<FileId, Rejection> {
    let (file, expires_at) = proved(key, link).ok_or(Rejection::new(Code::NotFound))?;
    if now >= expires_at {
        return Err(Rejection::new(Code::LinkExpired));
    }
    Ok(file)
}

fn proved(key: &LinkKey, link: &str) -> Option<(FileId, Timestamp)> {
    let signed = signed::proved(key, link)?;
    let (file, expires_at) = signed.split_once('.')?;
    let file = FileId::parse(&format!("{}{file}", FileId::PREFIX)).ok()?;
    Some((file, Timestamp(expires_at.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: LinkKey = [7; 32];

    #[test]
    fn link_opens_its_file_until_it_is_over() {
        let file = FileId::new([3; 10]);
        let link = sign(&KEY, &file, Timestamp(5_000)).unwrap();
        assert_eq!(open(&KEY, &link, Timestamp(4_999)), Ok(file));
        assert_eq!(open(&KEY, &link, Timestamp(5_000)).unwrap_err().code, Code::LinkExpired);
        assert_eq!(open(&[8; 32], &link, Timestamp(0)).unwrap_err().code, Code::NotFound);
    }

    #[test]
    fn no_change_of_a_link_is_believed() {
        let link = sign(&KEY, &FileId::new([3; 10]), Timestamp(5_000)).unwrap();
        for place in 0..link.len() {
            for other in ["0", "1", "f", ".", "A", "é"] {
                let forged = format!("{}{other}{}", &link[..place], &link[place + 1..]);
                if forged != link {
                    assert_eq!(
                        open(&KEY, &forged, Timestamp(0)).unwrap_err().code,
                        Code::NotFound,
                        "{forged}"
                    );
                }
            }
            let cut = open(&KEY, &link[..place], Timestamp(0)).unwrap_err().code;
            assert_eq!(cut, Code::NotFound, "{place}");
        }
        let later = link.replacen(".5000.", ".9000.", 1);
        assert_eq!(open(&KEY, &later, Timestamp(6_000)).unwrap_err().code, Code::NotFound);
    }
}
