import { MaterialKind } from "./material.enums.js";
import type { MaterialRecord } from "./material.js";

/** Why a mass send cannot carry the material, and what to do about it; null where it can. Pure. */
export function whyUnusable({ kind, draft, mediaId, file, removedAt }: MaterialRecord): string | null {
  switch (kind) {
    case MaterialKind.VIDEO:
      // A mass send makes an id of its own from the file; what WeChat's library has is of no use to it, and may be gone.
      return file === null
        ? "WeChat takes a video for a mass send only as a file (the id from its material library answers 40007), and the file is not here: upload the original file with uploadMaterial"
        : null;
    case MaterialKind.THUMB:
      return "a cover picture belongs to articles and cannot be sent by itself: upload the picture as an IMAGE";
    case MaterialKind.NEWS:
      if (removedAt === null) return null;
      return draft
        ? "the draft is no longer in WeChat's draft box (it was sent, published or deleted): write a new draft and run syncMaterials"
        : "the articles were deleted at WeChat: write a draft and run syncMaterials";
    case MaterialKind.IMAGE:
    case MaterialKind.VOICE:
      if (removedAt !== null) return "it was deleted at WeChat: upload the file again with uploadMaterial";
      return mediaId === null ? "its upload to WeChat was not finished: upload the file again with uploadMaterial" : null;
  }
}
