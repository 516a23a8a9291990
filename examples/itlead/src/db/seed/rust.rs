use super::Seed;
use crate::model::Level::{Easy, Hard, Medium};

pub(super) const PROBLEMS: &[Seed] = &[
    Seed {
        level: Easy,
        title: "When does a `String` move?",
        question: "\
Which of the three lines does not compile, and why?

```
let a = String::from(\"tea\");
let b = a;
let c = b.clone();
println!(\"{a} {b} {c}\");
```

Why does the same code with `let a = 7;` compile?",
        answer: "\
The last one: `a` was moved into `b`. A `String` owns memory on the heap; two owners would free it \
twice, so an assignment hands ownership on and the old name is dead.

`i32` is `Copy`: its bits are all there is, and copying them is harmless. `clone` is the explicit \
way of making a second owner with memory of its own.",
    },
    Seed {
        level: Medium,
        title: "`Rc`, `Arc`, `RefCell`, `Mutex`: which one?",
        question: "\
Sort the four by two questions: what do they let you share, and what do they check at run time? \
Then choose for: a tree with parent links, a cache used by all requests of a server, and a counter \
inside a struct that is only borrowed.",
        answer: "\
`Rc` and `Arc` share ownership; `Arc` counts atomically, so it may cross threads. `RefCell` and \
`Mutex` allow changes through a shared reference; `RefCell` panics on a second borrow, `Mutex` \
blocks.

- Tree: `Rc<RefCell<Node>>` with `Weak` towards the parent, or better, indices into a `Vec`.
- Cache: `Arc<Mutex<..>>`, sharded if it is busy.
- Counter: `Cell<u32>`, or `AtomicU32` if the struct should be `Sync`.",
    },
    Seed {
        level: Medium,
        title: "`Send` and `Sync`, in your own words",
        question: "\
What do the two traits mean? Who implements them? Name a type that is `Send` but not `Sync`, one \
that is neither, and one that is `Sync` but not `Send`.",
        answer: "\
`Send`: the value may move to another thread. `Sync`: `&T` may, which makes it `T: Sync` exactly \
if `&T: Send`. The compiler implements them from the parts of a type; raw pointers opt out.

- `Cell<i32>` is `Send` and not `Sync`.
- `Rc<i32>` is neither: the count is not atomic.
- `MutexGuard<'_, i32>` is `Sync` and not `Send`, since some systems want a lock to be released by \
the thread that took it.",
    },
    Seed {
        level: Hard,
        title: "Why does a future have to be pinned?",
        question: "\
`Future::poll` takes `Pin<&mut Self>`. What would go wrong with `&mut self`? What does `Unpin` say, \
and why can you call `poll` on a boxed future without `unsafe`?",
        answer: "\
An `async` block becomes a struct that holds its local variables across every `.await`, and a \
reference to a local becomes a pointer into that very struct. If it moved between two polls, the \
pointer would dangle. `Pin` is the promise that it will not move until it is dropped.

`Unpin` says: moving me is fine, I have no such pointers. `Box::pin` pins the contents of the box; \
the box may move as it likes, the future on the heap stays. That is why it needs no `unsafe`.",
    },
    Seed {
        level: Medium,
        title: "An await point that holds a lock",
        question: "\
A handler does this. Under load the whole server stops answering, although the database is healthy.

```
let mut cache = state.cache.lock().unwrap();
if !cache.contains_key(&id) {
    cache.insert(id, fetch(id).await);
}
```

Explain it, and write it so that it holds. What does `tokio::sync::Mutex` change, and what not?",
        answer: "\
The guard lives across the `.await`. Every other task that wants the lock blocks its *thread*; with \
as many such tasks as workers, nobody is left to drive the one that holds it.

Look up under the lock, let go, fetch, lock again and insert. Two tasks may then fetch the same \
thing; if that is too dear, keep a shared future per key.

An async mutex suspends tasks in place of threads, so the server lives, but all look-ups still wait \
for one fetch.",
    },
];
