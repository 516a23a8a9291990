use super::*;
use axum::extract::Request;
use proptest::prelude::*;

fn parts(peer: Option<&str>, lines: &[&[u8]]) -> Parts {
    let mut request = Request::new(axum::body::Body::empty());
    for line in lines {
        let value = http::HeaderValue::from_bytes(line).unwrap();
        request.headers_mut().append(FORWARDED_FOR, value);
    }
    if let Some(peer) = peer {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    request.into_parts().0
}

fn told(parts: &Parts, trusted: usize) -> String {
    of(parts, trusted).map_or("nobody".to_owned(), |address| address.to_string())
}

#[test]
fn without_trusted_proxies_only_the_connection_says_it() {
    let forwarded: &[&[u8]] = &[b"203.0.113.7"];
    assert_eq!(
        told(&parts(Some("192.0.2.1:80"), forwarded), 0),
        "192.0.2.1"
    );
    assert_eq!(told(&parts(None, forwarded), 0), "nobody");
}

#[test]
fn the_address_is_counted_from_the_right_over_all_lines() {
    let lines: &[&[u8]] = &[b"10.0.0.1, 10.0.0.2", b"10.0.0.3 ,10.0.0.4"];
    let parts = parts(Some("192.0.2.1:80"), lines);
    for (trusted, address) in [
        (1, "10.0.0.4"),
        (2, "10.0.0.3"),
        (3, "10.0.0.2"),
        (4, "10.0.0.1"),
        (5, "192.0.2.1"),
    ] {
        assert_eq!(told(&parts, trusted), address, "{trusted}");
    }
}

#[test]
fn what_a_visitor_writes_in_front_changes_nothing() {
    for forged in [
        "10.9.9.9",
        "",
        ",,,",
        "\"unknown\"",
        "[::1",
        "10.9.9.9\u{ff}",
    ] {
        let line = [forged.as_bytes(), b", 203.0.113.7"].concat();
        let parts = parts(Some("192.0.2.1:80"), &[&line]);
        assert_eq!(told(&parts, 1), "203.0.113.7", "{forged}");
    }
}

#[test]
fn an_entry_may_have_brackets_and_a_port() {
    for (entry, address) in [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:1", "203.0.113.7"),
    ] {
        let parts = parts(None, &[entry.as_bytes()]);
        assert_eq!(told(&parts, 1), address, "{entry}");
    }
}

#[test]
fn what_is_no_address_gives_way_to_the_connection() {
    for entry in ["unknown", "", "203.0.113", "_hidden", "203.0.113.7, "] {
        let forwarded = parts(Some("192.0.2.1:80"), &[entry.as_bytes()]);
        assert_eq!(told(&forwarded, 1), "192.0.2.1", "{entry:?}");
        let nowhere = parts(None, &[entry.as_bytes()]);
        assert_eq!(told(&nowhere, 1), "nobody", "{entry:?}");
    }
}

#[test]
fn ipv6_counts_by_the_network_of_a_customer_and_mapped_ipv4_as_itself() {
    let of_peer = |peer| told(&parts(Some(peer), &[]), 0);
    assert_eq!(
        of_peer("[2001:db8:1:2:aaaa::1]:1"),
        of_peer("[2001:db8:1:2:bbbb::2]:2")
    );
    assert_ne!(
        of_peer("[2001:db8:1:2::1]:1"),
        of_peer("[2001:db8:1:3::1]:1")
    );
    assert_eq!(of_peer("[::ffff:192.0.2.1]:1"), of_peer("192.0.2.1:2"));
}

#[test]
fn a_mock_of_the_connection_counts_in_tests() {
    let mut parts = parts(None, &[]);
    let peer: SocketAddr = "192.0.2.9:1".parse().unwrap();
    parts.extensions.insert(MockConnectInfo(peer));
    assert_eq!(told(&parts, 0), "192.0.2.9");
}

proptest! {
    #[test]
    fn whatever_comes_in_the_header_no_visitor_chooses_the_entry_of_our_proxy(
        forged in prop::collection::vec("[ -~\u{e9}]{0,40}", 0..4),
        own in any::<[u8; 4]>(),
    ) {
        let own = IpAddr::from(own);
        let mut lines: Vec<Vec<u8>> = forged.into_iter().map(String::into_bytes).collect();
        match lines.last_mut() {
            Some(last) => last.extend(format!(", {own}").bytes()),
            None => lines.push(own.to_string().into_bytes()),
        }
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(of(&parts(None, &lines), 1), Some(own));
    }
}
