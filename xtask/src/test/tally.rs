//! How many tests passed and failed, summed over all groups.

use std::fmt;

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads the last line of one test binary: `test result: ok. 3 passed; 0 failed; …`.
    pub fn parse(line: &str) -> Option<Self> {
        let counts = line.trim().strip_prefix("test result: ")?.split_once(". ")?.1;
        let number =
            |name: &str| counts.split("; ").find_map(|part| part.strip_suffix(name)?.trim().parse().ok());
        Some(Self { passed: number(" passed")?, failed: number(" failed")? })
    }

    /// Prints one test as the test harness does.
    pub fn record(&mut self, name: &str, is_ok: bool) {
        println!("test {name} ... {}", if is_ok { "ok" } else { "FAILED" });
        if is_ok {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn result_line_of_the_harness_is_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 4 filtered out";
        assert_eq!(Tally::parse(line), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(Tally::parse("test result of nothing"), None);
    }
}
