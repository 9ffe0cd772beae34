import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import { isObject, readJson } from "../json.js";
import type { MultipartForm } from "../media/multipart.js";
import type { Material, MediaKind } from "../model/content-types.js";
import type { MediaLibrary } from "../model/media-library.js";
import { publicUrl } from "../public-files.js";
import { kindIn } from "./media.js";
import { keepFile, newMediaId, type UploadRule, uploadedFile } from "./upload.js";

const KB = 1024;
const MB = 1024 * KB;
const TOO_BIG = ASSUMED.tooBigMaterial;

const RULES: Readonly<Record<MediaKind, UploadRule>> = {
  image: { formats: ["bmp", "png", "jpg", "gif"], mostBytes: 10 * MB, tooBig: TOO_BIG },
  voice: { formats: ["mp3", "wma", "wav", "amr"], mostBytes: 5 * MB, tooBig: TOO_BIG },
  video: { formats: ["mp4"], mostBytes: 10 * MB, tooBig: TOO_BIG },
  thumb: { formats: ["jpg"], mostBytes: 64 * KB, tooBig: TOO_BIG },
};
/** Pictures share theirs with news. */
const MOST_PICTURES_AND_NEWS = 5000;
const MOST_OF_OTHERS = 1000;

export const materialAddEndpoints = [
  endpoint("POST", "material/add_material", add, { upload: true }),
  endpoint("POST", "material/add_news", retired),
  endpoint("POST", "material/update_news", retired),
];

async function add(call: AccountCall): Promise<Reply> {
  const { world, account, query, form, origin, now: at } = call;
  const kind = kindIn(query);
  const uploaded = uploadedFile(form, RULES[kind]);
  const description = kind === "video" ? videoDescription(form, query) : { title: "", description: "" };
  const { library } = account.content;
  assertRoom(library, kind);
  const id = newMediaId();
  await keepFile(world.media, uploaded, (file) => {
    const material: Material = { id, kind, name: uploaded.name, file, ...description, articles: [], at };
    world.commit(account, { type: "material-added", material });
  });
  const file = library.material(id)?.file;
  return kind === "image" && file ? { media_id: id, url: publicUrl(origin, file) } : { media_id: id };
}

/** Of a video: the form's field `description` is JSON with title and introduction; wechatpy puts it into the query instead. */
function videoDescription(form: MultipartForm | null, query: URLSearchParams): { title: string; description: string } {
  const parsed = parse(form?.get("description")?.bytes.toString("utf8") ?? query.get("description") ?? "");
  const title = isObject(parsed) ? textIn(parsed, "title") : null;
  if (!isObject(parsed) || title === null) throw new ApiError(ASSUMED.videoWithoutDescription);
  return { title, description: textIn(parsed, "introduction") ?? "" };
}

function parse(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return null;
  }
}

function assertRoom(library: MediaLibrary, kind: MediaKind): void {
  const count = (of: Material["kind"]) => library.materialsOf(of).length;
  const full = kind === "image" ? count("image") + count("news") >= MOST_PICTURES_AND_NEWS : count(kind) >= MOST_OF_OTHERS;
  if (full) throw new ApiError(45074);
}

/** Given up in February 2022 in favour of the draft box. */
function retired(): Reply {
  throw new ApiError(ASSUMED.retiredNewsMaterial);
}
