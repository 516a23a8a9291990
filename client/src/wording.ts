// Every text that the runtime itself shows. The server's texts are in `wording.rs` of the crate.
//
// Each text is a constant of its own, so that a built module contains only the texts that it uses.

// No answer has arrived.
export const OFFLINE = "There is no connection.";
export const TIMEOUT = "The server took too long.";
export const BAD_REPLY = "The answer could not be read.";
export const OVERFLOW = "Too many changes are waiting.";
export const KEPT = "What you entered is still here.";
export const TRY_AGAIN = "Try again";

// The answer has arrived, but the page cannot show it.
export const SIGN_IN = "Sign in";
export const DONE = "This was done.";
export const CONTINUE = "Continue";
export const FAILED = "This did not work.";
export const problems = (count: number): string => `${count} problem${count > 1 ? "s" : ""}`;
export const withCode = (text: string, digest: string): string => `${text} (code ${digest})`;

// The progress of an upload.
export const percentSent = (percent: number): string => `${percent}% sent`;

// The offer of a draft.
export const DRAFT_KEPT = "What you entered here earlier was kept.";
export const RESTORE = "Restore";
export const DISCARD = "Discard";
