//! [`Key`]: the identity of a cached value.

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The key of a value. Keys are compared in full, so two values are never confused.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The types that distinguish two functions of the same name.
    of: TypeId,
    partition: Option<Arc<str>>,
    name: Cow<'static, str>,
    arguments: Arguments,
}

/// The length in bytes from which arguments are replaced by a digest, because visitors choose them.
const LONGEST: usize = 1 << 10;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Arguments {
    Bytes(Vec<u8>),
    /// SHA-256, which makes a deliberate collision infeasible.
    Digest([u8; 32]),
}

impl From<Vec<u8>> for Arguments {
    fn from(bytes: Vec<u8>) -> Self {
        if bytes.len() > LONGEST {
            Self::Digest(Sha256::digest(&bytes).into())
        } else {
            Self::Bytes(bytes)
        }
    }
}

impl Key {
    pub(crate) fn new<T: 'static>(
        partition: Option<&Arc<str>>,
        name: impl Into<Cow<'static, str>>,
        arguments: Vec<u8>,
    ) -> Self {
        Self {
            of: TypeId::of::<T>(),
            partition: partition.cloned(),
            name: name.into(),
            arguments: arguments.into(),
        }
    }

    /// Returns its memory in bytes, including what it points to.
    pub(crate) fn weight(&self) -> usize {
        let Self {
            of: _,
            partition,
            name,
            arguments,
        } = self;
        let partition = partition.as_ref().map_or(0, |part| part.len());
        let name = match name {
            Cow::Borrowed(_) => 0,
            Cow::Owned(name) => name.capacity(),
        };
        let arguments = match arguments {
            Arguments::Bytes(bytes) => bytes.capacity(),
            Arguments::Digest(_) => 0,
        };
        size_of::<Self>() + partition + name + arguments
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Serialises the arguments. Unlike JSON, the format distinguishes `None` from `Some(None)` and any
/// two floats.
///
/// # Errors
///
/// Returns an error for a type that does not know its length in advance (`#[serde(flatten)]`), or
/// that refuses to be serialised.
pub(crate) fn arguments(key: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, postcard::Error> {
    // The capacity fits most keys, which are then not copied while they grow.
    postcard::to_extend(key, Vec::with_capacity(32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_json_cannot_tell_apart_has_keys_of_its_own() {
        let nothing = arguments(&None::<Option<u8>>).unwrap();
        assert_ne!(nothing, arguments(&Some(None::<u8>)).unwrap());
        assert_ne!(
            arguments(&f64::NAN).unwrap(),
            arguments(&f64::INFINITY).unwrap()
        );
        assert!(arguments(&()).unwrap().is_empty());
    }

    #[test]
    fn a_key_tells_types_partitions_and_names_apart() {
        let key = Key::new::<u8>(None, "a", vec![1]);
        assert!(key == Key::new::<u8>(None, "a".to_owned(), vec![1]));
        assert!(key != Key::new::<u16>(None, "a", vec![1]));
        assert!(key != Key::new::<u8>(Some(&"t".into()), "a", vec![1]));
        assert!(key != Key::new::<u8>(None, "b", vec![1]));
        assert!(key != Key::new::<u8>(None, "a", vec![2]));
    }

    #[test]
    fn long_arguments_are_told_apart_and_take_no_room() {
        let key = |bytes: Vec<u8>| Key::new::<u8>(None, "a", bytes);
        let long = vec![7; 60_000];
        let mut other = long.clone();
        other[59_999] = 8;
        assert!(key(long.clone()) == key(long.clone()));
        assert!(key(long.clone()) != key(other));
        assert!(key(long.clone()) != key(long[1..].to_vec()));
        // Arguments of the length of a digest are not confused with one.
        assert!(key(long.clone()) != key(Sha256::digest(&long).to_vec()));
        assert!(key(long).weight() < 200);
        assert!((1_024..1_224).contains(&key(vec![7; 1_024]).weight()));
        assert!(
            Key::new::<u8>(Some(&"p".repeat(500).into()), "n".repeat(500), vec![]).weight() > 1_000
        );
    }

    type Tuple = (String, Option<Vec<i32>>, (u8, String));

    proptest! {
        #[test]
        fn equal_arguments_have_equal_keys_and_no_others(one: Tuple, other: Tuple) {
            prop_assert_eq!(arguments(&one).unwrap() == arguments(&other).unwrap(), one == other);
        }
    }
}
