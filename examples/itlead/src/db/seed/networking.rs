use super::Seed;
use crate::model::Level::{Easy, Hard, Medium};

pub(super) const PROBLEMS: &[Seed] = &[
    Seed {
        level: Easy,
        title: "What happens between a keypress and a web page?",
        question: "\
Someone types an address and presses Enter. Tell the story until the first pixel, in three minutes. \
Then choose the part you know best and go one level deeper.",
        answer: "\
The interviewer listens for order and for depth where you choose it:

- The address is parsed; HSTS may turn `http` into `https`; a cache or service worker may answer.
- DNS: the browser's cache, the system's resolver, the recursive resolver, the authoritative one.
- A connection: TCP and TLS 1.3 take two round trips together, QUIC one, a resumed one none.
- The request; proxies and load balancers; the application; its answer in chunks.
- Parsing begins with the first bytes: the preload scanner fetches style sheets, which block \
painting; scripts block parsing unless deferred.
- Style, layout, paint, compositing.",
    },
    Seed {
        level: Medium,
        title: "TCP or UDP for a multiplayer game?",
        question: "\
A shooter sends the position of each player 60 times a second. Why would TCP be a poor choice even \
on a fast line? What do you have to build yourself when you choose UDP?",
        answer: "\
TCP delivers in order. One lost segment holds back everything behind it for at least a round trip, \
and when it arrives the position is worthless: a newer one exists already. It is called \
head-of-line blocking.

On UDP you need sequence numbers to drop what is late, acknowledgements for the few messages that \
must arrive (a hit, a purchase), congestion control so that you do not harm others, protection \
against spoofed addresses, and encryption. QUIC with unreliable datagrams has most of these.",
    },
    Seed {
        level: Medium,
        title: "The service that is slow every 40 milliseconds",
        question: "\
Two services talk over TCP on one network. Small requests take 0.3 ms, but some take almost exactly \
40 ms. CPU and disks are idle. What do you suspect, and how do you prove it?",
        answer: "\
Nagle's algorithm meets delayed acknowledgements. The sender writes a header and a body in two \
calls; the second small segment waits for the acknowledgement of the first, and the receiver holds \
that back for up to 40 ms, hoping to send it along with data.

Prove it with `tcpdump`: a small segment, silence, an acknowledgement, the rest. Set `TCP_NODELAY`, \
and better still, write header and body in one call.",
    },
    Seed {
        level: Easy,
        title: "What does a load balancer have to know?",
        question: "\
Compare balancing by connection (layer 4) with balancing by request (layer 7). Which one would you \
put in front of gRPC services, and why?",
        answer: "\
Layer 4 sees addresses and ports: cheap, works for every protocol, hides nothing. But a client that \
keeps one connection open keeps one server.

gRPC puts many requests on one long HTTP/2 connection, so balancing by connection sends everything \
to the same instance. It needs layer 7, which reads each request, or clients that balance by \
themselves.",
    },
    Seed {
        level: Hard,
        title: "Retries that make an outage worse",
        question: "\
A service calls another one, which calls a third. Each retries three times. The third becomes slow \
for ten seconds, and the whole system stays down for an hour. Why does it not recover? Make it \
recover.",
        answer: "\
Retries multiply: three levels with four attempts each make up to 64 calls of one. The slow service \
works for callers that have long given up, so its useful output is zero while its load is at its \
peak. That state feeds itself.

- Retry at one level only, with a budget: at most a tenth of the requests may be retries.
- Back off exponentially with full jitter, so that callers do not come back in step.
- Pass the deadline along, and drop work whose caller is gone.
- Shed load early and cheaply; serve the newest first when overloaded.",
    },
];
