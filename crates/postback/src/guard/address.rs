//! The client's address, for `rate = ".. per address"`.
//!
//! The address is that of the connection (`ConnectInfo`). Behind proxies that is the nearest proxy,
//! and `X-Forwarded-For` contains the client's. Each proxy appends the address of its own client,
//! and everything to the left of the trusted proxies' entries was written by the client. So with
//! `n` trusted proxies it is the n-th entry from the right.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::connect_info::{ConnectInfo, MockConnectInfo};
use http::request::Parts;
use http::{HeaderMap, HeaderName};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Returns the address that counts as one visitor: an IPv4 address, or the first 64 bits of an IPv6
/// one, which is what a single customer receives. It is `None` if neither the connection nor a
/// trusted proxy gives it.
pub(crate) fn of(parts: &Parts, trusted_proxies: usize) -> Option<IpAddr> {
    let address = forwarded(&parts.headers, trusted_proxies).or_else(|| connected(parts))?;
    Some(visitor(address))
}

fn connected(parts: &Parts) -> Option<IpAddr> {
    let real = parts.extensions.get().map(|ConnectInfo(peer)| *peer);
    let peer: SocketAddr = real.or_else(|| {
        let mock = parts.extensions.get();
        mock.map(|MockConnectInfo(peer)| *peer)
    })?;
    Some(peer.ip())
}

fn forwarded(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let behind_it = trusted_proxies.checked_sub(1)?;
    let lines = headers.get_all(FORWARDED_FOR).into_iter().rev();
    // The header is read as bytes, because the part that a client has written need not be text.
    let entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let address = entries.skip(behind_it).map(read).next().flatten();
    if address.is_none() {
        tracing::debug!(target: "postback::address", trusted_proxies,
            "X-Forwarded-For has no address at the position of the trusted proxies, so the address of the connection is used");
    }
    address
}

/// Parses `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?.trim();
    let bracketed = entry
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let plain = bracketed.unwrap_or(entry).parse();
    plain.ok().or_else(|| {
        let with_port: SocketAddr = entry.parse().ok()?;
        Some(with_port.ip())
    })
}

fn visitor(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests;
