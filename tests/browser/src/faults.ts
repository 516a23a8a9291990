// What can go wrong with a form that was filled in: how it is brought about, what a person reads then, and
// the one click that is left to do.

import { FORGOTTEN, SECRET, signInAs, type Entered } from "./trips.ts";
import type { World } from "./world.ts";

/** How it ends for the person who has pressed the button:
 *
 * - `form`: an answer of the app, with the form and what was entered in it;
 * - `nothing`: no answer, or one that is not the app's. With JavaScript the form stands there untouched;
 *   without it there is a page of the browser or of a proxy, and Back leads to the form;
 * - `signed out`: what was entered is sent again after signing in beside it;
 * - `list`: there is no form any more that could take it, and it can be copied. */
export type Ending = "form" | "nothing" | "signed out" | "list";

export interface Fault {
  /** As a test's name: "what was typed outlives ..". */
  name: string;
  ending: Ending;
  /** Past which proxy; else one that can cut connections. */
  by?: "nginx";
  /** Where, and by which button. */
  at?: string;
  button?: string;
  /** What is entered that is corrected afterwards. */
  wrong?: Entered;
  /** Before the button is pressed. */
  before?(world: World): Promise<unknown>;
  /** While it is pressed: what the person cannot see. */
  meanwhile?(world: World): Promise<unknown>;
  /** Before the last click. */
  after?(world: World): Promise<unknown>;
  status?: number;
  /** What is to be read, by JavaScript off and on; nothing of ours without it, if there is no answer. */
  says: RegExp | { off: RegExp | undefined; on: RegExp };
  /** Whether it was done all the same. Nothing that a person reads may say otherwise. */
  isDone: boolean;
  /** What has to be entered once more, by JavaScript off and on. */
  forgets: { off: string[]; on: string[] };
  /** The button that is pressed then, if it is another one. */
  then?: string;
  /** A reload sends nothing: the browser has gone where the answer leads. */
  leadsOn?: boolean;
  /** The last click gets an answer that asks to look first. */
  asksToLook?: boolean;
  /** It is the same for the form that changes something that is there. */
  edits?: boolean;
}

const SENT_BACK = { off: FORGOTTEN, on: SECRET };
/** Back shows the form as it was, but for these. */
const BACK = { off: SECRET, on: [] };
const NO_ANSWER = /^There is no connection\. What you entered is still here\.$/;
const UNREADABLE = /^The answer could not be read\. What you entered is still here\.$/;

/** Whatever is read, none of this may be in it. */
export const LIES = {
  done: /nothing (was|has been) (changed|done|sent|saved)|(was|were|is) not (done|sent|saved|changed|booked)/i,
  // That nobody knows whether it was done is no lie, nor how it will be done.
  notDone: /(?<!whether it )\b(is|was) (booked|saved|done|sent)\b(?! already| from the account)/i,
};

export const FAULTS: Fault[] = [
  {
    name: "a rule that it breaks",
    edits: true,
    ending: "form",
    wrong: { name: "ab" },
    status: 422,
    says: /must have at least 3 characters/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a rule that a row breaks",
    edits: true,
    ending: "form",
    wrong: { "travellers[1].name": "", "travellers[1].age": "7" },
    status: 422,
    says: /must not be empty|is required|must have at least 1/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a name that somebody else has taken",
    ending: "form",
    wrong: { name: "Taken by somebody" },
    status: 422,
    says: /is already in use/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a file that is not what its name says",
    edits: true,
    ending: "form",
    wrong: { ticket: "text.png" },
    status: 422,
    says: /PNG/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a file that is too large",
    edits: true,
    ending: "form",
    wrong: { ticket: "large.png" },
    status: 413,
    says: /64 KiB/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a limit of how often",
    ending: "form",
    at: "/requests/new",
    button: "Request",
    before: (world) => world.useUp(),
    status: 429,
    says: /Too many attempts\./,
    isDone: false,
    forgets: SENT_BACK,
    // Counts live in the memory of the process.
    after: ({ site }) => site.restart(),
  },
  {
    name: "a restart",
    ending: "form",
    before: ({ site }) => site.restart(),
    status: 409,
    says: /check whether it was done/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a restart with other keys",
    edits: true,
    ending: "form",
    before: ({ site }) => site.restart({ withOtherKeys: true }),
    status: 409,
    says: /out of date, so nothing was changed\. What you entered is still here\./,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a deploy without the action",
    ending: "list",
    before: ({ site }) => site.restart({ as: "gone" }),
    status: 409,
    says: /out of date, so nothing was changed\. What you entered is still here\./,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a deploy with another name for the action",
    ending: "form",
    before: ({ site }) => site.restart({ as: "renamed" }),
    status: 409,
    says: /check whether it was done/,
    isDone: false,
    forgets: { off: FORGOTTEN, on: FORGOTTEN },
    then: "Reserve",
  },
  {
    name: "a trip that was cancelled meanwhile",
    ending: "list",
    at: "/trips/{own}/edit",
    button: "Save",
    before: (world) => world.cancel(),
    status: 404,
    says: /could not be found/,
    isDone: false,
    forgets: SENT_BACK,
  },
  {
    name: "a session that is over",
    edits: true,
    ending: "signed out",
    before: (world) => world.signOutBeside(),
    status: 401,
    says: {
      off: /You are signed out\. Nothing you entered is lost\./,
      on: /sign in first\. What you entered is still here\./i,
    },
    isDone: false,
    forgets: { off: FORGOTTEN, on: [] },
    after: async ({ tab, person }) => signInAs(await tab.another(), person),
  },
  {
    name: "a connection that is cut before the answer",
    edits: true,
    ending: "nothing",
    meanwhile: (world) => world.cut(0),
    says: { off: undefined, on: NO_ANSWER },
    isDone: true,
    forgets: BACK,
    after: (world) => world.mend(),
  },
  {
    name: "a connection that is cut in the middle of the answer",
    edits: true,
    ending: "nothing",
    meanwhile: (world) => world.cut(200),
    leadsOn: true,
    says: { off: undefined, on: UNREADABLE },
    isDone: true,
    forgets: BACK,
    after: (world) => world.mend(),
  },
  {
    name: "a proxy that cuts the answer off and ends it properly",
    edits: true,
    ending: "nothing",
    meanwhile: (world) => world.cut(1_000, { endsProperly: true }),
    leadsOn: true,
    says: { off: undefined, on: UNREADABLE },
    isDone: true,
    forgets: BACK,
    after: (world) => world.mend(),
  },
  {
    name: "kill -9 before it is run",
    edits: true,
    ending: "nothing",
    before: ({ site }) => site.kill(),
    says: { off: undefined, on: NO_ANSWER },
    isDone: false,
    forgets: BACK,
    after: ({ site }) => site.restart(),
    asksToLook: true,
  },
  {
    name: "kill -9 after it was run",
    ending: "nothing",
    meanwhile: (world) => world.killBeforeTheAnswer(),
    says: { off: undefined, on: NO_ANSWER },
    isDone: true,
    forgets: BACK,
    after: ({ site }) => site.restart(),
    asksToLook: true,
  },
  {
    name: "a proxy that does not reach the app",
    edits: true,
    by: "nginx",
    ending: "nothing",
    before: ({ site }) => site.kill(),
    says: { off: /502 Bad Gateway/, on: UNREADABLE },
    isDone: false,
    forgets: BACK,
    after: ({ site }) => site.restart(),
    asksToLook: true,
  },
  {
    name: "a proxy that loses the answer",
    edits: true,
    by: "nginx",
    ending: "nothing",
    meanwhile: (world) => world.cut(0),
    says: { off: /502 Bad Gateway/, on: UNREADABLE },
    isDone: true,
    forgets: BACK,
    after: (world) => world.mend(),
  },
];

/** The form that changes a trip. Its action may run twice, so nobody has to look whether it did. */
export const EDITS: Fault[] = FAULTS.filter(({ edits }) => edits).map((fault) => ({
  ...fault,
  name: `${fault.name}, in a form that changes something`,
  at: "/trips/{own}/edit",
  button: "Save",
  asksToLook: false,
}));
