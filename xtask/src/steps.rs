//! Runs steps in order, each with its name and its time, until one fails.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::Outcome;

/// A check that has to pass.
pub(crate) struct Step {
    name: &'static str,
    work: fn() -> Outcome,
}

impl Step {
    pub(crate) const fn new(name: &'static str, work: fn() -> Outcome) -> Self {
        Self { name, work }
    }
}

/// Steps in order.
pub(crate) struct Steps(Vec<Step>);

impl Steps {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn and(mut self, more: impl IntoIterator<Item = Step>) -> Self {
        self.0.extend(more);
        self
    }

    /// Runs the steps, stops at the first failure, and prints a table of the time of each.
    pub(crate) fn run(self) -> ExitCode {
        let count = self.0.len();
        let mut results = Vec::new();
        let mut fault = None;
        for (index, Step { name, work }) in self.0.into_iter().enumerate() {
            println!("\n=== {} of {count}: {name}", index + 1);
            let begin = Instant::now();
            let outcome = work();
            let time = begin.elapsed();
            println!("=== {}", told(time));
            results.push((name, time, outcome.is_ok()));
            if let Err(sentence) = outcome {
                fault = Some(sentence);
                break;
            }
        }
        print!("\n{}", table(&results, count));
        let Some(sentence) = fault else {
            return ExitCode::SUCCESS;
        };
        eprintln!("\nerror: {sentence}");
        ExitCode::FAILURE
    }
}

/// A line for each step that ran, and one for all of them.
fn table(results: &[(&str, Duration, bool)], count: usize) -> String {
    let mut text = " seconds         step\n".to_owned();
    let mut line = |time: Duration, result: &str, name: &str| {
        let _ = writeln!(text, "{:>8.1}  {result:6} {name}", time.as_secs_f64());
    };
    for (name, time, passed) in results {
        line(*time, if *passed { "passed" } else { "FAILED" }, name);
    }
    let all = results.iter().map(|(_, time, _)| *time).sum();
    let passed = results.iter().filter(|(.., passed)| *passed).count();
    line(all, "", &format!("{passed} of {count} steps passed"));
    text
}

/// Formats a duration for reading.
fn told(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} m {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_took_how_long_and_what_failed() {
        let seconds = Duration::from_secs_f64;
        let results = [
            ("formatting", seconds(0.34), true),
            ("lints", seconds(125.0), false),
        ];
        assert_eq!(
            table(&results, 3),
            " seconds         step\n     \
             0.3  passed formatting\n   \
             125.0  FAILED lints\n   \
             125.3         1 of 3 steps passed\n"
        );
    }

    #[test]
    fn times_are_told_as_short_as_they_are_useful() {
        for (millis, text) in [
            (340, "0.3 s"),
            (9_940, "9.9 s"),
            (59_900, "59 s"),
            (60_000, "1 m 00 s"),
            (754_000, "12 m 34 s"),
        ] {
            assert_eq!(told(Duration::from_millis(millis)), text);
        }
    }
}
