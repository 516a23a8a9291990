// What a test calls by itself.

import * as client from "@postback/client";

import * as actions from "../actions.ts";

client.hooks.unseen = (sentence, signIn) => unseen.push([sentence, signIn]);
const unseen: unknown[] = [];
const page = { ...client, ...actions, unseen };
Object.assign(globalThis, { page });

declare global {
  var page: typeof client & typeof actions & { unseen: unknown[] };
}
