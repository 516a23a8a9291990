//! Runs itlead.

fn main() {}
