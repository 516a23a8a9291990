//! Rules with one deliberate mistake.

use super::{DefaultRules, Duration, Life, Position, Reader, Rules, State};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutant {
    StampsWhenReady,
    StampsWhenReadyAndStoresAnything,
    InheritsTheOuterStamp,
    InheritsTheLaterStamp,
    MergesToTheLaterStamp,
    ForgetsWhatIsUnknown,
    CallsTheStampItselfInvalid,
    CallsTheNextOneValid,
    StatesNothingInvalid,
    ServesStaleToActions,
    ServesStaleToComputations,
    StoresAnything,
    StoresNothing,
    ReplacesAnything,
    ReplacesNothing,
    ReplacesOlderOnly,
    JoinsAnything,
    JoinsNothing,
    TakesAnything,
    TakesNothingInvalid,
    TakesNothingOlder,
    NeverBacksOff,
}

impl Rules for Mutant {
    fn stamp(&self, began: Position, ready: Position) -> Position {
        match self {
            Self::StampsWhenReady | Self::StampsWhenReadyAndStoresAnything => ready,
            _ => DefaultRules.stamp(began, ready),
        }
    }

    fn inherited(&self, inner: Position, outer: Position) -> Position {
        match self {
            Self::InheritsTheOuterStamp => outer,
            Self::InheritsTheLaterStamp => inner.max(outer),
            _ => DefaultRules.inherited(inner, outer),
        }
    }

    fn merged(&self, one: Position, other: Position) -> Position {
        match self {
            Self::MergesToTheLaterStamp => one.max(other),
            _ => DefaultRules.merged(one, other),
        }
    }

    fn is_known(&self, own: bool, inner: bool) -> bool {
        match self {
            Self::ForgetsWhatIsUnknown => own,
            _ => DefaultRules.is_known(own, inner),
        }
    }

    fn is_invalid(&self, as_of: Position, hard: Position) -> bool {
        match self {
            Self::CallsTheStampItselfInvalid => hard >= as_of,
            Self::CallsTheNextOneValid => hard > as_of + 1,
            _ => DefaultRules.is_invalid(as_of, hard),
        }
    }

    fn state(&self, invalid: bool, age: Duration, life: Life) -> State {
        DefaultRules.state(invalid && *self != Self::StatesNothingInvalid, age, life)
    }

    fn serves(&self, state: State, reader: Reader) -> bool {
        let reader = match (self, reader) {
            (Self::ServesStaleToActions, Reader::Action)
            | (Self::ServesStaleToComputations, Reader::Computation) => Reader::Page,
            _ => reader,
        };
        DefaultRules.serves(state, reader)
    }

    fn stores(&self, invalid: bool) -> bool {
        match self {
            Self::StoresAnything | Self::StampsWhenReadyAndStoresAnything => true,
            Self::StoresNothing => false,
            _ => DefaultRules.stores(invalid),
        }
    }

    fn replaces(&self, new: Position, old: Position) -> bool {
        match self {
            Self::ReplacesAnything => true,
            Self::ReplacesNothing => false,
            Self::ReplacesOlderOnly => new > old,
            _ => DefaultRules.replaces(new, old),
        }
    }

    fn joins(&self, invalid: bool) -> bool {
        match self {
            Self::JoinsAnything => true,
            Self::JoinsNothing => false,
            _ => DefaultRules.joins(invalid),
        }
    }

    fn takes(&self, as_of: Position, arrived: Position, invalid: bool) -> bool {
        match self {
            Self::TakesAnything => true,
            Self::TakesNothingInvalid => !invalid,
            Self::TakesNothingOlder => as_of >= arrived,
            _ => DefaultRules.takes(as_of, arrived, invalid),
        }
    }

    fn back_off(&self, failures: u32) -> Duration {
        match self {
            Self::NeverBacksOff => Duration::ZERO,
            _ => DefaultRules.back_off(failures),
        }
    }
}
