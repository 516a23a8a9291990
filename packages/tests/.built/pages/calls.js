// What a test calls by itself.
import * as client from "@postback/client";
import * as actions from "../actions.js";
client.hooks.unseen = (sentence, signIn) => unseen.push([sentence, signIn]);
const unseen = [];
const page = { ...client, ...actions, unseen };
Object.assign(globalThis, { page });
