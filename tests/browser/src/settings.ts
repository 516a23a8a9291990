// What `cargo xtask test` hands to the suite.

/** The value of an environment variable without which nothing goes. */
export function required(name: "BEHIND_PROXY" | "CHROMIUM" | "CONSTRAINT_CASES" | "COOKIE_CASES" | "ITLEAD" | "NGINX" | "REACT" | "TRIPS"): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. \`cargo xtask test browser\` sets it.`);
  return value;
}
