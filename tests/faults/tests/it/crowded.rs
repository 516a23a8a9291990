//! A thousand connections that begin and never end: everybody else goes on.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::server::Server;

const CROWD: usize = 1_000;
/// What one of them may cost the server, together with the buffers of its connection.
const EACH: u64 = 128 << 10;

/// The server inherits it. Where not even this is allowed, fewer come.
fn sockets() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let wanted = CROWD as u64 + 200;
    let allowed = limit.maximum.map_or(wanted, |most| most.min(wanted));
    if limit.current.is_some_and(|current| current < allowed) {
        let raised = Rlimit {
            current: Some(allowed),
            ..limit
        };
        setrlimit(Resource::Nofile, raised).unwrap();
    }
    CROWD.min(usize::try_from(allowed).unwrap() - 200)
}

#[test]
fn connections_that_never_end_hold_up_nobody_and_run_nothing() {
    let crowd = sockets();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("faults.sqlite"));
    let target = |number: u32| {
        let path = format!("/entry/{number}");
        server.get(&path).unwrap().target(&path, "note")
    };
    let url = "Content-Type: application/x-www-form-urlencoded\r\n";
    let begun = [
        String::new(),
        "P".to_owned(),
        format!("POST {} HTTP/1.1\r\nHost: app.example\r\n", target(1)),
        format!(
            "POST {} HTTP/1.1\r\nHost: app.example\r\n{url}Content-Length: 20\r\n\r\n",
            target(1)
        ),
        format!(
            "POST {} HTTP/1.1\r\nHost: app.example\r\n{url}Content-Length: 20\r\n\r\nnumber=1&",
            target(1)
        ),
        format!(
            "POST {} HTTP/1.1\r\nHost: app.example\r\n{url}Transfer-Encoding: chunked\r\n\r\n9\r\nnumber=1&\r\n",
            target(1)
        ),
    ];
    let before = server.memory();
    let mut open: Vec<TcpStream> = Vec::with_capacity(crowd);
    for number in 0..crowd {
        let mut socket = server.connect().unwrap();
        socket
            .write_all(begun[number % begun.len()].as_bytes())
            .unwrap();
        open.push(socket);
        if number % 100 == 0 {
            assert_eq!(server.get("/still").unwrap().status, 200);
        }
    }
    for number in 2..12 {
        let body = format!("number={number}&text=two");
        let answer = server.post(&target(number), "", &body).unwrap();
        assert_eq!(answer.status, 303);
    }
    if let (Some(before), Some(after)) = (before, server.memory()) {
        let grown = after.saturating_sub(before);
        assert!(
            grown < EACH * crowd as u64,
            "{grown} bytes for {crowd} connections"
        );
    }
    // One of them goes on after all, and is served.
    let (mut late, mut answer) = (open.swap_remove(3), String::new());
    late.write_all(b"number=99&text=late1").unwrap();
    late.write_all(b"GET /still HTTP/1.1\r\nConnection: close\r\n\r\n")
        .unwrap();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    // The rest leaves, and has done nothing.
    drop(open);
    for (path, noted) in [("/entry/1", 0), ("/entry/2", 1), ("/entry/99", 1)] {
        let page = server.get(path).unwrap().body;
        let noted = format!("<p id=\"noted\">{noted}</p>");
        assert!(page.contains(&noted), "{path}: {page}");
    }
    let page = server.post(&target(12), "", "number=x&text=two").unwrap();
    assert!(page.body.contains("must be a whole number"), "{page:?}");
}
