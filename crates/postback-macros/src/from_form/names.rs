//! The submitted values and the labels of variants, derived from their names.

/// Splits a `PascalCase` name into words; a run of capitals is one word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, letter) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let begins_lower = letters
            .get(at + 1)
            .is_some_and(|after| after.is_lowercase());
        let is_new = match before {
            None | Some('_') => true,
            Some(before) => letter.is_uppercase() && (!before.is_uppercase() || begins_lower),
        };
        if letter == '_' {
            continue;
        }
        match words.last_mut() {
            Some(word) if !is_new => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    words
}

/// Returns the submitted value: `data-structures` for `DataStructures`.
pub(super) fn value(name: &str) -> String {
    words(name).join("-").to_lowercase()
}

/// Returns the label: "Data structures" for `DataStructures`. A word of capitals stays as it is.
pub(super) fn label(name: &str) -> String {
    let mut words = words(name);
    for word in words.iter_mut().skip(1) {
        let is_acronym = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
        if !is_acronym {
            *word = word.to_lowercase();
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_values_and_labels() {
        let cases = [
            ("Rust", "rust", "Rust"),
            ("DataStructures", "data-structures", "Data structures"),
            ("SQL", "sql", "SQL"),
            ("PlainSQLQuery", "plain-sql-query", "Plain SQL query"),
            ("Http2", "http2", "Http2"),
            ("A", "a", "A"),
            ("AClass", "a-class", "A class"),
            ("Snake_Case", "snake-case", "Snake case"),
        ];
        for (name, sent, read) in cases {
            assert_eq!(
                (value(name).as_str(), label(name).as_str()),
                (sent, read),
                "{name}"
            );
        }
    }
}
