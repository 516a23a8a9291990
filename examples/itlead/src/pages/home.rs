//! The front page, for new visitors.

use maud::{Markup, html};
use postback::{Page, Redirect, Result};

use crate::{
    model::{Level, Topic, User},
    ui::{layout, prose, tags},
};

const SAMPLE: &str = "\
There is an index on `orders (customer_id, created_at)`. This query still reads the whole table:

```
SELECT * FROM orders
WHERE date(created_at) = '2026-03-01';
```

Give at least two reasons.";

pub async fn home(page: Page, user: Option<User>) -> Result<Markup> {
    if user.is_some() {
        return Err(Redirect::to("/dashboard").into());
    }
    Ok(layout(
        &page,
        None,
        "Practise for technical interviews",
        html! {
            div.hero {
                div {
                    h1 { "Walk in prepared." }
                    p.lead {
                        "Questions that interviewers really ask, with what a good answer holds. \
                         Solve one a day, see where you stand, and write down the ones that \
                         you were asked yourself."
                    }
                    div.actions {
                        a.button href="/signup" { "Start practising" }
                        a.button.plain href="/browse" { "Look around first" }
                    }
                    p { "To try all of it: the sign-in page has a demo account." }
                }
                section.card.sample aria-label="A sample problem" {
                    div.pad {
                        h2 { "Why is my query not using the index?" }
                        (tags(Topic::Databases, Level::Medium))
                        (prose(SAMPLE))
                    }
                    div.sample-foot {
                        span { "One of thirty to begin with" }
                        span.badge.badge-solved { "\u{2713} Solved" }
                    }
                }
            }
            div.features {
                section {
                    h2 { "Real questions" }
                    p { "No riddles. What comes up in interviews for people who build and run systems." }
                }
                section {
                    h2 { "Answers that teach" }
                    p { "Not one right sentence, but what a good answer holds and where candidates trip." }
                }
                section {
                    h2 { "Progress you can see" }
                    p { "Six topics, three levels, and a dashboard that knows what to suggest next." }
                }
            }
        },
    ))
}
