import { BadInputError, ConflictError } from "../graphql/errors.js";
import { MaterialKind, type SendableMaterials } from "../materials/index.js";
import type { MassContent } from "../wechat/index.js";
import type { MassSendContent } from "./content.js";
import type { MassSendRecord } from "./mass-send.js";

type Used = "problem" | "newsProblem" | "lookAtNews" | "mediaId" | "newsMediaId" | "replaceVideo" | "replaceNews";

/** `objection`: why it cannot be sent, and what to do; null where it can. `articlesHash`: of what articles say at WeChat. */
export interface ContentLook {
  objection: string | null;
  articlesHash: string | null;
}

/** Contents of sends and the materials behind them: what may be sent, and the message that WeChat is given, whatever the way. */
export class MassSendContents {
  constructor(private readonly materials: Pick<SendableMaterials, Used>) {}

  /** BAD_USER_INPUT, below `field`, where the content cannot be sent now. Asks WeChat only for articles that are not known here. */
  async check(tenantId: number, content: MassSendContent, field: string): Promise<void> {
    const found = await this.problem(tenantId, content);
    if (found !== null)
      throw new BadInputError(`${field}.${found.place}`, found.problem, { reason: "CONTENT_UNSENDABLE", detail: found.problem });
  }

  /** What would be sent now. Asks WeChat for articles; `keep`, right before a start: what they say is kept for copies. */
  async look(tenantId: number, content: MassSendContent, { keep }: { keep: boolean }): Promise<ContentLook> {
    if (content.kind !== "NEWS") {
      const found = await this.problem(tenantId, content);
      return { objection: found && `${found.place}: ${found.problem}`, articlesHash: null };
    }
    const { problem, articlesHash } = await this.materials.lookAtNews(tenantId, content.mediaId, keep);
    return { objection: problem && `newsMediaId: ${problem}`, articlesHash };
  }

  /**
   * The message as WeChat takes it now. `started`: it says what it said at the send's start. Throws NotSendable, and WeChatError where an
   * id is made here: a video's, or that of a draft which left the box.
   */
  async message(tenantId: number, content: MassSendContent, started = false): Promise<MassContent> {
    const mediaId = (kind: Parameters<SendableMaterials["mediaId"]>[1], id: string) => this.materials.mediaId(tenantId, kind, id);
    switch (content.kind) {
      case "NEWS":
        return { kind: "NEWS", mediaId: await this.materials.newsMediaId(tenantId, content.mediaId, started) };
      case "IMAGE":
        return { kind: "IMAGE", mediaIds: await Promise.all(content.materialIds.map((id) => mediaId(MaterialKind.IMAGE, id))) };
      case "VOICE":
        return { kind: "VOICE", mediaId: await mediaId(MaterialKind.VOICE, content.materialId) };
      case "VIDEO":
        return { kind: "VIDEO", mediaId: await mediaId(MaterialKind.VIDEO, content.materialId) };
      default:
        return content;
    }
  }

  /**
   * WeChat does not know the id in the message: true where `message` gives another one now. A video's three days were over, or a draft
   * has left the box.
   */
  async replaceStale({ tenantId, content }: Pick<MassSendRecord, "tenantId" | "content">, message: MassContent): Promise<boolean> {
    if (content.kind === "NEWS" && message.kind === "NEWS") return this.materials.replaceNews(tenantId, content.mediaId, message.mediaId);
    if (content.kind !== "VIDEO" || message.kind !== "VIDEO") return false;
    return this.materials.replaceVideo(tenantId, content.materialId, message.mediaId);
  }

  private async problem(tenantId: number, content: MassSendContent): Promise<{ place: string; problem: string } | null> {
    const of = async (place: string, problem: Promise<string | null>) => {
      const found = await problem;
      return found === null ? null : { place, problem: found };
    };
    switch (content.kind) {
      case "TEXT":
      case "CARD":
        // Nothing tells of cards here: WeChat itself says whether there is one.
        return null;
      case "NEWS":
        return of("newsMediaId", this.materials.newsProblem(tenantId, content.mediaId));
      case "VOICE":
        return of("voiceMaterialId", this.materials.problem(tenantId, MaterialKind.VOICE, content.materialId));
      case "VIDEO":
        return of("videoMaterialId", this.materials.problem(tenantId, MaterialKind.VIDEO, content.materialId));
      case "IMAGE":
        for (const [i, id] of content.materialIds.entries()) {
          const found = await of(`imageMaterialIds[${i}]`, this.materials.problem(tenantId, MaterialKind.IMAGE, id));
          if (found !== null) return found;
        }
        return null;
    }
  }
}

export function contentUnsendable(objection: string): ConflictError {
  return new ConflictError("id", `the content cannot be sent: ${objection}`, { reason: "CONTENT_UNSENDABLE", detail: objection });
}
