//! The grammar of durations, shared by the library and its macros.
//!
//! `postback-macros/src/units/time.rs` is a symbolic link to this file, because neither crate can
//! export the function to the other.

pub(crate) fn milliseconds(text: &str) -> Result<u64, String> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &text[..text.len() - unit.len()];
    let factor = match unit.trim() {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" | "min" => Some(60_000),
        "h" => Some(3_600_000),
        "d" => Some(86_400_000),
        _ => None,
    };
    let time = factor.and_then(|factor: u64| number.parse::<u64>().ok()?.checked_mul(factor));
    time.filter(|&time| time > 0).ok_or_else(|| {
        format!(
            "`{text}` is not a time: write a number with a unit, like \"500ms\", \"30s\", \"5m\", \"12h\" or \"1d\""
        )
    })
}
