// The one Trusted Types policy: for the markup of our own server's pages, and for the scripts that they
// may load.

export interface Policy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

declare global {
  var trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined;
}

const asIs = (text: string): string => text;
const rules: Policy = { createHTML: asIs, createScriptURL: asIs };
/** Where the app's policy does not allow ours, this throws, and its forms stay the browser's own. */
export const trusted = globalThis.trustedTypes?.createPolicy("postback", rules) ?? rules;
