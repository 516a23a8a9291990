//! Passwords are hashed with Argon2id, away from the threads that serve requests.

use argon2::{
    Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash,
};
use axum::BoxError;
use tokio::task::spawn_blocking;

pub(crate) async fn hash(password: &str) -> Result<String, BoxError> {
    let password = password.to_owned();
    let hashed = spawn_blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    });
    Ok(hashed.await??)
}

/// Whether this is the password of that hash.
pub(crate) async fn verify(password: &str, hash: String) -> Result<bool, BoxError> {
    let password = password.to_owned();
    let verified = spawn_blocking(move || {
        let hash = PasswordHash::new(&hash)?;
        Ok::<_, argon2::password_hash::Error>(
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok(),
        )
    });
    Ok(verified.await??)
}
