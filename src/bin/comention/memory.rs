//! How much memory there is.

use std::fs;

/// Reads a size: `512MB`, `2GB`, `1.5GiB`, `100000`. Without a unit it is bytes.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let factor: u64 = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => 0,
    };
    match digits.parse::<f64>() {
        // A size that no machine has is as good as none.
        Ok(number) if factor > 0 && number > 0.0 => Ok((number * factor as f64) as usize),
        _ => Err(format!("`{text}` is no size: use 512MB, 2GB or the like")),
    }
}

/// What counts of so many documents may take if nothing else is asked for: half of the memory of the machine, or
/// of the container that the program runs in, but not more than [`ENOUGH`], and half of that for many
/// documents.
pub(crate) fn usual(documents: usize) -> usize {
    let enough = if documents < MANY { ENOUGH } else { ENOUGH / 2 };
    half_of_machine().min(enough)
}

/// Counts of thirty megabytes of text. Larger ones go through the disk, which takes two percent longer; and what
/// was taken for them is hardly given back, where the graph of many documents needs it.
const ENOUGH: usize = 64 << 20;
const MANY: usize = 20_000;

/// Where the system does not say how much there is, as much as can be.
fn half_of_machine() -> usize {
    let machine = fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| total(&text));
    let container = [
        "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]
    .iter()
    .find_map(|path| fs::read_to_string(path).ok()?.trim().parse().ok());
    let least = machine.into_iter().chain(container).min();
    least.map_or(usize::MAX, |bytes: usize| bytes / 2)
}

/// From the text of `/proc/meminfo`.
fn total(text: &str) -> Option<usize> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_decimal_and_binary_units() {
        assert_eq!(size("2GB"), Ok(2_000_000_000));
        assert_eq!(size("1.5 gib"), Ok(3 << 29));
        assert_eq!(size("512m"), Ok(512_000_000));
        assert_eq!(size("70000"), Ok(70_000));
        for none in ["", "GB", "-1GB", "0", "12 apples", "NaN"] {
            assert!(size(none).is_err(), "{none}");
        }
    }

    #[test]
    fn the_memory_of_the_machine_is_read_from_what_the_system_says() {
        assert_eq!(
            total("MemTotal:       24000 kB\nMemFree: 1 kB\n"),
            Some(24_576_000)
        );
        assert_eq!(total("nothing"), None);
        assert!(half_of_machine() > 1 << 20);
    }
}
