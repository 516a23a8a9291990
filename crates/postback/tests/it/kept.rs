//! Nothing that somebody entered is lost: the row is gone, the action is gone, the session is over, the
//! answer is too large for a cookie, the button belongs to another action.

mod gone;
mod large;
mod renamed;
mod site;
