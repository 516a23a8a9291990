//! The dates of `Expires`, parsed as browsers do (RFC 6265bis, section 5.1.1).

const MONTHS: [&[u8; 3]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// Parses a date as UTC, whatever zone it names, and returns Unix seconds, or `None`.
pub(super) fn date(text: &[u8]) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    // Each token is the first component that it matches and that was not found before.
    for token in text
        .split(|byte| is_delimiter(*byte))
        .filter(|token| !token.is_empty())
    {
        if time.is_none()
            && let Some(found) = time_of(token)
        {
            time = Some(found);
        } else if day.is_none()
            && let Some(found) = number(token, 1..=2)
        {
            day = Some(found);
        } else if month.is_none()
            && let Some(found) = month_of(token)
        {
            month = Some(found);
        } else if year.is_none()
            && let Some(found) = number(token, 2..=4)
        {
            year = Some(found);
        }
    }
    let ([hour, minute, second], day, month) = (time?, day?, month?);
    let year = match year? {
        year @ 0..=69 => year + 2000,
        year @ 70..=99 => year + 1900,
        year => year,
    };
    let is_date = year >= 1601 && (1..=days_in(month, year)).contains(&day);
    let is_time = hour < 24 && minute < 60 && second < 60;
    let seconds = hour * 3600 + minute * 60 + second;
    (is_date && is_time).then(|| days_since_1970(year, month, day) * 86_400 + seconds)
}

fn days_in(month: i64, year: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Returns the days since 1970. Years are counted from March, so that a leap day is the last day of
/// its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let leap_days = year / 4 - year / 100 + year / 400;
    // March is 0. Any five consecutive months from March or August have 153 days.
    let before_month = ((month + 9) % 12 * 153 + 2) / 5;
    year * 365 + leap_days + before_month + day - 719_469
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'/' | b';'..=b'@' | b'['..=b'`' | b'{'..=b'~')
}

fn time_of(token: &[u8]) -> Option<[i64; 3]> {
    let mut parts = token.splitn(3, |byte| *byte == b':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    Some([exactly(hour)?, exactly(minute)?, number(second, 1..=2)?])
}

fn exactly(digits: &[u8]) -> Option<i64> {
    let number = number(digits, 1..=2)?;
    digits.iter().all(u8::is_ascii_digit).then_some(number)
}

/// As many digits as `how_many`, then no digit more.
fn number(token: &[u8], how_many: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let digits = token.iter().take_while(|byte| byte.is_ascii_digit());
    let digits: Vec<i64> = digits.take(5).map(|byte| i64::from(byte - b'0')).collect();
    how_many
        .contains(&digits.len())
        .then(|| digits.iter().fold(0, |number, digit| number * 10 + digit))
}

fn month_of(token: &[u8]) -> Option<i64> {
    let name = token.get(..3)?;
    let at = MONTHS
        .iter()
        .position(|month| name.eq_ignore_ascii_case(*month))?;
    i64::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        let date = jiff::Timestamp::from_second(date(text.as_bytes())?).unwrap();
        Some(jiff::tz::TimeZone::UTC.to_datetime(date).to_string())
    }

    #[test]
    fn every_usual_spelling_is_read() {
        for text in [
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 UTC",
            "Thu, 01-Jan-1970 00:00:00 GMT",
            "Thursday, 01-Jan-70 00:00:00 GMT",
            "Thu Jan  1 00:00:00 1970",
            "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)",
            "1 January 1970 0:0:0",
            "1970 jan 1 00:00:00",
            "00:00:00, 1, JANUARY, 70",
            "1st Jan 1970y 00:00:00.000",
            "01\tJan\t1970\t00:00:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("1970-01-01T00:00:00"), "{text}");
        }
    }

    #[test]
    fn years_of_two_digits_are_of_this_century_up_to_69() {
        assert_eq!(read("1 Jan 69 0:0:0").unwrap(), "2069-01-01T00:00:00");
        assert_eq!(read("1 Jan 70 0:0:0").unwrap(), "1970-01-01T00:00:00");
        assert_eq!(read("1 Jan 00 0:0:0").unwrap(), "2000-01-01T00:00:00");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "0",
            "tomorrow",
            "1 Jan 1970",
            "1 Jan 1970 00:00",
            "Jan 1970 00:00:00",
            "1 1970 00:00:00",
            "0 Jan 1970 00:00:00",
            "32 Jan 1970 00:00:00",
            "30 Feb 2020 00:00:00",
            "1 Jan 1600 00:00:00",
            "1 Jan 12345 00:00:00",
            "1 Jan 1970 24:00:00",
            "1 Jan 1970 00:60:00",
            "1 Jan 1970 00:00:60",
            "1 Jan 1970 000:00:00",
            "1 Jän 1970 00:00:00",
            "1970-01-01T00:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_as_jiff_reads_it(year in 1601_i16..=9999, month in 1_i8..=12, day in 1_i8..=31,
            hour in 0_i8..=24, minute in 0_i8..=60, second in 0_i8..=60) {
            let name = str::from_utf8(MONTHS[usize::try_from(month).unwrap() - 1]).unwrap();
            let text = format!("{day} {name} {year} {hour}:{minute}:{second}");
            let moment = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok();
            let moment = moment.map(|moment| jiff::tz::TimeZone::UTC.to_timestamp(moment).unwrap().as_second());
            prop_assert_eq!(date(text.as_bytes()), moment, "{}", text);
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = date(&bytes);
        }
    }
}
