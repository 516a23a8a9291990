//! Password hashing with Argon2id, off the threads that serve requests.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{Error, phc::PasswordHash},
};
use axum::BoxError;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Returns one of the configurations that OWASP considers equally strong, the one with the least
/// memory: 7 MiB and five passes.
/// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>
fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(7 * 1024, 5, 1, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// More parallel hashes than cores would only use more memory.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| {
    Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))
});

/// A hash without a known password, so that signing in with an unknown address takes as long as
/// with a known one.
static NOBODY: LazyLock<Result<String, Error>> = LazyLock::new(|| {
    let mut password = [0; 32];
    getrandom::fill(&mut password).map_err(|_| Error::RngFailure)?;
    hash_now(&password)
});

/// Returns the hash of a new password.
///
/// # Errors
///
/// Returns an error if the system provides no random bytes or no memory.
pub(crate) async fn hash(password: &str) -> Result<String, BoxError> {
    let password = password.to_owned();
    let _permit = AT_ONCE.acquire().await?;
    Ok(spawn_blocking(move || hash_now(password.as_bytes())).await??)
}

/// Verifies a password against a hash. Without a hash it does the same work and returns false.
///
/// # Errors
///
/// Returns an error if the stored hash is invalid, or the system provides no memory.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool, BoxError> {
    let password = password.to_owned();
    let _permit = AT_ONCE.acquire().await?;
    Ok(spawn_blocking(move || verify_now(password.as_bytes(), hash.as_deref())).await??)
}

/// Returns a hash for an account without sign-in.
///
/// # Errors
///
/// Returns an error if the system provides no random bytes or no memory.
pub(crate) fn hash_of_nobody() -> Result<&'static str, BoxError> {
    Ok(NOBODY.as_deref().map_err(|error| *error)?)
}

fn hash_now(password: &[u8]) -> Result<String, Error> {
    Ok(argon2()?.hash_password(password)?.to_string())
}

fn verify_now(password: &[u8], hash: Option<&str>) -> Result<bool, Error> {
    let nobody = NOBODY.as_deref().map_err(|error| *error)?;
    let parsed = PasswordHash::new(hash.unwrap_or(nobody))?;
    match argon2()?.verify_password(password, &parsed) {
        Ok(()) => Ok(hash.is_some()),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_opens_its_hash() {
        let stored = hash("practice makes perfect").await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(
            verify("practice makes perfect", Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(
            !verify("practice makes perfect ", Some(stored))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify("", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_stored_value_that_is_no_hash_is_an_error_and_not_a_no() {
        assert!(verify("x", Some("!".to_owned())).await.is_err());
    }
}
