import { InvalidArgumentError } from "commander";

/** A parser for `--users N` and its like: whole numbers from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (!(value > 0)) throw new InvalidArgumentError("Give a number above 0.");
  return value;
}

/** 0 lets the system pick one. */
export const portNumber = wholeNumber(0, 65_535);

/** An http or https address. */
export function webAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new InvalidArgumentError("Give an address such as http://127.0.0.1:4000.");
  return text;
}

/** One of `allowed`, in any case. */
export function oneOf(allowed: readonly string[]): (text: string) => string {
  return (text) => {
    const value = text.toUpperCase();
    if (!allowed.includes(value)) throw new InvalidArgumentError(`Give one of ${allowed.join(", ")}.`);
    return value;
  };
}
