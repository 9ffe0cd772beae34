import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import type { FileReply } from "../file-reply.js";
import type { Account } from "../model/account.js";
import type { Material } from "../model/content-types.js";
import { publishedUrl } from "../model/publications.js";
import { publicUrl } from "../public-files.js";
import { articleViews } from "./article-view.js";
import { fileReply } from "./media.js";
import { pageOf } from "./pages.js";

const LISTED: readonly string[] = ["image", "voice", "video", "news"] satisfies Material["kind"][];

export const materialEndpoints = [
  endpoint("POST", "material/get_material", get),
  endpoint("POST", "material/del_material", remove),
  endpoint("GET", "material/get_materialcount", counts),
  endpoint("POST", "material/batchget_material", list),
];

/** The material `media_id` names; 41006 without one, 40007 for no permanent one. */
function materialIn({ account, body }: AccountCall): Material {
  const id = textIn(body, "media_id");
  if (id === null) throw new ApiError(41006);
  const material = account.content.library.material(id);
  if (!material) throw new ApiError(40007);
  return material;
}

function get(call: AccountCall): Promise<FileReply> | Reply {
  const material = materialIn(call);
  const { kind, file, title, description, id } = material;
  if (!file) return { news_item: newsItems(call, material) };
  if (kind === "video") return { title, description, down_url: publicUrl(call.origin, file) };
  return fileReply(call.world, file, id);
}

/** The file goes when the deletion is on disk, not before. */
async function remove(call: AccountCall): Promise<Reply> {
  const { world, account } = call;
  const { id, file } = materialIn(call);
  if (account.content.library.isUsedElsewhere(id) || isInMenu(account, id)) throw new ApiError(48005);
  world.commit(account, { type: "material-deleted", id });
  await world.flushed();
  if (file) world.media.dropUnused([file.key]);
  return OK;
}

function isInMenu({ service }: Account, id: string): boolean {
  return JSON.stringify(service.menu ?? {}).includes(JSON.stringify(id));
}

function counts({ account }: AccountCall): Reply {
  const count = (kind: Material["kind"]) => account.content.library.materialsOf(kind).length;
  return { voice_count: count("voice"), video_count: count("video"), image_count: count("image"), news_count: count("news") };
}

function list(call: AccountCall): Reply {
  const { account, body, origin } = call;
  const kind = LISTED.find((name) => name === body.type) as Material["kind"] | undefined;
  if (kind === undefined) throw new ApiError(ASSUMED.listOfUnknownMaterial);
  return { ...pageOf(body, account.content.library.materialsOf(kind), (material) => listed(call, material, origin)) };
}

function listed(call: AccountCall, material: Material, origin: string): Reply {
  const { id: media_id, file, name, at } = material;
  const update_time = Math.floor(at / 1000);
  if (file) return { media_id, name, update_time, url: publicUrl(origin, file) };
  return { media_id, content: { news_item: newsItems(call, material), create_time: update_time, update_time }, update_time };
}

function newsItems({ account, origin }: AccountCall, { id, articles }: Material): Reply[] {
  const url = (index: number) => publishedUrl(id, index);
  return articleViews(articles, { library: account.content.library, origin, url, withContent: true });
}
