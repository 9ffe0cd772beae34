const MAX_KEY_LENGTH = 512;
/** Lower case only: some file systems take A and a for the same. */
const SEGMENT = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** Whether `key` can name an object: segments of lower-case letters, digits, `.`, `_` and `-` between slashes, none beginning with a sign. */
export function isObjectKey(key: string): boolean {
  return key.length <= MAX_KEY_LENGTH && key.split("/").every((segment) => SEGMENT.test(segment));
}

/** `key`, or TypeError: keys are made by programs, never taken from outside unchecked. */
export function objectKey(key: string): string {
  if (!isObjectKey(key)) throw new TypeError(`${JSON.stringify(key.slice(0, MAX_KEY_LENGTH))} is no key of an object`);
  return key;
}
