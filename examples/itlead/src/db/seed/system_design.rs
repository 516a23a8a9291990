use super::Seed;
use crate::model::Level::{Easy, Hard, Medium};

pub(super) const PROBLEMS: &[Seed] = &[
    Seed {
        level: Easy,
        title: "Design a link shortener",
        question: "\
100 million new links a month, ten reads for each write, links never expire. Estimate first: \
requests per second, storage in five years, length of a code. Then draw the boxes.",
        answer: "\
Writes: 100 million / 2.6 million seconds, about 40 a second; reads about 400; peaks maybe five \
times that. Six billion rows of 500 bytes are 3 TB. Seven characters of 62 give 3.5 trillion codes.

Codes come from a counter handed out in ranges and scrambled, or at random with a unique index. \
Hashing the URL sounds clever and buys collisions.

A key-value store, a cache in front (few links get most reads), `301` or `302` depending on whether \
clicks are counted, and counting through a queue, never in the request.",
    },
    Seed {
        level: Medium,
        title: "Count views without counting wrongly",
        question: "\
A video site shows a view count beside each video. One video gets 50,000 views a second. The number \
may lag by a minute, but it must never go down, and it must be right in the end. Design it.",
        answer: "\
One row updated 50,000 times a second is a lock queue, so do not update it. Write events to a \
partitioned log, let consumers add them up per video for some seconds, and add the sums to the \
store.

*Right in the end* means that a batch counts once even if a consumer dies: store the offset in the \
same transaction as the sum. *Never down* means that readers use a replica that remembers the \
largest value it has shown, or one that never goes back in the log.",
    },
    Seed {
        level: Medium,
        title: "A rate limiter for ten servers",
        question: "\
An API allows 100 requests a minute for each key. Ten servers serve it. Compare fixed windows, \
sliding windows and token buckets; then say where the state lives and what happens when that place \
is down.",
        answer: "\
A fixed window lets 200 through around its edge. A sliding window is exact with a log of times, or \
nearly so by weighting two counters. A token bucket allows bursts on purpose and needs two numbers.

State: one shared store with an atomic script is simple and one hop away. Or each server takes a \
tenth and learns of the others now and then: no hop, slightly wrong.

Decide *before* the outage: fail open for fairness limits, closed for limits that protect money or \
passwords.",
    },
    Seed {
        level: Hard,
        title: "Exactly once, or so they say",
        question: "\
A customer presses *Pay* twice, the phone loses its connection, a proxy retries, and the payment \
provider answers with a timeout. Charge the card once. What do client, server and provider each \
have to do?",
        answer: "\
Nobody can deliver exactly once; everybody can make repeating harmless.

- The client makes one key per *intention*, when the page is opened and not when the button is \
pressed, and sends it with every attempt.
- The server stores the key with a unique constraint in the same transaction as the order. A repeat \
gets the first answer; a repeat while the first still runs waits.
- The provider gets the same key. After a timeout the state is *unknown*: ask the provider, or \
retry with the same key. Never with a new one.",
    },
    Seed {
        level: Hard,
        title: "A feed for people with ten million followers",
        question: "\
Users follow each other and read a feed of the newest posts. The median user has 200 followers, some \
have ten million. Should a post be copied to every follower when it is written, or collected when \
it is read?",
        answer: "\
Both. Copying on write makes reading one look-up and suits the median. For ten million followers, \
one post is ten million writes, most of them for people who will not look this week.

So copy for ordinary authors, and for the few large ones merge at reading time: their posts are few \
and sit in every cache. Skip followers who have been away, and rebuild their feed when they return.

Talk about deletes, blocks and private accounts: what was copied has to be filtered when it is read.",
    },
];
