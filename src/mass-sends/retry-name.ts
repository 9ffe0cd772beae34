const MAX_NAME = 64;
const SUFFIX = / \(重试(?: (\d{1,4}))?\)$/;

/** "上新" → "上新 (重试)" → "上新 (重试 2)", cut so that it stays a name. */
export function retryName(name: string): string {
  const found = SUFFIX.exec(name);
  const times = found === null ? 1 : Number(found[1] ?? 1) + 1;
  const suffix = times === 1 ? " (重试)" : ` (重试 ${times})`;
  const base = [...(found === null ? name : name.slice(0, found.index))];
  return (
    base
      .slice(0, MAX_NAME - suffix.length)
      .join("")
      .trimEnd() + suffix
  );
}
