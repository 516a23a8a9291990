//! Runs steps in order, each with its name and its time, until one fails.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

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

    /// Runs the steps, stops at the first failure, and prints the time of each.
    pub(crate) fn run(self) -> ExitCode {
        let start = Instant::now();
        let mut times = Vec::new();
        let count = self.0.len();
        for (index, step) in self.0.iter().enumerate() {
            println!("\n=== {} of {count}: {}", index + 1, step.name);
            let begin = Instant::now();
            if let Err(sentence) = (step.work)() {
                summary(&times);
                eprintln!("\nFAILED after {}: {}", told(begin.elapsed()), step.name);
                eprintln!("{sentence}");
                return ExitCode::FAILURE;
            }
            println!("=== done in {}", told(begin.elapsed()));
            times.push((step.name, begin.elapsed()));
        }
        summary(&times);
        println!("\nAll {count} steps passed in {}.", told(start.elapsed()));
        ExitCode::SUCCESS
    }
}

fn summary(times: &[(&str, Duration)]) {
    println!();
    for (name, time) in times {
        println!("passed {:>8}  {name}", told(*time));
    }
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
