//! Remembers from which bytes an output was made, so that the same work is not done twice.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// The first 16 hexadecimal digits of SHA-256.
pub fn fingerprint(bytes: &[u8]) -> String {
    sha256_hex(bytes).chars().take(16).collect()
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Runs `work` unless it ran on the same input before and its outputs are still there.
pub fn when_changed(
    input: &Path,
    stamp: PathBuf,
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let bytes = fs::read(input).with_context(|| format!("cannot read {}", input.display()))?;
    let now = fingerprint(&bytes);
    let is_same = fs::read_to_string(&stamp).is_ok_and(|before| before == now);
    if is_same && outputs.iter().all(|output| output.exists()) {
        return Ok(());
    }
    work()?;
    fs::write(stamp, now)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_is_the_start_of_sha256() {
        assert_eq!(fingerprint(b"abc"), "ba7816bf8f01cfea");
    }
}
