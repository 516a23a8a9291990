// Writes and reads values as JSON, with integers of any size and with bytes.

/** Writes a value for the server: large integers as digits, bytes as a list. */
export function write(value: unknown): string | undefined {
  if (typeof value === "bigint") return `${value}`;
  if (value instanceof Uint8Array) return `[${value}]`;
  if (Array.isArray(value)) return `[${value.map((one) => write(one ?? null))}]`;
  if (!value || typeof value !== "object" || "toJSON" in value) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, one]) => [JSON.stringify(key), write(one)]);
  return `{${pairs.filter(([, text]) => text).map((pair) => pair.join(":"))}}`;
}

/** Restores the values of a parsed response: `$n1` is a large integer, `$bAA==` is bytes, and `$$` starts a text that starts with `$`. */
export function revive(value: any): any {
  if (typeof value === "string" && value[0] === "$") {
    const rest = value.slice(2);
    if (value[1] === "n") return BigInt(rest);
    return value[1] === "b" ? Uint8Array.from(atob(rest), (char) => char.charCodeAt(0)) : value.slice(1);
  }
  // The object is built from entries, so that `__proto__` is an ordinary key.
  if (Array.isArray(value)) return value.map(revive);
  return Object(value) === value ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revive(one)])) : value;
}

/** Returns the fields of a form, as a form of the page would send them. */
export function dataOf(form: unknown): FormData {
  if (form instanceof FormData) return form;
  if (Object(form) !== form) throw new TypeError("This action takes a form.");
  const data = new FormData();
  const add = (name: string, value: any): void => {
    if (value == null) return;
    if (Object(value) !== value || value instanceof Blob) return data.append(name, value);
    const isList = Array.isArray(value);
    for (const [key, one] of Object.entries(value)) {
      const isLeaf = Object(one) !== one || one instanceof Blob;
      add(isList ? (isLeaf ? name : `${name}[${key}]`) : name ? `${name}.${key}` : key, one);
    }
  };
  add("", form);
  return data;
}
