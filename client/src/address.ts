// Addresses: every text that one comes from is read here, and nowhere else.
//
// They are whole, with their origin. The path of `https://site//other/x` alone would be the address
// of another site.

declare const isOwn: unique symbol;
declare const isOfWeb: unique symbol;

/** An address of our own origin: the only ones that are requested and entered into the history. */
export type Address = string & { readonly [isOwn]: true };

/** Anywhere, but not `javascript:`: the browser goes there itself, where an outcome says so. */
export type WebAddress = string & { readonly [isOfWeb]: true };

export function addressOf(text: string, base = location.href): Address | undefined {
  const url = webUrl(text, base);
  return url?.origin === location.origin ? (url.href as Address) : undefined;
}

export function webAddressOf(text = "javascript:"): WebAddress | undefined {
  return webUrl(text, location.href)?.href as WebAddress | undefined;
}

function webUrl(text: string, base: string): URL | undefined {
  try {
    const url = new URL(text, base);
    // Not by its origin: a `blob:` has that of its page.
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** What is requested for an address: the part behind `#` is not. */
export function placeOf(address: Address): Address {
  return address.split("#")[0] as Address;
}

/** What is shown. */
export function here(): Address {
  return placeOf(location.href as Address);
}

export function request(address: Address, options: RequestInit): Promise<Response> {
  return fetch(address, options);
}

/** The browser loads what is there. */
export function leaveFor(address: Address | WebAddress): void {
  location.assign(address);
}
