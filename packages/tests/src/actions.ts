// As the server generates them.

import { action, type Action, type Sealed } from "@postback/client";

export type Kind = { kind: "plain" } | { kind: "with_data"; big: bigint };

export interface All {
  small: number;
  large: bigint;
  text: string;
  maybe: bigint | null;
  list: bigint[];
  map: { [key in `${bigint}`]?: string };
  tuple: [number, bigint];
  kind: Kind;
  bytes: Uint8Array;
}

export interface Profile {
  name: string;
  topic?: "rust" | "data-structures" | null;
  news?: boolean;
  links?: { text: string; url: string }[];
  file?: Blob;
}

export const toggleSolved: Action<[id: string], null> = action("problem.toggle_solved", 1);
export const solveProblem: Action<[problemId: string, userId: string], string> = action("problem.solve_problem", 2);
export const updateProfile: Action<[], { name: string }, Profile> = action("profile.update_profile", 0, true);
export const updateProblem: Action<[id: bigint], { id: bigint }, { title: string; tags?: string[] }> = action("problem.update_problem", 1, true);
export const login: Action<[], null, { email: string; password: string }> = action("auth.login", 0, true);
export const echo: Action<[all: All], All> = action("types.echo", 1);
export const deleteSecret: Action<[id: Sealed], bigint> = action("types.delete_secret", 1);
