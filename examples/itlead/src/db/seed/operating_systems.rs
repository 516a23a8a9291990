use super::Seed;
use crate::model::Level::{Easy, Hard, Medium};

pub(super) const PROBLEMS: &[Seed] = &[
    Seed {
        level: Easy,
        title: "Process or thread?",
        question: "\
What do two threads of a process share, and what does each have of its own? When would you start a \
process although a thread would do?",
        answer: "\
Shared: address space, open files, signal handlers, the current folder. Of its own: stack, \
registers, the program counter, thread-locals, the signal mask.

A process buys isolation: a crash stays local, memory goes back for certain, privileges can be \
dropped, and a limit can be set from outside. Browsers start one per site for that reason.",
    },
    Seed {
        level: Medium,
        title: "Four conditions of a deadlock",
        question: "\
Two threads move money between accounts. Each locks the source, then the target. Sometimes the \
system stands still. Name the four conditions that a deadlock needs, and break each of them once.",
        answer: "\
- Mutual exclusion: use an atomic operation, or one owner per account and messages to it.
- Hold and wait: take both locks at once, or release the first when the second is not free.
- No preemption: `try_lock` with a timeout, then start over.
- A circle: always lock the account with the smaller number first. In practice this is the one.

Note that the third one needs jitter, or both threads retry in step for ever.",
    },
    Seed {
        level: Medium,
        title: "Where did the memory go?",
        question: "\
`free` says that 200 MB of 16 GB are free. Nothing is slow. Is the machine short of memory? Which \
numbers do you look at before you answer?",
        answer: "\
Most likely it is not. Linux uses idle memory as page cache and gives it back at once. Look at \
`available`, not at `free`.

Pressure shows elsewhere: `vmstat` (swapping in and out), `/proc/pressure/memory`, major page \
faults, the out-of-memory killer's lines in the log. For one process, look at PSS rather than RSS, \
since RSS counts shared pages in full for everybody who maps them.",
    },
    Seed {
        level: Hard,
        title: "What does `fsync` promise?",
        question: "\
A program writes a file, calls `fsync`, and renames it over the old one. After a power cut the file \
is there, but empty. How can that be? Write down a sequence that survives.",
        answer: "\
`fsync` on a file makes its *contents* durable. The rename changes the *directory*, which is \
another thing to sync. And if the sync came after the rename, the new name may be durable before \
the contents are.

Write to a temporary file in the same folder; `fsync` it and check the result; rename; `fsync` the \
folder.

Two traps: a failed `fsync` may drop the dirty pages, so calling it again and getting success proves \
nothing; and some drives lie about their caches.",
    },
    Seed {
        level: Easy,
        title: "What does a system call cost?",
        question: "\
Reading a file byte by byte with `read` is a hundred times slower than with a buffer, although the \
file is in memory. Where does the time go?",
        answer: "\
Each call enters the kernel: registers are saved, protections against speculative attacks flush \
predictors, arguments are checked, one byte is copied, and everything is undone. That is some \
100 ns for a byte that costs less than one.

A buffer of 64 KiB pays it once for 65,536 bytes. `mmap` and `io_uring` go further: the first turns \
reading into page faults, the second batches calls.",
    },
];
