// Where Chromium does otherwise than we, and why that is so.

import type { Case } from "./cookie-cases.ts";

interface Difference {
  why: string;
  kind: string;
  /** What such a line holds; with a `$`, what it ends with. */
  lines: string[];
}

/** Each of them is seen, and no other is. */
export const DIFFERENCES: readonly Difference[] = [
  {
    why: "in a date RFC 6265bis has a year of two to four digits from 1601 on, and numbers of the time with at most two; Chromium takes what it can read as a number",
    kind: "date",
    lines: ["7 Mar 0 ", "7 Mar 1 ", "7 Mar 7 ", "7 Mar 100 ", "7 Mar 0199 ", "7 Mar 1600 ", "7 Mar 01999 ", " 001:2:3", " 1:002:3", " 1:2:003"],
  },
  {
    why: "behind a number in a date RFC 6265bis allows other letters, and Chromium does not",
    kind: "date",
    lines: ["7 Mar 1999x ", "Expires=1st ", "Expires=2nd ", "Expires=1x ", " 1:2:3:4", " 1:2:3Z", " 1:2:3pm", " 1:2:30s"],
  },
  { why: "RFC 6265bis allows tabs inside, and Chromium refuses the cookie", kind: "date", lines: ["Expires=7\tMar"] },
  { why: "RFC 6265bis allows tabs inside, and Chromium refuses the cookie", kind: "byte", lines: ["\ta\tb\t", "a=\t1\t2"] },
  { why: "a `+` is no part of a number in RFC 6265bis", kind: "age", lines: ["Max-Age=+0$"] },
  {
    why: "an attribute that says nothing is not there in RFC 6265bis, and in Chromium it takes the place of an earlier one",
    kind: "age",
    lines: ["Max-Age=0; Max-Age=x$", "Max-Age=0; Max-Age=$", "Max-Age=0; Max-Age$", "2099 00:00:00 GMT; Max-Age=x$", "1998 00:00:00 GMT; Expires=?$", "1998 00:00:00 GMT; Expires=$", "1998 00:00:00 GMT; Expires$"],
  },
  { why: "a single dot is no domain in RFC 6265bis, and a wrong one in Chromium", kind: "domain", lines: ["Domain=.$"] },
  { why: "which names of several labels are public suffixes is a list that the server does not have", kind: "domain", lines: ["Domain=co.uk$", "Domain=.co.uk$"] },
];

/** The line of the table above that this case shows. */
export function differenceOf({ kind, lines }: Case): string | undefined {
  const has = (part: string) => lines.some((line) => (part.endsWith("$") ? line.endsWith(part.slice(0, -1)) : line.includes(part)));
  return DIFFERENCES.filter((difference) => difference.kind === kind).flatMap((difference) => difference.lines).find(has);
}

/** The browser sends names and values. Where it has a cookie of this name for another path or domain, nobody
 * can tell which one is replaced. */
export function isAmbiguous(one: Case): boolean {
  const before = heldBefore(one);
  const isOther = ({ name, place }: Identity) => before.some((held) => held.name === name && held.place !== place);
  return one.lines.map(identityOf).some(isOther);
}

/** Whether the order of the names can be known: nothing but `/` is the path of what there was, which nobody
 * says, and nothing of it gets another value. That is a new cookie to Chromium, which comes behind the others;
 * in RFC 6265bis it stays where it is. */
export function hasOrder(one: Case): boolean {
  const before = heldBefore(one);
  const isAtRoot = before.every(({ place }) => place.startsWith("/ "));
  return isAtRoot && !one.lines.map(identityOf).some(({ name }) => before.some((held) => held.name === name));
}

interface Identity {
  name: string;
  place: string;
}

function heldBefore({ before, script }: Case): Identity[] {
  const ofScripts = script.map((line) => Buffer.from(line).toString("latin1"));
  return [...before, ...ofScripts].map(identityOf);
}

/** As far as the lines of the table need it. */
function identityOf(line: string): Identity {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const read = (name: string) => attributes.findLast((attribute) => attribute.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const path = read("path");
  const place = `${path?.startsWith("/") ? path : "the folder"} ${read("domain")?.toLowerCase().replace(/^\./, "") || "the host"}`;
  return { name: pair.slice(0, Math.max(pair.indexOf("="), 0)).trim(), place };
}
