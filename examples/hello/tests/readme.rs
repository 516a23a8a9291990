//! The READMEs contain this example, and it stays small.

const EXAMPLE: &str = include_str!("../src/main.rs");

#[test]
fn the_readmes_show_the_example_as_it_is() {
    let (_, code) = EXAMPLE
        .split_once("\n\n")
        .expect("a first line about the example, then code");
    let shown = format!("```rust\n{code}```\n");
    assert!(include_str!("../../../README.md").contains(&shown));
    assert!(include_str!("../../../crates/postback/README.md").contains(&shown));
}

#[test]
fn the_smallest_app_stays_under_40_lines() {
    assert!(EXAMPLE.lines().count() < 40);
}
