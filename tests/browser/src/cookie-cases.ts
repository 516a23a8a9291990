// Cookies that an action may set, in every way that we could think of: a table, most of it multiplied out.
//
// A letter of a line is a byte, so what is beyond ASCII is written as UTF-8 or not, as each case likes.

/** Where the page is; the host is told apart from the others by its scheme and what it is. */
export type Where = "https" | "http" | "localhost" | "sub.localhost" | "127.0.0.1" | "suffix" | "single";

export interface Case {
  /** What kind of case it is. */
  kind: string;
  where: Where;
  /** The path of the page whose action sets cookies, and of the page that the browser requests next. */
  from: string;
  to: string;
  /** What the page has set before. */
  before: string[];
  /** What a script of the page `/account/page` has set after that. */
  script: string[];
  lines: string[];
}

export function nameOf({ kind, where, from, to, before, script, lines }: Case): string {
  const told = (list: string[]) => list.map((line) => shortened(line)).join(" & ");
  return `${kind}, ${where} ${from} to ${to}: ${told([...before, ...script])} then ${told(lines)}`;
}

function shortened(text: string): string {
  return text.replaceAll(/(.)\1{20,}/g, (run, letter: string) => `${letter}*${run.length}`);
}

const cases: Case[] = [];

/** What does not depend on where the page is: it costs less time without TLS. */
const ANYWHERE = ["date", "age", "path", "size", "byte", "shape", "script"];

function add(kind: string, lines: string | string[], more: Partial<Case> = {}): void {
  const list = typeof lines === "string" ? [lines] : lines;
  cases.push({ kind, where: ANYWHERE.includes(kind) ? "localhost" : "https", from: "/account/login", to: "/account/x", before: [], script: [], lines: list, ...more });
}

const EVERYWHERE: Where[] = ["https", "http", "localhost", "sub.localhost", "127.0.0.1"];
const utf8 = (text: string) => Buffer.from(text).toString("latin1");

dates();
ages();
domains();
paths();
secure();
prefixes();
sameSites();
sizes();
bytes();
shapes();
replacements();
orders();
scripts();
attributes();

export const CASES: readonly Case[] = cases;

/** A date that is over removes the cookie that there was; what is none leaves one without an end. */
function dates(): void {
  const date = (text: string) => add("date", `a=2; Path=/; Expires=${text}`, { before: ["a=1; Path=/", "b=1; Path=/"] });
  const parts = { day: "7", month: "Mar", year: "1999", time: "10:20:30" };
  for (const order of permutations(Object.values(parts))) date(order.join(" "));
  const names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  for (const name of names) {
    date(`7-${name}-1999 1:2:3`);
  }
  for (const month of ["Ja", "Janu", "J an", "1", "03", "Mar.", "Mär", utf8("Mär"), "xMar", "Mar1999", "Mar-7", "Foo", "Mai", "MaR"]) date(`7 ${month} 1999 1:2:3`);
  for (const year of ["0", "1", "7", "00", "01", "68", "69", "70", "71", "99", "000", "099", "100", "0070", "0099", "0199", "1600", "1601", "1602", "1899", "1968", "1969", "1970", "1971", "2001", "01999", "10000", "19999", "9999", "99999", "1999x", "1999.5", "x1999", "+1999", "-1999", "MCMXCIX", ""]) {
    date(`7 Mar ${year} 1:2:3`);
  }
  for (const day of ["0", "00", "1", "01", "001", "31", "32", "99", "1st", "2nd", "-1", "+1", "1.5", "x1", "1x", ""]) date(`${day} Mar 1999 1:2:3`);
  for (const [day, month, year] of [["29", "Feb", "1999"], ["29", "Feb", "1996"], ["30", "Feb", "1996"], ["31", "Apr", "1999"], ["31", "Jun", "1999"], ["29", "Feb", "1900"], ["29", "Feb", "2000"]]) date(`${day} ${month} ${year} 1:2:3`);
  for (const time of ["0:0:0", "00:00:00", "23:59:59", "24:00:00", "25:0:0", "12:60:00", "12:59:60", "12:00:61", "1:2", "1", "1:2:", ":2:3", "1::3", "::", "1:2:3:4", "01:02:03.4", "1:2:3pm", "1:2:3Z", "001:2:3", "1:002:3", "1:2:003", "1:2:30s", "1:2:3+01:00", "1:2:3-0100", "-1:2:3", "1.2.3", "x1:2:3", "1x:2:3", "1:2x:3", ""]) {
    date(`7 Mar 1999 ${time}`);
  }
  for (let code = 0x20; code < 0x7f; code += 1) {
    const between = String.fromCharCode(code);
    if (!/[\w;]/.test(between)) date(["7", "Mar", "1999", "1:2:3"].join(between));
  }
  for (const between of ["\t", "\x80", "\xa0", "\xff", utf8("\u2003"), "_", "T", ""]) date(["7", "Mar", "1999", "1:2:3"].join(between));
  for (const whole of [
    "Sun, 07 Mar 1999 10:20:30 GMT", "Sun, 07-Mar-99 10:20:30 GMT", "Sunday, 07-Mar-99 10:20:30 GMT", "Sun Mar  7 10:20:30 1999", "Sun, 07 Mar 1999 10:20:30 UTC",
    "Sun, 07 Mar 1999 10:20:30 +0500", "Sun, 07 Mar 1999 10:20:30 PST", "Sun Mar 07 1999 10:20:30 GMT+0100 (CET)", "1999-03-07T10:20:30Z", "1999-03-07 10:20:30", "03/07/1999 10:20:30",
    "07/Mar/1999:10:20:30", "920802030", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:01 GMT", "0", "-1", "1", "now", "never", "", " ", "\"Sun, 07 Mar 1999 10:20:30 GMT\"", "'Sun, 07 Mar 1999 10:20:30 GMT'",
    "Tue, 07 Mar 1999 10:20:30 GMT", "Foo, 07 Mar 1999 10:20:30 GMT", "Sun, 07 Mar 1999 10:20:30 GMT 2099", "2099 Sun, 07 Mar 1999 10:20:30 GMT", "7 8 Mar 1999 1:2:3", "7 Mar Apr 1999 1:2:3", "7 Mar 1999 1:2:3 4:5:6",
    "Sat, 07 Mar 2099 10:20:30 GMT", "07 Mar 2199 10:20:30", "Mon, 07 Mar 9999 10:20:30 GMT", `${" ".repeat(900)}7 Mar 1999 1:2:3`, `7 Mar 1999 1:2:3${" x".repeat(600)}`,
  ]) date(whole);
}

function ages(): void {
  const before = { before: ["a=1; Path=/", "b=1; Path=/"] };
  const values = ["0", "-0", "+0", "00", "000000", "-00", "1", "-1", "+1", "01", "60", "-60", "1.5", "0.5", "0.0", "-0.5", "1e3", "0x0", "0x10", "", "-", "+", "--1", "-+1", "- 1", "1 0", "0 1", "1a", "0a", "a0", "-1a", "-a", "'0'", "\"0\"", "0,0", "NaN", "Infinity", "-Infinity", "true",
    "99999999999999999999", "-99999999999999999999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", utf8("\uff10"), utf8("\u0660"), "\xa00", "0\xa0", "\t0\t", "0\x80", `${"0".repeat(1024)}`, `${"0".repeat(1025)}`, `${"9".repeat(1024)}`, `-${"9".repeat(1023)}`];
  for (const value of values) add("age", `a=2; Path=/; Max-Age=${value}`, before);
  for (const name of ["max-age", "MAX-AGE", "Max-age", "MaxAge", "Max_Age", " Max-Age ", "Max-Age\t"]) add("age", `a=2; Path=/; ${name}=0`, before);
  const past = "Expires=Thu, 01 Jan 1998 00:00:00 GMT";
  const future = "Expires=Thu, 01 Jan 2099 00:00:00 GMT";
  const none = "Expires=?";
  for (const some of [[past, "Max-Age=60"], ["Max-Age=60", past], [future, "Max-Age=0"], ["Max-Age=0", future], [past, "Max-Age=x"], [past, "Max-Age="], [past, "Max-Age"], [future, "Max-Age=x"],
    ["Max-Age=0", "Max-Age=60"], ["Max-Age=60", "Max-Age=0"], ["Max-Age=0", "Max-Age=x"], ["Max-Age=0", "Max-Age="], ["Max-Age=0", "Max-Age"], ["Max-Age=x", "Max-Age=0"], [past, future], [future, past], [past, none], [none, past], [past, "Expires="], [past, "Expires"], [past, past],
    [future, none], ["Max-Age=-1", future, "Max-Age=x"], [past, "Max-Age=99999999999999999999"], ["Max-Age=0", `Max-Age=${"6".repeat(1025)}`], [past, `Expires=${"6".repeat(1025)}`]]) add("age", `a=2; Path=/; ${some.join("; ")}`, before);
}

function domains(): void {
  const values = ["", ".", "..", "...", "x.app.test", ".x.app.test", "..x.app.test", "X.APP.Test", "x.app.test.", ".app.test", "app.test", "app.test.", "pp.test", ".pp.test", "test", ".test", "y.app.test", "z.x.app.test", "other.test", "x.app.test:443", "x.app.test/", "https://x.app.test",
    "*.app.test", "x..app.test", "x.app..test", " x.app.test ", "\"x.app.test\"", "x.app.test x", "x%2Eapp.test", "x.app.test\x80", utf8("\u00fc.test"), "xn--tda.test", "localhost", ".localhost", "sub.localhost", "LOCALHOST", "127.0.0.1", ".127.0.0.1", "0.0.1", "127.1", "[::1]", "1", "-", "_", "x_app.test", "x,app.test", "x\tapp.test"];
  for (const value of values) {
    add("domain", `a=2; Path=/; Domain=${value}`, { before: ["b=1; Path=/"] });
  }
  const ofHosts = [".", "localhost", ".localhost", "sub.localhost", "127.0.0.1", ".127.0.0.1", "0.0.1", "127.1", "app.test"];
  for (const value of ofHosts) {
    for (const where of ["http", "localhost", "sub.localhost", "127.0.0.1"] as const) add("domain", `a=2; Path=/; Domain=${value}`, { where, before: ["b=1; Path=/"] });
  }
  for (const value of ["co.uk", ".co.uk", "x.co.uk", "uk", ".x.co.uk"]) {
    for (const where of ["suffix", "https"] as const) add("domain", `a=2; Path=/; Domain=${value}`, { where, before: ["b=1; Path=/"] });
  }
  for (const value of ["github.io", ".github.io", "io", ""]) add("domain", `a=2; Path=/; Domain=${value}`, { where: "single", before: ["b=1; Path=/"] });
  for (const [first, second] of [["other.test", "x.app.test"], ["x.app.test", "other.test"], ["", "other.test"], ["other.test", ""], ["app.test", ""], ["x.app.test", "app.test"]]) {
    add("domain", `a=2; Path=/; Domain=${first}; Domain=${second}`);
  }
  // With one for the host alone and one for the domain there are two.
  for (const line of ["a=2; Path=/; Domain=app.test", "a=2; Path=/; Domain=x.app.test", "a=2; Path=/"]) {
    for (const after of ["a=3; Path=/", "a=3; Path=/; Domain=app.test", "a=3; Path=/; Domain=.APP.test", "a=; Path=/; Max-Age=0", "a=; Path=/; Domain=app.test; Max-Age=0"]) add("domain", [line, after]);
  }
}

function paths(): void {
  const values = ["/", "/account", "/account/", "/account/x", "/account/x/", "/account/x/y", "/accoun", "/Account", "/ACCOUNT/", "account", "account/x", "", " ", "//", "//account", "/./account", "/account/..", "/account/../account", "/account//x", "/%61ccount", "/account%2Fx", "\"/account\"", "'/'", "/account?x", "/account#x", "*", "/*", "/\xe9", utf8("/\u00e9"), " /account ", "\t/account\t", "/account x", "/account\tx", "\\account", "https://x.app.test/account"];
  for (const value of values) {
    for (const to of ["/account/x", "/"]) add("path", `a=2; Path=${value}`, { to, before: ["b=1; Path=/"] });
  }
  for (const from of ["/", "/account", "/account/", "/account/login", "/account/a/b", "//account/x"]) {
    for (const to of ["/", "/account", "/account/", "/account/x", "/account/a/c", "/accountx"]) add("path", "a=2", { from, to });
  }
  for (const pair of [["/", "/account"], ["/account", "/"], ["/nowhere", "/"], ["/", "/nowhere"], ["/", ""], ["/nowhere", ""], ["/nowhere", "x"], ["", "/nowhere"]]) add("path", `a=2; Path=${pair[0]}; Path=${pair[1]}`);
  for (const path of ["Path", "path=/", "PATH=/", "Path =/", " Path=/", "Path= /", "Path==/", "Paths=/"]) add("path", `a=2; ${path}`, { to: "/" });
}

function secure(): void {
  const values = ["Secure", "secure", "SECURE", "Secure=", "Secure=false", "Secure=1", " Secure ", "Secure; Secure", "Secur", "Secures", "\"Secure\"", "Secure,HttpOnly", "HttpOnly; Secure", "Secure;", ";Secure", `Secure=${"x".repeat(1024)}`, `Secure=${"x".repeat(1025)}`];
  for (const where of EVERYWHERE) {
    for (const value of where === "https" || where === "http" ? values : values.slice(0, 3)) add("secure", `a=2; Path=/; ${value}`, { where, before: ["a=1; Path=/"] });
    add("secure", "a=2; Path=/", { where, before: ["a=1; Path=/; Secure"] });
    add("secure", "a=; Path=/; Max-Age=0", { where, before: ["a=1; Path=/; Secure"] });
    add("secure", "a=2; Path=/account", { where, before: ["a=1; Path=/; Secure"] });
    add("secure", "a=2; Path=/; HttpOnly", { where, before: ["a=1; Path=/"] });
  }
}

function prefixes(): void {
  const names = ["__Host-a", "__HOST-a", "__host-a", "__hOsT-a", "__Secure-a", "__SECURE-a", "__secure-a", "__Http-a", "__http-a", "__Host-Http-a", "__HOST-HTTP-a", "__Host-", "__Secure-", "__Http-", "__Hosta", "_Host-a", "__Host_a", " __Host-a", "__ Host-a", "Host-a"];
  const promises = ["Secure; Path=/", "Secure; Path=/; HttpOnly", "Path=/", "Path=/; HttpOnly", "Secure", "Secure; HttpOnly", "Secure; Path=/account", "Secure; Path=/; Domain=x.app.test", "Secure; Path=/; Domain=", "Secure; Path=/; Path=", "Secure; Path=/account; Path=/", "Secure; Path=/; Domain=x.app.test; Domain="];
  for (const name of names) {
    for (const promise of /^__(Host|HOST|Secure|http|Host-Http)-a$/.test(name) ? promises : promises.slice(0, 3)) add("prefix", `${name}=2; ${promise}`);
    add("prefix", `${name}=2; Secure; Path=/`, { where: "localhost" });
  }
  for (const pair of ["=__Host-a=1", "__Host-a", "=__Secure-", "= __Host-a", "__Secure-=1", "=__host-a", "=__Hostx", "=__Http-a", "=__Host-Http-a", "=_", "__Host-a=", "__Host-a= ", "=__HoST-"]) add("prefix", `${pair}; Secure; Path=/; HttpOnly`, { before: ["b=1; Path=/"] });
  for (const line of ["__Host-a=; Secure; Path=/; Max-Age=0", "__Host-a=; Path=/; Max-Age=0", "__Host-a=; Max-Age=0", "__Host-a=3; Path=/", "__Host-a=3; Secure; Path=/"]) add("prefix", line, { before: ["__Host-a=1; Secure; Path=/"] });
}

function sameSites(): void {
  const values = ["None", "none", "NONE", " None ", "Lax", "Strict", "lax", "STRICT", "", "x", "\"None\"", "None,Lax", "0", utf8("\u00e9"), "N one"];
  for (const where of ["https", "http", "localhost"] as const) {
    for (const value of where === "https" ? values : values.slice(0, 5)) {
      add("same site", `a=2; Path=/; SameSite=${value}`, { where, before: ["a=1; Path=/"] });
      add("same site", `a=2; Path=/; SameSite=${value}; Secure`, { where, before: ["a=1; Path=/"] });
    }
  }
  for (const pair of [["None", "Lax"], ["Lax", "None"], ["None", "x"], ["None", ""], ["x", "None"], ["None", "None"]]) add("same site", `a=2; Path=/; SameSite=${pair[0]}; SameSite=${pair[1]}`);
  for (const attribute of ["SameSite", "samesite=none", "SAMESITE=None", "Same-Site=None", "SameSite =None"]) add("same site", `a=2; Path=/; ${attribute}`);
  for (const value of ["; Partitioned", "; Partitioned; Secure", "; Priority=High", "; SameParty", "; Secure; SameSite=None; Partitioned"]) add("same site", `a=2; Path=/${value}`);
}

function sizes(): void {
  const x = (count: number) => "x".repeat(count);
  for (const sum of [4095, 4096, 4097, 8192]) {
    for (const name of [0, 2048, sum]) add("size", `${x(name)}=${"y".repeat(sum - name)}; Path=/`, { before: ["b=1; Path=/"] });
    add("size", `${x(sum)}; Path=/`, { before: ["b=1; Path=/"] });
    add("size", `a=${x(sum - 3)}\xc3\xa9; Path=/`);
    add("size", `a=${" ".repeat(40)}${x(sum - 1)}; Path=/`);
  }
  for (const size of [1023, 1024, 1025]) {
    add("size", `a=2; Path=/${x(size - 1)}`, { to: `/${x(size - 1)}` });
    add("size", `a=2; Path=/nowhere; Path=/${x(size - 1)}`, { from: "/x" });
    add("size", `a=2; Path=/; Domain=${x(size)}`);
    add("size", `a=2; Path=/; Domain=${x(size - 5)}.test`);
    add("size", `a=2; Path=/; Max-Age=${"0".repeat(size)}`, { before: ["a=1; Path=/"] });
    add("size", `a=2; Path=/; ${x(size)}=1`);
    add("size", `a=2; Path=/; Unknown=${x(size)}`);
    add("size", `a=2; Path=/;${" ".repeat(size)}Max-Age=0`, { before: ["a=1; Path=/"] });
    add("size", `a=2; Path=/; Max-Age=${" ".repeat(size)}0`, { before: ["a=1; Path=/"] });
  }
  add("size", `a=2; Path=/${"; x=y".repeat(2000)}; Max-Age=0`, { before: ["a=1; Path=/"] });
  add("size", Array.from({ length: 40 }, (_, index) => `c${index}=1; Path=/`));
}

function bytes(): void {
  const some = ["\t", " ", "!", '"', "#", "$", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/", ":", "<", "=", ">", "?", "@", "[", "\\", "]", "^", "`", "{", "|", "}", "~", "\x80", "\x9f", "\xa0", "\xe9", "\xff", utf8("\u00e9"), utf8("\u{1f36a}"), utf8("\u2028"), "\xc3", "\xed\xa0\x80"];
  for (const byte of some) {
    for (const pair of [`${byte}a${byte}b${byte}=1`, `a=${byte}1${byte}2${byte}`]) add("byte", `${pair}; Path=/; Unk${byte}nown=1`, { before: ["z=0; Path=/"] });
  }
}

function shapes(): void {
  const pairs = ["", " ", "=", " = ", "==", "=a", " =a", "= a ", "=a=b", "a", " a ", "a=", "a= ", " a =", "a=b", " a = b ", "\ta\t=\tb\t", "a==b", "a=b=c", "a=\"b\"", "a=\"b", "a=b\"", "a=\"b c\"", "a='b'", "a=b c", "a b=c", "a=b,c", "a,b=c", "a=b, c=d", "a:b", "a=b:c", "$a=1", "a=\\\"b\\\"", "a=\"\"", "\"a\"=b", "Path=/", "Secure", "Max-Age=0", "a=Path=/"];
  for (const pair of pairs) {
    for (const end of ["", "; Max-Age=0"]) add("shape", `${pair}; Path=/${end}`, { before: ["a=0; Path=/", "nameless; Path=/"] });
  }
  for (const line of ["a=1;", "a=1;;", "a=1; ;", "a=1;Path=/;;", "a=1;;Path=/", "; a=1", ";a=1; Path=/", ";;", "a=1; =x; Path=/", "a=1; =; Path=/", "a=1; Path=/; =Secure", "a=1;Path=/", "a=1  ;  Path=/", "a=1;Path=/;Foo", "a=1; Path=/; Foo=Bar", "a=1; path=/; PATH=/nowhere", "a=\"1; Path=/\"", "a=1; Path=\"/\"", "a=1, b=2; Path=/", "a=1; Path=/, b=2; Path=/"]) {
    for (const to of ["/", "/account/x"]) add("shape", line, { to });
  }
}

function replacements(): void {
  const places = ["/", "/account", "/account/x"];
  const sets = places.map((path) => `a=${path.length}; Path=${path}`);
  const subsets = [[], ...sets.map((set) => [set]), [sets[0]!, sets[1]!], [sets[1]!, sets[2]!], [sets[0]!, sets[2]!], sets];
  for (const before of subsets) {
    for (const path of places) {
      for (const line of [`a=new; Path=${path}`, `a=; Path=${path}; Max-Age=0`, `a=${path.length}; Path=${path}`]) {
        for (const from of line.startsWith("a=new") ? ["/account/x/form", "/login"] : ["/account/x/form"]) add("replacement", line, { from, to: from, before: ["z=0; Path=/", ...before] });
      }
    }
  }
  for (const lines of [["a=2; Path=/", "a=3; Path=/"], ["a=2; Path=/", "a=; Path=/; Max-Age=0"], ["a=; Path=/; Max-Age=0", "a=2; Path=/"], ["a=2; Path=/", "a=3; Path=/; SameSite=None"], ["a=2; Path=/", "a=3; Path=/; Domain=other.test"], ["__Host-a=2; Path=/; Secure", "__Host-a=3; Path=/"],
    ["a=2; Path=/", `a=${"x".repeat(4096)}; Path=/`], ["a=2", "a=3; Path=/account"], ["a=2; Path=/account", "a=3"], ["a=2; Path=/account", "a=3; Path=/account/"], ["a=2; Path=x", "a=3; Path=y"], ["a=2; Path=/; Domain=x.app.test", "a=3; Path=/; Domain=.X.app.test"], ["=a; Path=/", "b; Path=/"], ["a; Path=/", "=a; Path=/; Max-Age=0"],
    ["a=2; Path=/", "A=3; Path=/"], ["a=2; Path=/", "a=2; Path=/"], ["a=2; Path=/account", "a=2; Path=/Account"]]) {
    for (const before of [["a=1; Path=/"], ["a=1; Path=/account", "a=0; Path=/"]]) add("replacement", lines, { before });
  }
}

function orders(): void {
  const before = ["p=1; Path=/", "q=1; Path=/account", "r=1; Path=/"];
  for (const lines of [["s=1; Path=/"], ["s=1; Path=/account"], ["s=1; Path=/account/"], ["s=1; Path=/account/x"], ["s=1; Path=/", "t=1; Path=/account", "u=1; Path=/"], ["u=1; Path=/", "s=1; Path=/account", "t=1; Path=/account"], ["q=2; Path=/account"], ["p=2; Path=/"], ["r=2; Path=/"], ["p=1; Path=/"], ["r=2; Path=/", "p=2; Path=/"],
    ["p=; Path=/; Max-Age=0", "p=2; Path=/"], ["p=2; Path=/account"], ["q=2; Path=/"], ["p=2; Path=/; Domain=app.test"]]) {
    for (const some of [before, before.toReversed(), ["p=1; Path=/", "r=1; Path=/"]]) add("order", lines, { before: some });
  }
}

/** What a script has set need not be ASCII, and the server only hears of it. */
function scripts(): void {
  const set = ["name=Zo\u00eb", "\u043a\u043b\u044e\u0447=\u0437\u043d\u0430\u0447\u0435\u043d\u0438\u0435", "nameless", "=x", "\u{1f36a}", "a=1; path=/", "q=\"x y\"", "s p=1", "a=1,2", "a=%20", "a=b=c", "\u00e9=1; path=/", "a=\u00e9; path=/"];
  for (const script of set) {
    for (const line of ["a=2; Path=/", "name=; Path=/account; Max-Age=0", utf8("\u00e9=2; Path=/account")]) add("script", line, { script: [script], before: ["sid=1; Path=/; HttpOnly"] });
  }
}

function attributes(): void {
  const some = ["Path=/", "Domain=x.app.test", "Max-Age=60", "Expires=Thu, 01 Jan 2099 00:00:00 GMT", "Secure", "HttpOnly", "SameSite=Lax"];
  for (const one of some) {
    for (const other of some.slice(some.indexOf(one) + 1)) add("attributes", `a=2; ${one}; ${other}`, { before: ["a=1; Path=/"], to: "/" });
  }
}

function permutations<T>(all: T[]): T[][] {
  if (all.length < 2) return [all];
  return all.flatMap((one, index) => permutations(all.filter((_, other) => other !== index)).map((rest) => [one, ...rest]));
}
