//! The words for what goes wrong with one input.

use std::io::{self, ErrorKind};

use crate::Warning;

use super::meter::too_much;
use super::sniff::Refusal;

/// Something was left out.
pub(super) fn skipped(place: &str, message: impl Into<String>) -> Warning {
    Warning {
        place: place.to_owned(),
        message: message.into(),
        skipped: true,
    }
}

/// Nothing was left out, but somebody should know.
pub(super) fn noted(place: &str, message: impl Into<String>) -> Warning {
    Warning {
        skipped: false,
        ..skipped(place, message)
    }
}

/// A file or folder that the system does not give.
pub(super) fn failed(place: &str, error: &io::Error) -> Warning {
    skipped(place, format!("cannot be read: {}", reason(error)))
}

/// A stream that broke off after `lines` lines.
pub(super) fn broken_off(
    place: &str,
    error: &io::Error,
    wrap: Option<&'static str>,
    lines: usize,
) -> Warning {
    let reason = match wrap {
        _ if too_much(error).is_some() => error.to_string(),
        Some(wrap) if is_damage(error) => format!("{wrap} data is damaged or cut off"),
        _ => format!("reading failed: {}", reason(error)),
    };
    let rest = match lines {
        0 => "nothing of it is used".to_owned(),
        1 => "what comes after its first line is left out".to_owned(),
        n => format!("what comes after its first {n} lines is left out"),
    };
    skipped(place, format!("{reason}; {rest}"))
}

/// A file that is not read.
pub(super) fn refused(place: &str, refusal: &Refusal) -> Warning {
    match refusal {
        Refusal::Empty => skipped(place, "empty file"),
        Refusal::Binary(None) => skipped(place, "binary file, not text"),
        Refusal::Binary(Some(name)) => skipped(place, format!("binary file, not text ({name})")),
        Refusal::Failed { error, wrap } if wrap.is_some() || too_much(error).is_some() => {
            broken_off(place, error, *wrap, 0)
        }
        Refusal::Failed { error, .. } => failed(place, error),
    }
}

/// Bytes of a JSON record that are no UTF-8.
pub(super) fn not_utf8(place: &str, byte: u8, offset: usize, of: &str) -> Warning {
    let message = format!(
        "not valid UTF-8 (byte 0x{byte:02X} at offset {offset} of the {of}); convert it to UTF-8 first"
    );
    skipped(place, message)
}

/// A line or value over the limit.
pub(super) fn too_long(place: &str, what: &str, limit: usize) -> Warning {
    skipped(place, format!("{what} longer than {}", size(limit)))
}

fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{bytes} bytes")
    }
}

fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof
    )
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        // The system's own words, without its number.
        _ => {
            let words = error.to_string();
            match words.find(" (os error") {
                Some(end) => words[..end].to_owned(),
                None => words,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_permission_is_called_that() {
        let error = io::Error::from(ErrorKind::PermissionDenied);
        assert_eq!(
            failed("a.txt", &error),
            skipped("a.txt", "cannot be read: permission denied")
        );
    }

    #[test]
    fn the_systems_error_number_is_left_out() {
        let error = io::Error::from_raw_os_error(21);
        assert!(!failed("a", &error).message.contains("os error"));
    }
}
