//! Which value: everything that makes two reads ask for the same.

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// The key of a value. All of it is kept and compared, so no two values can be taken for each other.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Two functions of one name that return different things are different.
    of: TypeId,
    partition: Option<Arc<str>>,
    name: Cow<'static, str>,
    arguments: Vec<u8>,
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
            arguments,
        }
    }

    /// In bytes, nearly.
    pub(crate) fn weight(&self) -> u64 {
        let partition = self.partition.as_ref().map_or(0, |part| part.len());
        (size_of::<Self>() + partition + self.arguments.len()) as u64
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

/// The arguments as bytes. Unlike JSON the format tells `None` from `Some(None)` and every float
/// from every other one.
///
/// # Errors
/// A type that says how many elements it has only after them (`#[serde(flatten)]`), or that refuses
/// to be serialised.
pub(crate) fn arguments(key: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, postcard::Error> {
    // Most keys fit, and none of them is copied while it grows.
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

    type Arguments = (String, Option<Vec<i32>>, (u8, String));

    proptest! {
        #[test]
        fn equal_arguments_have_equal_keys_and_no_others(one: Arguments, other: Arguments) {
            prop_assert_eq!(arguments(&one).unwrap() == arguments(&other).unwrap(), one == other);
        }
    }
}
