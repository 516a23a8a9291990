//! Scripts that call actions: what their pages give them, and what is written for them.

mod actions;
mod islands;
mod modules;
mod pages;
mod site;
mod values;
