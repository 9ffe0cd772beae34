import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import type { MaterialKind } from "./material.enums.js";
import type { MaterialRecord } from "./material.js";
import type { MaterialFiles } from "./material-files.port.js";
import type { MaterialPosition, MaterialStore } from "./material-store.port.js";

const LIST = "materials";
/** Milliseconds and UUID, so narrow that the database can read whatever passes. */
const POSITION = /^(\d{1,13})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A link is for now: who needs another one asks again. */
const LINK_MS = 15 * 60_000;

export class MaterialService {
  constructor(
    private readonly store: Pick<MaterialStore, "page" | "count">,
    private readonly files: Pick<MaterialFiles, "link">,
    private readonly clock: () => Date,
  ) {}

  /** Newest first; removed ones, too. */
  async materials(
    tenantId: number,
    query: { kind: MaterialKind | null; first: number; after: string | null },
  ): Promise<Connection<MaterialRecord>> {
    const first = pageSize(query.first);
    const before = positionOf(decodeCursor(LIST, query.after, POSITION));
    const [rows, totalCount] = await Promise.all([
      this.store.page(tenantId, query.kind, before, first + 1),
      this.store.count(tenantId, query.kind),
    ]);
    return toConnection(rows, { first, after: query.after, totalCount }, (node) => ({
      cursor: encodeCursor(LIST, `${node.updatedAt.getTime()}.${node.id}`),
      node,
    }));
  }

  /** Null where WeChat alone has the material. */
  async fileUrl({ file }: MaterialRecord): Promise<string | null> {
    return file && this.files.link(file.objectKey, new Date(this.clock().getTime() + LINK_MS));
  }
}

function positionOf(key: string | null): MaterialPosition | null {
  const [, ms, id] = (key !== null && POSITION.exec(key)) || [];
  return ms === undefined || id === undefined ? null : { updatedAt: new Date(Number(ms)), id };
}
