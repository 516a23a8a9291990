// What actions take and answer, as types.

declare const isSealed: unique symbol;

/** A value that the server has sealed: it comes in the properties of an island, and goes back as it is. */
export type Sealed = string & { readonly [isSealed]: true };

/** What is wrong, by field; `_form` is about the form as a whole. */
export type Errors<Form = unknown> = { readonly [Field in keyof Form | "_form"]?: string[] } & {
  readonly [inside: `${string}[${number}]${string}` | `${string}.${string}`]: string[] | undefined;
};

/** How an action can end that was not done. The last six are ours: there is no answer that could be read. */
export type Outcome =
  | "invalid"
  | "conflict"
  | "limited"
  | "denied"
  | "stale"
  | "too_large"
  | "refused"
  | "not_found"
  | "failed"
  | "offline"
  | "timeout"
  | "bad_reply"
  | "cancelled"
  | "dropped"
  | "overflow";

/** `@postback/react` adds to it what makes React take a result where it wants none. */
export interface Mark {}

export interface Done<Data> {
  readonly success: true;
  readonly data: Data;
  /** Where it has led. */
  readonly redirect?: string;
  readonly error?: undefined;
  readonly outcome?: undefined;
  readonly digest?: undefined;
  readonly signIn?: undefined;
}

export interface Refused<Form = unknown> {
  readonly success?: undefined;
  readonly data?: undefined;
  readonly redirect?: undefined;
  readonly error: Errors<Form>;
  readonly outcome: Outcome;
  /** Of what nobody expected: the server's log has it, too. */
  readonly digest?: string;
  /** Where to sign in, if that is what is missing. */
  readonly signIn?: string;
}

export type Result<Data, Form = unknown> = (Done<Data> | Refused<Form>) & Mark;

/** What every action has. */
export interface Calls<Args extends readonly unknown[], Data> {
  /** The data; an `ActionError` if the action was not done. */
  orThrow(...args: Args): Promise<Data>;
}

/** An action without a form. What comes behind its arguments (an event, a former state) is not sent. */
export interface Plain<Args extends readonly unknown[], Data> extends Calls<Args, Data> {
  (...args: [...Args, ...ignored: unknown[]]): Promise<Result<Data>>;
  bind(none: null, ...args: Args): Plain<[], Data>;
}

/** An action with a form: called with it, as `<form action>` does it, or as `useActionState` does it. */
export interface WithForm<Args extends readonly unknown[], Data, Form> extends Calls<[...Args, form: FormData | Form], Data> {
  (...args: [...Args, form: FormData | Form]): Promise<Result<Data, Form>>;
  // `<form action>` wants nothing back. It stands here because what is inferred comes from the last one.
  (...args: [...Args, form: FormData]): Promise<void>;
  (...args: [...Args, previous: unknown, form: FormData]): Promise<Result<Data, Form>>;
  bind(none: null, ...args: Args): WithForm<[], Data, Form>;
}

/** An action of the server: what it takes beside a form, what it answers, and the form, if it has one. */
export type Action<Args extends readonly unknown[] = [], Data = null, Form = never> = [Form] extends [never] ? Plain<Args, Data> : WithForm<Args, Data, Form>;
