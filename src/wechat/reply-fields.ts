import { z } from "zod";

/** 64-bit ids: WeChat's pages say text for some of them, its servers write numbers; bigint where digits would be lost. */
export const WideId = z
  .union([z.bigint(), z.number().int(), z.string().regex(/^\d{1,20}$/)])
  .transform((id) => BigInt(id))
  .refine((id) => id >= 0n && id < 2n ** 64n);

/** A count, an index, a flag; now and then a number comes as text. */
export const Whole = z.union([z.number().int(), z.string().regex(/^-?\d{1,15}$/)]).transform(Number);

/** Seconds since 1970; beyond the year 5138 no Date is printed by anybody, so such a number is not one. */
export const Moment = Whole.refine((seconds) => seconds >= 0 && seconds < 100_000_000_000).transform(
  (seconds) => new Date(seconds * 1_000),
);

/** WeChat writes "" for what it does not tell. */
export const Told = z
  .string()
  .nullish()
  .transform((text) => text || null);
