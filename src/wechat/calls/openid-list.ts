/** Openids as the JSON array that a call carries: ten thousand of them as strings of their own cost three times as much, and as much garbage. */
export interface OpenidList {
  count: number;
  json: string;
}

export function openidList(openids: readonly string[]): OpenidList {
  return { count: openids.length, json: JSON.stringify(openids) };
}
