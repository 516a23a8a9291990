// Every sentence that the runtime shows by itself. Those of the server are in `wording.rs` of the crate. Each
// is a constant of its own, so a module is built with those that it says and no others.

// There is no answer.
export const OFFLINE = "There is no connection.";
export const TIMEOUT = "The server took too long.";
export const BAD_REPLY = "The answer could not be read.";
export const OVERFLOW = "Too many changes are waiting.";
export const KEPT = "What you entered is still here.";
export const TRY_AGAIN = "Try again";

// There is one.
export const SIGN_IN = "Sign in";
export const DONE = "This was done.";
export const CONTINUE = "Continue";
export const FAILED = "This did not work.";
export const problems = (count: number): string => `${count} problem${count > 1 ? "s" : ""}`;
export const withCode = (text: string, digest: string): string => `${text} (code ${digest})`;

// A file on its way.
export const sent = (percent: number): string => `${percent}% sent`;

// A draft.
export const EARLIER = "What you entered here earlier was kept.";
export const RESTORE = "Restore";
export const DISCARD = "Discard";
