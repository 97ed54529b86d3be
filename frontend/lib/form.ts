import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError, type FieldViolation } from "@/lib/errors";

type Errors<Values> = Partial<Record<keyof Values & string, string>>;

interface FormOptions<Values, Result> {
  initial: Values;
  submit: (values: Values) => Promise<Result>;
  onDone?: (result: Result) => void;
  /** What can be said without asking the server. */
  validate?: (values: Values) => Errors<Values>;
  /** Paths in the request that are called otherwise in the form: `{ "agent.display_name": "name" }`. */
  paths?: Readonly<Record<string, keyof Values & string>>;
}

/** Values, and what the server finds wrong with each of them. */
export function useForm<Values extends object, Result = unknown>(options: FormOptions<Values, Result>) {
  const [values, setValues] = useState(options.initial);
  const [errors, setErrors] = useState<Errors<Values>>({});
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [isDirty, setDirty] = useState(false);
  const [attempts, setAttempts] = useState(0);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (attempts > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [attempts]);

  function set<Name extends keyof Values & string>(name: Name, value: Values[Name]) {
    setValues((before) => ({ ...before, [name]: value }));
    setErrors((before) => ({ ...before, [name]: undefined }));
    setDirty(true);
  }

  function reset(next: Values = options.initial) {
    setValues(next);
    setErrors({});
    setError(undefined);
    setDirty(false);
  }

  function refuse(reason: unknown) {
    const { matched, others } = matchViolations(reason, Object.keys(values) as (keyof Values & string)[], options.paths);
    setErrors(matched);
    setError(others.length === 0 && Object.keys(matched).length > 0 ? undefined : withViolations(reason, others));
    setAttempts((before) => before + 1);
  }

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (isBusy) return;
    const wrong = options.validate?.(values) ?? {};
    if (Object.values(wrong).some(Boolean)) {
      setErrors(wrong as Errors<Values>);
      setAttempts((before) => before + 1);
      return;
    }
    setBusy(true);
    setError(undefined);
    setErrors({});
    try {
      const result = await options.submit(values);
      setDirty(false);
      options.onDone?.(result);
    } catch (reason) {
      refuse(reason);
    } finally {
      setBusy(false);
    }
  }

  /** Props of an Input or Textarea for a field of text. */
  function text(name: keyof Values & string) {
    return {
      name,
      value: String(values[name]),
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
        set(name, event.target.value as Values[typeof name]),
    };
  }

  return { values, set, text, errors, error, isBusy, isDirty, reset, submit, props: { ref: form, onSubmit: submit, noValidate: true } };
}

/** Which violation belongs to which field of the form; `others` belong to none. */
export function matchViolations<Name extends string>(
  reason: unknown,
  names: readonly Name[],
  paths: Readonly<Record<string, Name>> = {},
): { matched: Partial<Record<Name, string>>; others: FieldViolation[] } {
  const matched: Partial<Record<Name, string>> = {};
  const others: FieldViolation[] = [];
  for (const violation of reason instanceof ApiError ? reason.violations : []) {
    const name = paths[violation.field] ?? names.find((each) => covers(each, violation.field));
    if (name === undefined) others.push(violation);
    else matched[name] ??= violation.description;
  }
  return { matched, others };
}

function covers(name: string, field: string): boolean {
  return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`);
}

function withViolations(reason: unknown, violations: FieldViolation[]): unknown {
  if (!(reason instanceof ApiError)) return reason;
  const { status, message, metadata, retryAfterS, traceId } = reason;
  return new ApiError({ status, reason: reason.reason, message, metadata: { ...metadata }, retryAfterS, traceId, violations });
}
