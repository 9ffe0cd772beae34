/** What of a material tells whether a mass send can carry it. */
export interface MaterialFacts {
  kind: "NEWS" | "IMAGE" | "VOICE" | "VIDEO" | "THUMB";
  mediaId: string | null;
  removedAt: string | null;
  usableInMassSend: boolean;
}

export type WhyUnusable = "videoFile" | "thumb" | "newsGone" | "gone" | "unfinished";

/** Why a mass send cannot carry it, as a key of the catalogue's `materials.unusable`; null where it can. The server decides, this words it. */
export function whyUnusable({ kind, mediaId, removedAt, usableInMassSend }: MaterialFacts): WhyUnusable | null {
  if (usableInMassSend) return null;
  if (kind === "VIDEO") return "videoFile";
  if (kind === "THUMB") return "thumb";
  if (kind === "NEWS") return "newsGone";
  return removedAt === null && mediaId === null ? "unfinished" : "gone";
}
