//! What becomes of submits when the server dies and when its database is busy.

mod killed;
mod locked;
mod server;
