//! The TypeScript types of form fields: the types that scripts submit, not those of serde.

/// Returns the type of a struct of fields: name, whether it may be absent, type.
#[must_use]
pub fn object(fields: &[(&str, bool, String)]) -> String {
    let fields = fields.iter().map(|(name, may_be_absent, ty)| {
        let mark = if *may_be_absent { "?" } else { "" };
        format!("{}{mark}: {ty}", property(name))
    });
    let fields: Vec<String> = fields.collect();
    format!("{{ {} }}", fields.join("; "))
}

/// Returns the type of one of several choices.
#[must_use]
pub fn choice(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    values.join(" | ")
}

fn property(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$';
    if name.bytes().all(is_plain) && !name.starts_with(|first: char| first.is_ascii_digit()) {
        name.to_owned()
    } else {
        text(name)
    }
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_identifier_is_quoted() {
        let ty = || "string".to_owned();
        assert_eq!(
            object(&[
                ("name", false, ty()),
                ("your-name", true, ty()),
                ("2nd", false, ty())
            ]),
            "{ name: string; \"your-name\"?: string; \"2nd\": string }"
        );
    }

    #[test]
    fn a_choice_is_one_of_its_values() {
        assert_eq!(
            choice(&["data-structures", "a\"b"]),
            "\"data-structures\" | \"a\\\"b\""
        );
    }
}
