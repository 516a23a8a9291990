//! Tests of the whole site as a user sees it, without JavaScript unless a test runs both ways.

mod auth;
mod avatars;
mod browse;
mod caching;
mod guests;
mod hits;
mod pages;
mod problems;
mod settings;
mod support;
