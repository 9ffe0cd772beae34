import { z } from "zod";
import type { Article } from "../model/article.js";
import type { World } from "../world.js";
import { accountNamed } from "./account-named.js";
import { APP_ID, asking, type ControlRoutes, ordering } from "./control-call.js";
import { ControlError } from "./control-error.js";

const articleShape = z.strictObject({
  title: z.string().max(64),
  content: z.string().max(20_000).default("<p></p>"),
  author: z.string().max(16).default(""),
  digest: z.string().max(120).default(""),
});
const materialShape = z.strictObject({
  appId: z.string().optional(),
  mediaId: z.string().max(200).optional().describe("of a permanent material, for inUse"),
  inUse: z.boolean().optional().describe("whether an automatic reply shows it, so that it cannot be deleted (48005)"),
  news: z.array(articleShape).min(1).max(8).optional().describe("adds a news material, as accounts have them from before the draft box"),
});

/** What was done with the account's media elsewhere than by the API. */
export function materialRoutes(world: World): ControlRoutes {
  return {
    "GET content": asking(
      "how many media, materials, drafts and published articles the account has",
      (query) => accountNamed(world, query.get("appId")).content.counts(world.clock.now()),
      APP_ID,
    ),
    "POST materials": ordering("marks a material as used, or adds an old news material", materialShape, (order) => material(world, order)),
  };
}

async function material(world: World, { appId, mediaId, inUse, news }: z.output<typeof materialShape>): Promise<unknown> {
  const account = accountNamed(world, appId);
  if (news) {
    const at = world.clock.now();
    const id = `console-${account.content.library.materialsOf("news").length + 1}-${at}`;
    const articles = news.map(asArticle);
    const material = { id, kind: "news", name: "", file: null, title: "", description: "", articles, at } as const;
    world.commit(account, { type: "material-added", material });
    await world.flushed();
    return { mediaId: id };
  }
  if (mediaId === undefined || inUse === undefined) throw new ControlError("mediaId and inUse, or news");
  if (!account.content.library.material(mediaId)) throw new ControlError("there is no such material");
  world.commit(account, { type: "material-used", id: mediaId, inUse });
  await world.flushed();
  return { mediaId, inUse };
}

function asArticle(fields: z.output<typeof articleShape>): Article {
  const comments = { needOpenComment: 0, onlyFansCanComment: 0 } as const;
  return { kind: "news", ...fields, sourceUrl: "", thumbMediaId: "", showCoverPic: 0, ...comments, crops: {}, images: [] };
}
