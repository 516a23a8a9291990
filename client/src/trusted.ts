// The Trusted Types policy, for the markup of the server's own pages and the scripts that they may
// load.

export interface Policy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

declare global {
  var trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined;
}

const asIs = (text: string): string => text;
const rules: Policy = { createHTML: asIs, createScriptURL: asIs };
/** Throws where the app's policy does not allow this one; then the browser submits the forms itself. */
export const trusted = globalThis.trustedTypes?.createPolicy("postback", rules) ?? rules;
