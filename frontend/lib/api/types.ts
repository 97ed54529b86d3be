import type { components } from "./schema";

type Schemas = components["schemas"];

/** A field that may be absent although it is no message: a moment that has not come, or a scalar marked `optional`. */
type MayBeAbsent = `${string}_at` | `${string}_after` | `${string}_before` | "response_ms" | "temperature" | "encrypt" | "retention_days" | "confidence" | "first_token_ms";

type Scalar = string | number | boolean | null | undefined;

/**
 * A message as a service answers it: scalars and lists are always there, messages and moments may be absent.
 * (The generated types, which requests use, have every field optional.)
 */
export type Answered<T> = T extends Scalar
  ? T
  : T extends readonly (infer Item)[]
    ? Answered<Item>[]
    : string extends keyof T
      ? { [Key in keyof T]: Answered<T[Key]> }
      : {
          [Key in keyof T as IsAlwaysThere<Key, T[Key]> extends true ? Key : never]-?: Answered<NonNullable<T[Key]>>;
        } & {
          [Key in keyof T as IsAlwaysThere<Key, T[Key]> extends true ? never : Key]?: Answered<NonNullable<T[Key]>>;
        };

type IsAlwaysThere<Key, Value> = Key extends MayBeAbsent
  ? false
  : NonNullable<Value> extends string | number | boolean | readonly unknown[]
    ? true
    : false;

/** A message of the API as it is answered, by its name in the contracts: `Message<"Agent">`. */
export type Message<Name extends keyof Schemas> = Answered<Schemas[Name]>;

/** The same as a request may carry it. */
export type Draft<Name extends keyof Schemas> = Schemas[Name];
