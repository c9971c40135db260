//! The seconds of `SOURCE_DATE_EPOCH` in, the time of what a release consists of out, in UTC.

use time::OffsetDateTime;
use zip::DateTime;

use crate::diag::{Code, Diagnostic};

/// What the build backend takes when nobody says: the 2nd of February 2020.
const DEFAULT: u64 = 1_580_601_600;

/// The first second that an archive can express, 1980; what is earlier becomes it.
const FIRST: u64 = 315_532_800;

/// The time of the entries of a wheel.
///
/// # Errors
/// It is later than archives can express.
pub(in crate::release) fn entry_time(epoch: Option<u64>) -> Result<DateTime, Diagnostic> {
    let seconds = epoch.unwrap_or(DEFAULT).max(FIRST);
    let moment = || {
        let moment = moment(seconds)?;
        let year = u16::try_from(moment.year()).ok()?;
        let (month, day) = (u8::from(moment.month()), moment.day());
        DateTime::from_date_and_time(year, month, day, moment.hour(), moment.minute(), moment.second()).ok()
    };
    moment().ok_or_else(|| too_late(seconds))
}

/// The time of a document, as RFC 3339 has it.
///
/// # Errors
/// It is later than the year 9999.
pub(in crate::release) fn timestamp(epoch: u64) -> Result<String, Diagnostic> {
    let moment = moment(epoch).ok_or_else(|| too_late(epoch))?;
    let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
    let (hour, minute, second) = moment.to_hms();
    Ok(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

fn moment(seconds: u64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()
}

fn too_late(seconds: u64) -> Diagnostic {
    Diagnostic::new(Code::Usage, format!("SOURCE_DATE_EPOCH is {seconds}, which is no time of a release"))
        .note("because", "the entries of an archive end with the year 2107")
        .help("give the seconds from the beginning of 1970 to the release")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_build_backend() {
        let shown = |epoch| entry_time(epoch).map(|time| time.to_string()).ok();
        assert_eq!(shown(None).as_deref(), Some("2020-02-02 00:00:00"));
        assert_eq!(shown(Some(0)).as_deref(), Some("1980-01-01 00:00:00"));
        // Archives count in steps of two seconds.
        assert_eq!(shown(Some(1_700_000_001)).as_deref(), Some("2023-11-14 22:13:20"));
        assert_eq!(shown(Some(4_354_819_199)).as_deref(), Some("2107-12-31 23:59:58"));
        assert_eq!(shown(Some(4_354_819_200)), None);
        assert_eq!(shown(Some(u64::MAX)), None);
        assert_eq!(timestamp(0).as_deref(), Ok("1970-01-01T00:00:00Z"));
    }
}
