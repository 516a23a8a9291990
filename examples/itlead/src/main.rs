//! Runs itlead. `ADDR` is the address (`127.0.0.1:3000`), `DATABASE_URL` the database
//! (`sqlite:itlead.sqlite`), `UPLOADS` the folder of the pictures (`uploads`, beside the database),
//! and `PUBLIC_ORIGIN` the origin that browsers see behind a proxy, which appends their addresses
//! to `X-Forwarded-For`.

use std::{net::SocketAddr, path::PathBuf};

use axum::BoxError;
use itlead::{Avatars, Db, Site, pages};
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();

    let db = Db::open(&setting("DATABASE_URL", "sqlite:itlead.sqlite")).await?;
    let uploads = std::env::var_os("UPLOADS").map_or_else(|| db.beside("uploads"), PathBuf::from);
    let avatars = Avatars::open(uploads)?;
    let site = std::env::var("PUBLIC_ORIGIN").map_or_else(|_| Site::default(), Site::at);
    let (app, handle) = itlead::app(db.clone(), site, avatars);
    let listener = TcpListener::bind(setting("ADDR", "127.0.0.1:3000")).await?;

    println!("\nitlead is at http://{}\n\npages", listener.local_addr()?);
    for (path, _) in pages::routes() {
        println!("  {path}");
    }
    println!("\nactions");
    for action in handle.actions() {
        println!("  {action}");
    }
    println!();

    // Sign-ins and sign-ups are limited per address, so the app needs the client's address.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(told_to_stop())
        .await?;
    // Actions whose clients have disconnected finish first.
    handle.drained().await;
    db.close().await;
    Ok(())
}

fn setting(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

async fn told_to_stop() {
    let terminated = async {
        #[cfg(unix)]
        if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
            terminate.recv().await;
            return;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminated => {}
    }
}
