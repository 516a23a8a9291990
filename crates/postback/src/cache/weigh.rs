//! The memory of a value, in bytes.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;

use crate::html::Html;

/// Returns how many bytes a value holds beyond its own size.
pub trait Weigh<T>: Send + 'static {
    #[doc(hidden)]
    fn heap(&self, value: &T) -> usize;
}

/// Weighs a value by its type: strings, bytes and HTML exactly, any other type with its own size
/// only.
#[derive(Clone, Copy, Debug)]
pub struct ByType;

impl<T: 'static> Weigh<T> for ByType {
    fn heap(&self, value: &T) -> usize {
        of_text(value).unwrap_or(0)
    }
}

/// Weighs a value with a function of the app.
#[derive(Clone, Copy, Debug)]
pub struct ByFunction<F>(pub F);

impl<T, F: Fn(&T) -> usize + Send + 'static> Weigh<T> for ByFunction<F> {
    fn heap(&self, value: &T) -> usize {
        (self.0)(value)
    }
}

fn of_text(value: &dyn Any) -> Option<usize> {
    fn of<T: 'static>(value: &dyn Any, heap: fn(&T) -> usize) -> Option<usize> {
        value.downcast_ref().map(heap)
    }
    of(value, String::capacity)
        .or_else(|| of(value, Vec::<u8>::capacity))
        .or_else(|| of::<Arc<str>>(value, |text| text.len()))
        .or_else(|| of::<Arc<String>>(value, |text| size_of::<String>() + text.capacity()))
        .or_else(|| of::<Arc<[u8]>>(value, |bytes| bytes.len()))
        .or_else(|| of::<Box<str>>(value, |text| text.len()))
        .or_else(|| of(value, Bytes::len))
        .or_else(|| of::<Html>(value, |html| html.as_str().len()))
        .or_else(|| of(value, list))
        .or_else(|| of::<Arc<Vec<String>>>(value, |texts| size_of_val(&**texts) + list(texts)))
}

fn list(texts: &Vec<String>) -> usize {
    texts.capacity() * size_of::<String>() + texts.iter().map(String::capacity).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_bytes_weigh_what_they_hold() {
        let text = "x".repeat(1000);
        let heaps = [
            ByType.heap(&text),
            ByType.heap(&Arc::<str>::from(&*text)),
            ByType.heap(&Box::<str>::from(&*text)),
            ByType.heap(&Bytes::from(text.clone())),
            ByType.heap(&Html::from_trusted(text.clone())),
            ByType.heap(&Arc::new(text.clone())),
            ByType.heap(&vec![text.clone()]),
            ByType.heap(&Arc::new(vec![text])),
        ];
        assert!(
            heaps.iter().all(|heap| (1000..1100).contains(heap)),
            "{heaps:?}"
        );
        assert_eq!(ByType.heap(&7_u64), 0);
    }
}
