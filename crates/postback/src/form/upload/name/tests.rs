use proptest::prelude::*;

use super::*;

#[test]
fn a_name_is_the_last_part_without_what_nobody_sees() {
    let long = format!("{}.png", "é".repeat(5_000));
    for (sent, name) in [
        ("cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.png", "y.png"),
        ("/a\\b/c\\d.txt", "d.txt"),
        ("", ""),
        (".", ""),
        ("..", ""),
        ("../..", ""),
        ("a/", ""),
        ("\0", ""),
        ("a\0b\r\n\x1b[2J\u{7f}\u{85}.txt", "ab[2J.txt"),
        ("exe\u{202e}gpj.exe", "exegpj.exe"),
        (".\u{202e}.", ""),
        ("  cat.png \n", "cat.png"),
        ("my cat (1)<b>.png", "my cat (1)<b>.png"),
        ("👩\u{200d}👧 Ünï.png", "👩\u{200d}👧 Ünï.png"),
        (long.as_str(), &"é".repeat(127)),
    ] {
        assert_eq!(clean(sent), name, "{sent:?}");
    }
}

proptest! {
    #[test]
    fn a_name_is_never_a_path_and_never_long(sent in "(?s)(\\PC|[/\\\\.\r\n\0\u{202e}]|.){0,300}") {
        let name = clean(&sent);
        prop_assert!(name.len() <= LONGEST);
        prop_assert!(!name.contains(['/', '\\']));
        prop_assert!(!name.chars().any(is_hidden));
        prop_assert!(name != "." && name != "..");
        prop_assert_eq!(clean(&name), name.clone(), "cleaning again changes nothing");
    }
}
