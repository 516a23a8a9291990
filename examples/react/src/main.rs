//! Runs the site: `ADDR` says where (`127.0.0.1:3000`), `DATABASE_URL` on which file
//! (`sqlite:practice.sqlite`). `cargo run -- typescript` writes `web/src/actions` anew.

use std::{env, path::Path};

use axum::BoxError;
use postback::typescript;
use react_example::{Db, Vite, app, site};
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    if env::args().nth(1).as_deref() == Some("typescript") {
        return Ok(typescript::export(&site(), web.join("src/actions"))?);
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();

    let db = Db::open(&setting("DATABASE_URL", "sqlite:practice.sqlite")).await?;
    let vite = Vite::open(&web.join("dist"), "src/main.tsx")?;
    let listener = TcpListener::bind(setting("ADDR", "127.0.0.1:3000")).await?;
    println!("\nThe site is at http://{}", listener.local_addr()?);
    axum::serve(
        listener,
        app(db, vite).into_make_service_with_connect_info::<std::net::SocketAddr>(),
    )
    .with_graceful_shutdown(async { _ = signal::ctrl_c().await })
    .await?;
    Ok(())
}

fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}
