//! [`FormField`] for the dates and times of `jiff::civil`, in the formats that browsers submit.
//!
//! A browser submits a year of four digits, no time zone, optional seconds, and at most
//! milliseconds
//! (<https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#dates-and-times>). Years
//! therefore range from 1 to 9999, and finer fractions are cut off.

use jiff::civil::{Date, DateTime, Time};

use super::decoder::Decoder;
use super::problem::Problem;
use super::read::Read;
use super::rules::Rules;
use super::slot::Slot;
use super::text::given;
use super::tree::Input;
use super::view::{ControlKind, Field};
use super::{FormField, Pairs};

/// Compares a text with a shape, in which `0` stands for any digit.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(is, must): (u8, u8)| is == must || must == b'0' && is.is_ascii_digit();
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

fn date(text: &str) -> Option<Date> {
    let date: Date = has_shape(text, "0000-00-00").then(|| text.parse().ok())??;
    (date.year() > 0).then_some(date)
}

fn time(text: &str) -> Option<Time> {
    let shapes = [
        "00:00",
        "00:00:00",
        "00:00:00.0",
        "00:00:00.00",
        "00:00:00.000",
    ];
    // `jiff` parses a leap second as the second before it.
    let is_time = shapes.iter().any(|shape| has_shape(text, shape)) && text.get(6..8) != Some("60");
    is_time.then(|| text.parse().ok())?
}

fn date_time(text: &str) -> Option<DateTime> {
    let (day, at) = text.split_once('T')?;
    Some(DateTime::from_parts(date(day)?, time(at)?))
}

fn write_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn write_time(time: Time) -> String {
    let (hour, minute, second, milli) = (
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond(),
    );
    if milli != 0 {
        format!("{hour:02}:{minute:02}:{second:02}.{milli:03}")
    } else if second != 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}")
    }
}

macro_rules! times {
    ($($time:ident: $read:ident, $write:expr, $stand_in:expr;)*) => {$(
        impl FormField for $time {
            type View<'f> = Field<'f>;
            const SCALAR: bool = true;

            fn decode(input: Input<'_>, decoder: &mut Decoder, rules: &Rules) -> Read<Self> {
                match given(input, rules) {
                    None => decoder.fail(&Problem::Required),
                    Some(text) => $read(text).map_or_else(|| decoder.fail(&Problem::$time), Read::whole),
                }
            }

            fn stand_in() -> Self {
                $stand_in
            }

            fn write(&self, name: &str, out: &mut Pairs) {
                out.push((name.to_owned(), $write(*self)));
            }

            fn view(slot: Slot<'_>) -> Field<'_> {
                Field::new(slot, ControlKind::$time)
            }
        }
    )*};
}
times! {
    Date: date, write_date, jiff::civil::date(1970, 1, 1);
    Time: time, write_time, Time::midnight();
    DateTime: date_time, |at: DateTime| format!("{}T{}", write_date(at.date()), write_time(at.time())),
        jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_and_times_are_what_a_browser_sends() {
        assert_eq!(date("2026-11-22"), Some(jiff::civil::date(2026, 11, 22)));
        assert_eq!(
            date("2024-02-29").map(write_date).as_deref(),
            Some("2024-02-29")
        );
        for bad in [
            "",
            "2026-02-29",
            "0000-01-01",
            "26-01-01",
            "2026-1-1",
            "2026-13-01",
            "12026-01-01",
            "-001-01-01",
            "2026-11-22 ",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
        assert_eq!(time("14:30"), Some(jiff::civil::time(14, 30, 0, 0)));
        assert_eq!(
            time("14:30:05.25"),
            Some(jiff::civil::time(14, 30, 5, 250_000_000))
        );
        for bad in [
            "",
            "24:00",
            "14:60",
            "14:30:60",
            "14:30:05.",
            "14:30:05.1234",
            "4:30",
            "14:30:5",
            "14:30:",
            "14:3\u{665}",
        ] {
            assert_eq!(time(bad), None, "{bad}");
        }
        assert_eq!(
            date_time("2026-11-22T14:30"),
            Some(jiff::civil::datetime(2026, 11, 22, 14, 30, 0, 0))
        );
        assert_eq!(date_time("2026-11-22T14:30Z"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(year in 1_i16..=9999, month in 1_i8..=12, day in 1_i8..=28,
            hour in 0_i8..24, minute in 0_i8..60, second in 0_i8..60, milli in 0_i32..1000) {
            let day = jiff::civil::date(year, month, day);
            let at = jiff::civil::time(hour, minute, second, milli * 1_000_000);
            prop_assert_eq!(date(&write_date(day)), Some(day));
            prop_assert_eq!(time(&write_time(at)), Some(at));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9:T. -]{0,20}") {
            let _ = (date(&text), time(&text), date_time(&text));
        }
    }
}
