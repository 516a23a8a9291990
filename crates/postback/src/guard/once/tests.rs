use super::*;

fn started(start: u64) -> Once {
    Once::since(start)
}

const PAY: &str = "shop::pay";

/// Submits the form with this id for the first time.
fn sent(once: &Once, keys: &Keys, id: &str) -> Result<Ticket, Unfit> {
    let ticket = once.ticket(keys, id, PAY, Key::of([id.as_bytes()]), None)?;
    once.may_run(&ticket)?;
    Ok(ticket)
}

fn check(once: &Once, keys: &Keys, id: &str) -> Result<(), Unfit> {
    sent(once, keys, id).map(drop)
}

#[test]
fn a_process_takes_its_own_ids() {
    let keys = Keys::random();
    for once in [Once::since_now(), started(0), started(u64::MAX)] {
        assert_eq!(check(&once, &keys, &once.mint(&keys)), Ok(()));
    }
}

#[test]
fn an_id_from_before_the_start_is_refused_also_if_the_clock_stood_ahead() {
    let (keys, once) = (Keys::random(), started(9 * DAY));
    for start in [0, 8 * DAY, 9 * DAY - 60_000, 10 * DAY] {
        let id = started(start).mint(&keys);
        assert_eq!(check(&once, &keys, &id), Err(Unfit::Earlier), "{start}");
    }
}

#[test]
fn an_id_that_another_instance_mints_meanwhile_is_taken() {
    let (keys, one) = (Keys::random(), started(DAY));
    let other = started(DAY - 5);
    let behind = || other.now() < one.start;
    while behind() {
        std::thread::yield_now();
    }
    assert_eq!(check(&one, &keys, &other.mint(&keys)), Ok(()));
}

#[test]
fn an_id_that_nobody_minted_is_unknown() {
    let once = Once::since_now();
    let foreign = once.mint(&Keys::random());
    for id in ["", "0123456789012345678901", &foreign] {
        assert_eq!(check(&once, &Keys::random(), id), Err(Unfit::Unknown));
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_is_known_as_long_as_its_form_is_good() {
    let (keys, once) = (Keys::random(), started(9 * DAY));
    let (id, unsent) = (once.mint(&keys), once.mint(&keys));
    let ticket = sent(&once, &keys, &id).unwrap();
    // Until it begins, it has changed nothing.
    assert_eq!(check(&once, &keys, &id), Ok(()));
    once.begins(&ticket);
    let later = async |milliseconds| {
        tokio::time::advance(std::time::Duration::from_millis(milliseconds)).await;
        [&id, &unsent].map(|id| check(&once, &keys, id))
    };
    assert_eq!(later(0).await, [Err(Unfit::Sent), Ok(())]);
    assert_eq!(later(600_000).await, [Err(Unfit::Sent), Ok(())]);
    assert_eq!(later(DAY - 600_001).await, [Err(Unfit::Sent), Ok(())]);
    assert_eq!(later(1).await, [Err(Unfit::Earlier), Err(Unfit::Earlier)]);
    assert_eq!(check(&once, &keys, &once.mint(&keys)), Ok(()));
}

#[test]
fn the_same_key_of_another_action_is_another_submission() {
    let (keys, once) = (Keys::random(), Once::since_now());
    let id = once.mint(&keys);
    let key = Key::of([id.as_bytes()]);
    once.begins(&sent(&once, &keys, &id).unwrap());
    let other = once.ticket(&keys, &id, "shop::say", key, None).unwrap();
    assert_eq!(once.may_run(&other), Ok(()));
}
