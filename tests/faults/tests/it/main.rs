//! What becomes of submits when the server dies, when its database is busy, and when a crowd holds its
//! connections.

mod crowded;
mod killed;
mod locked;
mod server;
