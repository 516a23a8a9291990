//! Licence expressions, as crates write them.

/// Whether someone who accepts the licences that `accepts` says can use what is licensed by
/// `expression`: SPDX with `AND`, `OR`, `WITH` and parentheses, and the `MIT/Apache-2.0` of older
/// crates. An exception after `WITH` only gives more rights, so it is passed over.
///
/// # Errors
///
/// When it is no such expression.
pub(crate) fn is_accepted(
    expression: &str,
    accepts: &dyn Fn(&str) -> bool,
) -> Result<bool, String> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = Words {
        rest: spaced.split_whitespace().collect(),
        accepts,
    };
    words.rest.reverse();
    let accepted = words.any()?;
    match words.rest.pop() {
        None => Ok(accepted),
        Some(word) => Err(format!("`{word}` is not expected in `{expression}`")),
    }
}

struct Words<'e> {
    /// Those not read yet, the next one last.
    rest: Vec<&'e str>,
    accepts: &'e dyn Fn(&str) -> bool,
}

impl Words<'_> {
    /// `a OR b`, which binds less than `AND`.
    fn any(&mut self) -> Result<bool, String> {
        let mut accepted = self.all()?;
        while self.take("OR") {
            // Both sides have to be read, whatever the first one says.
            accepted |= self.all()?;
        }
        Ok(accepted)
    }

    /// `a AND b`.
    fn all(&mut self) -> Result<bool, String> {
        let mut accepted = self.one()?;
        while self.take("AND") {
            accepted &= self.one()?;
        }
        Ok(accepted)
    }

    /// A licence, or an expression in parentheses.
    fn one(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let accepted = self.any()?;
            return if self.take(")") {
                Ok(accepted)
            } else {
                Err("a `)` is missing".to_owned())
            };
        }
        let licence = match self.rest.pop() {
            Some(word) if !["AND", "OR", "WITH", ")"].contains(&word) => word,
            Some(word) => return Err(format!("a licence is expected, not `{word}`")),
            None => return Err("a licence is missing at the end".to_owned()),
        };
        if self.take("WITH") && self.rest.pop().is_none() {
            return Err("an exception is missing after `WITH`".to_owned());
        }
        Ok((self.accepts)(licence))
    }

    fn take(&mut self, word: &str) -> bool {
        let next = self.rest.last() == Some(&word);
        if next {
            self.rest.pop();
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(expression: &str) -> Result<bool, String> {
        is_accepted(expression, &|licence| {
            ["MIT", "Apache-2.0"].contains(&licence)
        })
    }

    #[test]
    fn or_needs_one_and_and_needs_both() {
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0", false),
            ("GPL-3.0 OR MIT", true),
            ("MIT OR GPL-3.0", true),
            ("MIT AND GPL-3.0", false),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 / BSL-1.0", false),
            ("(MIT OR GPL-3.0) AND Apache-2.0", true),
            ("MIT OR GPL-3.0 AND BSL-1.0", true),
            ("(MIT OR GPL-3.0) AND BSL-1.0", false),
            ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
        ] {
            assert_eq!(accepted(expression), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn what_is_no_expression_is_not_accepted() {
        for expression in [
            "",
            "MIT OR",
            "OR MIT",
            "(MIT",
            "MIT)",
            "MIT GPL-3.0",
            "MIT WITH",
        ] {
            assert!(accepted(expression).is_err(), "{expression}");
        }
    }
}
