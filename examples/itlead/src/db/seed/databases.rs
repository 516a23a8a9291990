use super::Seed;
use crate::model::Level::{Easy, Hard, Medium};

pub(super) const PROBLEMS: &[Seed] = &[
    Seed {
        level: Medium,
        title: "Why is my query not using the index?",
        question: "\
There is an index on `orders (customer_id, created_at)`. This query still reads the whole table:

```
SELECT * FROM orders
WHERE date(created_at) = '2026-03-01'
ORDER BY id;
```

Give at least two reasons, and a query and an index that fix it.",
        answer: "\
- The index begins with `customer_id`, which the query does not mention. A composite index is \
sorted by its first column first.
- `date(created_at)` is an expression: the index orders the column, not what a function makes of it.

Ask for a range instead, `created_at >= '2026-03-01' AND created_at < '2026-03-02'`, on an index \
that begins with `created_at`.

A third reason may be that the planner is right: if the day holds most of the table, a scan is \
cheaper than a million look-ups. `EXPLAIN` tells.",
    },
    Seed {
        level: Hard,
        title: "Isolation levels and what each one lets through",
        question: "\
Two transactions each check that at least one other doctor is on call, and then take their own \
doctor off call. Both commit. Now nobody is on call.

What is this anomaly called? At which isolation levels can it happen, and how do you prevent it \
without making everything serializable?",
        answer: "\
Write skew: both read the same rows and write different ones, so no row conflicts. Snapshot \
isolation (what PostgreSQL calls repeatable read) lets it through, and so does read committed.

- `SERIALIZABLE` aborts one of them; the application must retry.
- `SELECT .. FOR UPDATE` on the rows that were read makes the second wait.
- Make the conflict concrete: keep the number of doctors on call in one row, and update it with a \
check.",
    },
    Seed {
        level: Easy,
        title: "Which page comes after page 10,000?",
        question: "\
A list shows 20 rows a page with `LIMIT 20 OFFSET 200000`. Late pages are slow, and readers report \
rows that appear twice. Explain both, and fix both.",
        answer: "\
`OFFSET` has to walk over everything that it skips, so a page costs as much as all pages before it. \
And when a row is inserted in front while someone turns the page, everything moves by one.

Remember the last row instead of the number of the page: `WHERE (created_at, id) < (?, ?) ORDER BY \
created_at DESC, id DESC LIMIT 20`. It is one descent into the index, and new rows cannot shift it.

The price: no jumping to page 512. Hardly anybody does.",
    },
    Seed {
        level: Medium,
        title: "Rename a column without downtime",
        question: "\
Ten instances of a service use the column `users.fullname`. It should be `users.name`. Deploys are \
rolling, so old and new code run at the same time. List the steps.",
        answer: "\
- Add `name`, allowing null. Old code does not notice.
- Deploy code that writes both columns and reads the old one.
- Copy the old values in small batches.
- Deploy code that reads `name`. Still writing both keeps a way back.
- Deploy code that has forgotten `fullname`; wait; drop the column.

Every step works with the code before it and after it. That is the whole rule: expand, move, \
contract.",
    },
    Seed {
        level: Easy,
        title: "B-tree or hash index?",
        question: "\
Both find one row by its key. Why do databases make B-trees unless they are told otherwise? Name a \
case in which the hash index is the better one.",
        answer: "\
A B-tree keeps its keys in order. So it serves ranges, `ORDER BY`, prefixes, `MIN` and `MAX`, and \
the first columns of a composite key, and its upper levels stay in memory.

A hash index answers equality only. It can pay off for long keys that are only ever compared as a \
whole, such as URLs or tokens, since it stores a small hash in place of the key.",
    },
];
