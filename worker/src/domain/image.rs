//! Pictures from users, known by their first bytes and never by what they are said to be.

use pulina_shared::limits;
use pulina_shared::problem::{Code, Rejection};

/// The kinds of picture that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl ImageKind {
    /// Looks at size and first bytes.
    ///
    /// # Errors
    /// `image_invalid`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Rejection> {
        if bytes.len() > limits::AVATAR_BYTES_MAX {
            return Err(Rejection::above(Code::ImageInvalid, limits::AVATAR_BYTES_MAX, bytes.len()));
        }
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::Webp),
            _ => Err(Rejection::new(Code::ImageInvalid)),
        }
    }

    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_taken_for_pictures() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some(ImageKind::Png)),
            (b"\xff\xd8\xff\xe0....", Some(ImageKind::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(ImageKind::Webp)),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"<svg onload=alert(1)>", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(ImageKind::parse(bytes).ok(), kind, "{bytes:?}");
        }
    }

    #[test]
    fn large_picture_is_refused_with_the_limit() {
        let rejection = ImageKind::parse(&vec![0xff; limits::AVATAR_BYTES_MAX + 1]).unwrap_err();
        assert_eq!(rejection.limit, Some(65_536));
    }
}
