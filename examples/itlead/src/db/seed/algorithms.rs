use super::Seed;
use crate::model::Level::{Easy, Hard, Medium};

pub(super) const PROBLEMS: &[Seed] = &[
    Seed {
        level: Easy,
        title: "Two numbers that add up to a target",
        question: "\
You get a list of integers and a target. Return the positions of two different elements whose \
sum is the target, or say that there are none.

```
numbers = [3, 9, 12, 20], target = 21   ->   (1, 2)
```

First say how long the obvious solution takes. Then make it linear, and say what you pay for that.",
        answer: "\
Comparing every pair takes O(n²) time. One pass with a hash map from value to position is O(n): \
for each `x` at `i`, look up `target - x`; if it is there, you are done, otherwise insert `x`.

The price is O(n) memory. If the list is sorted, two pointers from both ends need none.

Worth saying aloud: look up *before* inserting, or `x` pairs with itself; and ask whether the sum \
may overflow.",
    },
    Seed {
        level: Easy,
        title: "Balanced brackets",
        question: "\
Decide whether every bracket in a string is closed by one of its own kind in the right order. \
`([]{})` is fine, `([)]` and `((` are not. Other characters do not matter.",
        answer: "\
Keep a stack of the brackets that still have to be closed. An opening one pushes its partner; a \
closing one must equal what is popped. The string is balanced if the stack is empty at the end.

Three mistakes are common: forgetting the check at the end, popping from an empty stack, and \
counting kinds separately, which accepts `([)]`.",
    },
    Seed {
        level: Medium,
        title: "Merge overlapping intervals",
        question: "\
A calendar holds busy times as pairs of start and end. Return the shortest list that covers the \
same times.

```
[(9, 11), (10, 12), (14, 15)]   ->   [(9, 12), (14, 15)]
```

Do two intervals that only touch count as one? Ask before you write.",
        answer: "\
Sort by start. Walk through the list and keep the last interval of the result: if the next one \
starts no later than it ends, extend it to the larger end, otherwise append.

O(n log n) for the sort, O(n) after it. Take the *maximum* of both ends: `(1, 9), (2, 3)` must not \
shrink.",
    },
    Seed {
        level: Easy,
        title: "Find the first character that does not repeat",
        question: "\
Given a word, return its first character that occurs exactly once. In `swiss` it is `w`, in \
`noon` there is none.

What changes if the input is a stream, and you are asked again after every character?",
        answer: "\
Count every character in one pass, then return the first whose count is one: O(n) time, memory \
bounded by the alphabet.

For a stream, keep the candidates in a queue and pop from the front while the front has a count \
above one. Each character enters and leaves once, so an answer is O(1) on average.

A good candidate asks what a *character* is: byte, code point, or grapheme?",
    },
    Seed {
        level: Hard,
        title: "An LRU cache in constant time",
        question: "\
Write a cache with a fixed capacity and two operations, `get(key)` and `put(key, value)`. When it \
is full, `put` throws out the entry that was used longest ago. Both operations must be O(1).

Then: how would you let many threads use it?",
        answer: "\
A hash map from key to node, and a doubly linked list in the order of use. `get` moves its node to \
the front; `put` adds one there and unlinks the tail when the capacity is exceeded.

In Rust the nodes live in a `Vec` and the links are indices, which avoids reference counting and \
stays in cache lines.

Many threads: a plain `RwLock` does not help, since reading also moves nodes. Shard by hash, or \
give up exactness: CLOCK and S3-FIFO only set a bit on a hit.",
    },
];
