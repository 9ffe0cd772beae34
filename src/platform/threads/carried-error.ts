/** An error as plain values: what a message carries of one loses the name of its class and fields such as `code`. */
export interface CarriedError {
  name: string;
  message: string;
  stack: string | undefined;
  fields: Record<string, string | number | boolean | null>;
  cause: CarriedError | undefined;
}

/** Of the fields only plain values: what else hangs on an error (a socket, a connection) stays in its thread. */
export function carriedError(thrown: unknown): CarriedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, cause } = error;
  const fields = Object.entries(error).filter(([key, value]) => key !== "name" && isPlain(value));
  return { name, message, stack, fields: Object.fromEntries(fields), cause: cause === undefined ? undefined : carriedError(cause) };
}

/** The error again, by its name and fields what it was, though not of its class. */
export function revivedError({ name, message, stack, fields, cause }: CarriedError): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: revivedError(cause) });
  if (name !== error.name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, fields);
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
