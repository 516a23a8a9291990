//! The cache: values and pages that depend on tags, and the log that says what has changed.
#![allow(dead_code, reason = "the engine over the rules comes next")]

mod rules;
