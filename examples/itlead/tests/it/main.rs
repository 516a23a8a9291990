//! The whole site, walked through as a person would, without JavaScript unless a test says both ways.

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
