// The types of the arguments and results of actions.

declare const isSealed: unique symbol;

/** A value that the server has sealed. It arrives in the properties of an island and is sent back unchanged. */
export type Sealed = string & { readonly [isSealed]: true };

/** The errors by field. `_form` contains those about the form as a whole. */
export type Errors<Form = unknown> = { readonly [Field in keyof Form | "_form"]?: string[] } & {
  readonly [inside: `${string}[${number}]${string}` | `${string}.${string}`]: string[] | undefined;
};

/** The reason why an action did not succeed. The client sets the last six, when it has no readable response. */
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

/** `@postback/react` extends it, so that React accepts a result where it expects `void`. */
export interface Mark {}

/** The result of an action that succeeded. */
export interface Done<Data> {
  readonly success: true;
  readonly data: Data;
  /** The target of the redirect, if the action returned one. */
  readonly redirect?: string;
  readonly error?: undefined;
  readonly outcome?: undefined;
  readonly digest?: undefined;
  readonly signIn?: undefined;
}

/** The result of an action that did not succeed. */
export interface Refused<Form = unknown> {
  readonly success?: undefined;
  readonly data?: undefined;
  readonly redirect?: undefined;
  readonly error: Errors<Form>;
  readonly outcome: Outcome;
  /** The code of an unexpected failure. The server's log contains the same code. */
  readonly digest?: string;
  /** The address of the sign-in page, if the visitor has to sign in. */
  readonly signIn?: string;
}

/** The result of a call. Test `success` or `error`. */
export type Result<Data, Form = unknown> = (Done<Data> | Refused<Form>) & Mark;

/** The methods of every action. */
export interface Calls<Args extends readonly unknown[], Data> {
  /** Returns the data, or throws an `ActionError` if the action did not succeed. */
  orThrow(...args: Args): Promise<Data>;
}

/** An action without a form. Further arguments (an event, a previous state) are ignored. */
export interface Plain<Args extends readonly unknown[], Data> extends Calls<Args, Data> {
  (...args: [...Args, ...ignored: unknown[]]): Promise<Result<Data>>;
  bind(none: null, ...args: Args): Plain<[], Data>;
}

/** An action with a form. It can be called directly, by `<form action>`, or by `useActionState`. */
export interface WithForm<Args extends readonly unknown[], Data, Form> extends Calls<[...Args, form: FormData | Form], Data> {
  (...args: [...Args, form: FormData | Form]): Promise<Result<Data, Form>>;
  // `<form action>` expects `void`. This overload is not the last one, because TypeScript infers from the last.
  (...args: [...Args, form: FormData]): Promise<void>;
  (...args: [...Args, previous: unknown, form: FormData]): Promise<Result<Data, Form>>;
  bind(none: null, ...args: Args): WithForm<[], Data, Form>;
}

/** An action of the server: its arguments, its data, and its form, if it has one. */
export type Action<Args extends readonly unknown[] = [], Data = null, Form = never> = [Form] extends [never] ? Plain<Args, Data> : WithForm<Args, Data, Form>;
