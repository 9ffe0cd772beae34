import { z } from "zod";
import { FORGERIES } from "./callbacks/request.js";

/** Faults of calls, and whether they can be told `when` to strike; `null`: their nature says it. */
export const CALL_KINDS = [
  "timeout-before",
  "timeout-after",
  "reset-before",
  "reset-after",
  "http-500",
  "http-502",
  "http-503",
  "http-504",
  "errcode",
  "html",
  "truncated",
  "cut",
  "content-type",
  "slow",
  "expire-token",
] as const;
export const CALLBACK_KINDS = ["duplicate", "late", "drop", "before-reply", "reorder", "forged"] as const;
/** How mass sends and publishing end. */
const JOBS: readonly string[] = ["job", "publish"];
const CHOOSES_WHEN: readonly string[] = ["http-500", "http-502", "http-503", "http-504", "errcode", "html"];
const DELAYS: readonly string[] = ["timeout-before", "timeout-after", "reset-before", "reset-after", "slow", "late", ...CHOOSES_WHEN];
const LOSES_REPLY: readonly string[] = ["timeout-after", "reset-after", "truncated", "cut", ...CHOOSES_WHEN];

/** Calls by path; `callback` for what WeChat pushes; `job` for how mass jobs end. */
const shape = z.strictObject({
  path: z.string().min(1).max(200).describe("`/cgi-bin/…`, where `*` stands for anything; `callback`; `job` (mass sends); or `publish`"),
  kind: z.enum([...CALL_KINDS, ...CALLBACK_KINDS, "status"]),
  when: z.enum(["before", "after"]).optional().describe("http-*, errcode, html: fail before acting (default) or after"),
  errcode: z.int().optional().describe("errcode: which"),
  errmsg: z.string().max(500).optional().describe("errcode: its text; default WeChat's"),
  extra: z.record(z.string(), z.unknown()).optional().describe("errcode: what stands beside it in the reply"),
  contentType: z
    .string()
    .regex(/^[\x20-\x7e]{1,100}$/)
    .optional()
    .describe("content-type: which (text/html)"),
  delayMs: z
    .number()
    .min(0)
    .max(86_400_000_000)
    .optional()
    .describe(
      "slow: wait this long (1,000). timeout-*: hold the connection (60,000). late: push later by the simulator's clock (60,000). reset-*, http-*, errcode, html: wait first (0)",
    ),
  copies: z.int().min(2).max(100).optional().describe("duplicate: how often the callback comes in all (3)"),
  forgery: z.enum(FORGERIES).optional().describe("forged: what is wrong with the forged one that comes first (signature)"),
  inDoubt: z.boolean().optional().describe("faults after acting on a mass send: repeats of its clientmsgid within a minute get 45066"),
  status: z.string().min(1).max(40).optional().describe("job: what the callback says, as `send fail` or `err(30003)`; nobody is sent to"),
  event: z.string().max(60).optional().describe("callback: only this event, as `subscribe`, or message, as `text`"),
  appId: z.string().max(64).optional(),
  skip: z.int().min(0).max(1_000_000).optional().describe("lets so many matching calls pass first"),
  times: z.int().min(1).max(1_000_000).optional().describe("how often it strikes: once, or without end where a probability is given"),
  probability: z.number().min(0).max(1).optional().describe("for each matching call"),
});

export type FaultOrder = z.infer<typeof shape>;
export type FaultKind = FaultOrder["kind"];

/** What an order may look like, and what makes no sense in it. */
export const faultShape = shape.superRefine((order, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const { path, kind } = order;
  const allowed: readonly FaultKind[] = path === "callback" ? CALLBACK_KINDS : JOBS.includes(path) ? ["status"] : CALL_KINDS;
  if (!allowed.includes(kind)) return wrong("kind", `a fault on ${path} is one of: ${allowed.join(", ")}`);
  if (kind === "errcode" && order.errcode === undefined) wrong("errcode", "a fault of kind errcode needs an errcode");
  if (kind === "status" && order.status === undefined) wrong("status", "a fault of kind status needs a status");
  if (path === "publish" && !/^[02-6]$/.test(order.status ?? "")) wrong("status", "a publish_status, but not 1: 0, 2, 3, 4, 5 or 6");
  for (const [field, fits, where] of ONLY) {
    if (order[field] !== undefined && !fits(order)) wrong(field, `only for ${where}`);
  }
});

type Optional = Exclude<keyof FaultOrder, "path" | "kind">;

/** Fields that mean something to some kinds only: given to others they would be a mistake nobody notices. */
const ONLY: readonly (readonly [Optional, (order: FaultOrder) => boolean, string])[] = [
  ["when", ({ kind }) => CHOOSES_WHEN.includes(kind), CHOOSES_WHEN.join(", ")],
  ["errcode", ({ kind }) => kind === "errcode", "errcode"],
  ["errmsg", ({ kind }) => kind === "errcode", "errcode"],
  ["extra", ({ kind }) => kind === "errcode", "errcode"],
  ["contentType", ({ kind }) => kind === "content-type", "content-type"],
  ["delayMs", ({ kind }) => DELAYS.includes(kind), DELAYS.join(", ")],
  ["copies", ({ kind }) => kind === "duplicate", "duplicate"],
  ["forgery", ({ kind }) => kind === "forged", "forged"],
  ["status", ({ kind }) => kind === "status", "status"],
  ["event", ({ path }) => path === "callback", "faults on callback"],
  ["inDoubt", (order) => LOSES_REPLY.includes(order.kind) && actsFirst(order), "faults that lose the reply after acting"],
];

/** Whether the call is carried out before the fault strikes. */
export function actsFirst({ kind, when }: Pick<FaultOrder, "kind" | "when">): boolean {
  if (["timeout-after", "reset-after", "truncated", "cut", "content-type"].includes(kind)) return true;
  return when === "after" && CHOOSES_WHEN.includes(kind);
}

/** Whether a path is meant by a pattern in which `*` stands for anything. */
export function pathMatches(pattern: string, path: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return pattern === path;
  const last = parts.at(-1) ?? "";
  if (!path.startsWith(first) || !path.endsWith(last) || path.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= path.length - last.length;
}
