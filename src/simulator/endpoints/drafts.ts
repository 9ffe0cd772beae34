import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { integerIn, textIn } from "../fields.js";
import type { Draft } from "../model/draft-box.js";
import { publishedUrl } from "../model/publications.js";
import { articleViews } from "./article-view.js";
import { articleIn, articlesIn, permanentPictures } from "./articles.js";
import { pageOf } from "./pages.js";
import { newMediaId } from "./upload.js";

export const draftEndpoints = [
  endpoint("POST", "draft/add", add),
  endpoint("POST", "draft/get", (call) => shown(call, draftIn(call), true)),
  endpoint("POST", "draft/delete", remove),
  endpoint("POST", "draft/update", update),
  endpoint("GET", "draft/count", ({ account }) => ({ total_count: account.content.drafts.size })),
  endpoint("POST", "draft/batchget", list),
  endpoint("POST", "draft/switch", () => ({ ...OK, is_open: 1 }), { emptyBody: true }),
];

/** The draft `media_id` names; 41006 without one, 40007 for one that is not in the box (any more). */
export function draftIn({ account, body }: AccountCall): Draft {
  const id = textIn(body, "media_id");
  if (id === null) throw new ApiError(41006);
  const draft = account.content.drafts.get(id);
  if (!draft) throw new ApiError(40007);
  return draft;
}

function add({ world, account, body }: AccountCall): Reply {
  const articles = articlesIn(body.articles, permanentPictures(account.content.library));
  const id = newMediaId();
  world.commit(account, { type: "draft-added", id, articles });
  return { media_id: id };
}

function remove(call: AccountCall): Reply {
  call.world.commit(call.account, { type: "draft-removed", id: draftIn(call).id });
  return OK;
}

/** Replaces the article at `index`, counted from 0. */
function update(call: AccountCall): Reply {
  const { world, account, body } = call;
  const { id, articles } = draftIn(call);
  const index = body.index === undefined ? 0n : integerIn(body, "index");
  if (index === null || index < 0n || index >= articles.length) throw new ApiError(ASSUMED.badDraftIndex);
  const article = articleIn(body.articles, permanentPictures(account.content.library), articles.length > 1);
  world.commit(account, { type: "draft-updated", id, index: Number(index), article });
  return OK;
}

function list(call: AccountCall): Reply {
  const withContent = call.body.no_content !== 1;
  return {
    ...pageOf(call.body, call.account.content.drafts.newestFirst(), (draft) => {
      const content = shown(call, draft, withContent);
      return { media_id: draft.id, content, update_time: content.update_time };
    }),
  };
}

function shown({ account, origin }: AccountCall, draft: Draft, withContent: boolean): Reply {
  const viewing = { library: account.content.library, origin, withContent, url: (index: number) => publishedUrl(draft.id, index) };
  return {
    news_item: articleViews(draft.articles, viewing),
    create_time: Math.floor(draft.createdAt / 1000),
    update_time: Math.floor(draft.updatedAt / 1000),
  };
}
