// URLs: every string that contains one is parsed in this module, and nowhere else.
//
// They include their origin, because the path of `https://site//other/x` alone would be the URL of
// another site.

declare const isOwn: unique symbol;
declare const isOfWeb: unique symbol;

/** A URL of the page's own origin. Only such URLs are requested and entered into the history. */
export type Address = string & { readonly [isOwn]: true };

/**
 * Any http or https URL, and never `javascript:`. The browser itself navigates to it, where an outcome says
 * so.
 */
export type WebAddress = string & { readonly [isOfWeb]: true };

export function addressOf(text: string, base = location.href): Address | undefined {
  const url = webUrl(text, base);
  return url?.origin === location.origin ? (url.href as Address) : undefined;
}

export function webAddressOf(text: string | undefined): WebAddress | undefined {
  return text === undefined ? undefined : (webUrl(text, location.href)?.href as WebAddress | undefined);
}

function webUrl(text: string, base: string): URL | undefined {
  try {
    const url = new URL(text, base);
    // The origin does not suffice: that of a `blob:` URL is the origin of its page.
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the part of a URL that is requested. */
export function withoutFragment(address: Address): Address {
  return address.split("#")[0] as Address;
}

/** Returns the URL of the current page. */
export function here(): Address {
  return withoutFragment(location.href as Address);
}

export function request(address: Address, options: RequestInit): Promise<Response> {
  return fetch(address, options);
}

/** Lets the browser load a URL. */
export function leaveFor(address: Address | WebAddress): void {
  location.assign(address);
}
