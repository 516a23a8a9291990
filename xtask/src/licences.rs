//! Every dependency may be used by those who use us, and comes from where it should: what
//! `cargo deny check licenses sources` tells, for those who do not have it.

use crate::{Outcome, dependencies::Dependencies, spdx};

/// `cargo deny` reads the same list.
const SETTINGS: &str = include_str!("../../deny.toml");

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(crate) fn check() -> Outcome {
    let allowed = allowed(SETTINGS).ok_or("deny.toml has no list `allow = [..]`.")?;
    let dependencies = Dependencies::read()?;
    let mut faults = Vec::new();
    let mut count = 0;
    for package in dependencies.foreign() {
        count += 1;
        let fault = match package.license.as_deref() {
            _ if package.source.as_deref() != Some(CRATES_IO) => {
                Some("does not come from crates.io".to_owned())
            }
            None => Some("does not name its licence".to_owned()),
            Some(licence) => match spdx::is_accepted(licence, &|one| allowed.contains(&one)) {
                Ok(true) => None,
                Ok(false) => Some(format!(
                    "is licensed as `{licence}`, which deny.toml does not allow"
                )),
                Err(why) => Some(format!("is licensed as `{licence}`: {why}")),
            },
        };
        faults.extend(fault.map(|fault| format!("  {} {} {fault}", package.name, package.version)));
    }
    if faults.is_empty() {
        println!("{count} packages, all under {}", allowed.join(", "));
        return Ok(());
    }
    Err(format!(
        "Some dependencies cannot stay:\n{}",
        faults.join("\n")
    ))
}

/// The licences in `allow = [ .. ]`.
fn allowed(settings: &str) -> Option<Vec<&str>> {
    let (_, list) = settings.split_once("\nallow = [")?;
    let (list, _) = list.split_once("\n]")?;
    Some(
        list.lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split_once('"'))
            .map(|(licence, _)| licence)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_without_its_comments() {
        let settings = "[licenses]\nallow = [\n    # \"GPL-3.0\",\n    \"MIT\",\n    \"Zlib\", # small\n]\nx = [\"y\"]";
        assert_eq!(allowed(settings), Some(vec!["MIT", "Zlib"]));
        assert_eq!(allowed("allowed"), None);
    }

    #[test]
    fn our_own_list_has_our_own_licences() {
        let allowed = allowed(SETTINGS).expect("deny.toml has a list");
        assert!(allowed.contains(&"MIT") && allowed.contains(&"Apache-2.0"));
    }
}
