//! JSON for scripts in which values keep their types: JavaScript has one kind of number, and JSON
//! has no bytes.
//!
//! `"$n1"` is an integer of 64 or 128 bits, `"$bAQ=="` are bytes, and a text that begins with `$`
//! has another `$` prepended. Field names and map keys are unchanged.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use serde_json::{Result, Value};

/// # Errors
///
/// Returns the errors of `serde_json::to_string`.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    let mut written = Vec::new();
    value.serialize(&mut Serializer::with_formatter(
        &mut written,
        Typed::default(),
    ))?;
    Ok(String::from_utf8(written).expect("JSON is UTF-8"))
}

#[derive(Default)]
struct Typed {
    is_key: bool,
    /// Whether nothing of the text is written yet.
    is_start: bool,
}

/// A map key consists of digits, whatever its type.
macro_rules! large_integers {
    ($($write:ident: $integer:ty),*) => {$(
        fn $write<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: $integer) -> io::Result<()> {
            if self.is_key {
                write!(writer, "{value}")
            } else {
                write!(writer, "\"$n{value}\"")
            }
        }
    )*};
}

impl Formatter for Typed {
    large_integers!(write_i64: i64, write_u64: u64, write_i128: i128, write_u128: u128);

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.is_key = true;
        CompactFormatter.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_key = false;
        Ok(())
    }

    fn begin_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_start = !self.is_key;
        CompactFormatter.begin_string(writer)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if std::mem::take(&mut self.is_start) && fragment.starts_with('$') {
            writer.write_all(b"$")?;
        }
        CompactFormatter.write_string_fragment(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.is_start = false;
        CompactFormatter.write_char_escape(writer, escape)
    }

    fn write_byte_array<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        bytes: &[u8],
    ) -> io::Result<()> {
        write!(writer, "\"$b{}\"", STANDARD.encode(bytes))
    }

    /// Encodes raw JSON of the app again, whose texts would be decoded as typed values otherwise.
    fn write_raw_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let value: Value = serde_json::from_str(fragment)?;
        writer.write_all(to_string(&value)?.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;
    use std::collections::BTreeMap;

    #[test]
    fn large_integers_are_texts_and_small_ones_are_numbers() {
        assert_eq!(to_string(&u64::MAX).unwrap(), "\"$n18446744073709551615\"");
        assert_eq!(to_string(&i64::MIN).unwrap(), "\"$n-9223372036854775808\"");
        assert_eq!(
            to_string(&(u128::MAX, i128::MIN)).unwrap(),
            "[\"$n340282366920938463463374607431768211455\",\"$n-170141183460469231731687303715884105728\"]"
        );
        assert_eq!(
            to_string(&(u32::MAX, i32::MIN, 1_u8, 0.5)).unwrap(),
            "[4294967295,-2147483648,1,0.5]"
        );
    }

    #[test]
    fn a_key_is_digits_and_text_as_ever() {
        let numbers = BTreeMap::from([(7_u64, 8_u64)]);
        assert_eq!(to_string(&numbers).unwrap(), "{\"7\":\"$n8\"}");
        let texts = BTreeMap::from([("$n1", "$n1")]);
        assert_eq!(to_string(&texts).unwrap(), "{\"$n1\":\"$$n1\"}");
    }

    #[test]
    fn only_a_text_that_begins_with_it_has_one_more() {
        for (text, written) in [
            ("$", "\"$$\""),
            ("$$n1", "\"$$$n1\""),
            ("", "\"\""),
            ("a$", "\"a$\""),
            ("\n$n1", "\"\\n$n1\""),
            ("\"$b", "\"\\\"$b\""),
        ] {
            assert_eq!(to_string(text).unwrap(), written);
        }
        // Written in pieces.
        assert_eq!(
            to_string(&format_args!("{}{}", "$", "$")).unwrap(),
            "\"$$$\""
        );
        assert_eq!(to_string(&'$').unwrap(), "\"$$\"");
    }

    #[test]
    fn bytes_are_base64() {
        let bytes = bytes_of(&[0, 255, 1]);
        assert_eq!(bytes, "\"$bAP8B\"");
        assert_eq!(bytes_of(&[]), "\"$b\"");
    }

    fn bytes_of(bytes: &[u8]) -> String {
        struct Bytes<'b>(&'b [u8]);
        impl Serialize for Bytes<'_> {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_bytes(self.0)
            }
        }
        to_string(&Bytes(bytes)).unwrap()
    }

    #[test]
    fn json_of_the_apps_own_is_written_by_the_same_rules() {
        let own = RawValue::from_string("{\"a\": \"$n1\", \"b\": [1]}".to_owned()).unwrap();
        assert_eq!(to_string(&own).unwrap(), "{\"a\":\"$$n1\",\"b\":[\"$n1\"]}");
    }
}
