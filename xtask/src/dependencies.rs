//! What cargo knows about our dependencies.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::command::{cargo, output};

/// The answer of `cargo metadata`, as far as we read it.
#[derive(Deserialize)]
pub(crate) struct Dependencies {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) rust_version: Option<String>,
    /// Where it comes from; nothing for our own.
    pub(crate) source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// `dev`, `build`, or nothing for an ordinary dependency.
    kind: Option<String>,
}

impl Dependencies {
    /// All of the workspace's, with all features and for all platforms.
    pub(crate) fn read() -> Result<Self, String> {
        let json = output(&mut cargo(
            "metadata --locked --format-version 1 --all-features",
        ))?;
        serde_json::from_str(&json)
            .map_err(|error| format!("`cargo metadata` is unreadable: {error}."))
    }

    /// Those that are not ours.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| package.source.is_some())
    }

    /// Our own package of this name.
    pub(crate) fn own(&self, name: &str) -> Result<&Package, String> {
        self.packages
            .iter()
            .find(|package| package.source.is_none() && package.name == name)
            .ok_or_else(|| format!("There is no package `{name}` in the workspace."))
    }

    /// What has to be compiled for somebody who uses `package`: not what only its tests need.
    pub(crate) fn needed_by(&self, package: &Package) -> Vec<&Package> {
        let edges: HashMap<&str, &[Edge]> = self
            .resolve
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), &node.deps[..]))
            .collect();
        let mut seen = HashSet::from([package.id.as_str()]);
        let mut open = vec![package.id.as_str()];
        while let Some(id) = open.pop() {
            for edge in edges.get(id).copied().unwrap_or_default() {
                let only_tests = edge
                    .dep_kinds
                    .iter()
                    .all(|kind| kind.kind.as_deref() == Some("dev"));
                if !only_tests && seen.insert(&edge.pkg) {
                    open.push(&edge.pkg);
                }
            }
        }
        self.packages
            .iter()
            .filter(|package| seen.contains(package.id.as_str()))
            .collect()
    }
}
