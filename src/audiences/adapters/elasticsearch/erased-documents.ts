import { UnavailableError } from "../../../graphql/errors.js";
import { readLogEnd } from "../log-end.js";
import { documentId, type MirroredTags, ordinalOfId, toDocument, type UserRow } from "./document.js";
import { writeUsers } from "./document-writer.js";
import { writeAlias } from "./index-catalogue.js";
import { INDEX_FIELDS } from "./mapping.js";
import { asUnavailable } from "./search-failure.js";
import { inSnapshot } from "./snapshot.js";
import type { IndexerParts } from "./tenant-indexer.js";
import { withTenantLock } from "./tenant-lock.js";
import { readMirroredTags, readUsers } from "./user-rows.js";

interface OurIndex {
  index: string;
  createdAt: Date;
}

/** What one index held of some users. */
export interface ErasedDocumentsOf extends OurIndex {
  documents: number;
  /** All that a document may hold of a person: of one whose rows are empty, `toDocument` keeps none of it. */
  fields: readonly string[];
  dirty: number;
  refused: number;
}

/** Of an erased person it is said that somebody was there, and no more. */
const KEPT: readonly string[] = ["tenant_id", "ordinal", "user_id", "status", "position", "checksum"];
const FIELDS = Object.keys(INDEX_FIELDS).filter((field) => !KEPT.includes(field));
/** Documents of one request. */
const PAGE = 1_000;
const LOCK_WAIT_MS = 10_000;

/**
 * Documents of people who were erased, in every index of ours: the live one follows within a second by itself, one that is being
 * built or was left behind when it is gone on with, if ever.
 */
export class ErasedDocuments {
  constructor(private readonly parts: IndexerParts & { alias: string }) {}

  /** Writes them as the tables are now. UnavailableError where Elasticsearch does not answer, or another process holds the tenant. */
  async erase(tenantId: number, ordinals: readonly number[]): Promise<ErasedDocumentsOf[]> {
    try {
      const erased: ErasedDocumentsOf[] = [];
      for (const index of await this.indices()) erased.push(await this.eraseFrom(index, tenantId, ordinals));
      return erased;
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  /** Those of them whose document says something else than the tables, in any index. */
  async holding(tenantId: number, ordinals: readonly number[]): Promise<number[]> {
    try {
      const found = new Set<number>();
      for (const { index } of await this.indices()) {
        for (const one of (await this.compare(index, tenantId, ordinals)).differing) found.add(one);
      }
      return [...found];
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  /** Those that were noted and are there. */
  async indices(): Promise<OurIndex[]> {
    const { database, client, alias } = this.parts;
    const { rows } = await database.pool.query<OurIndex>(
      `SELECT name AS index, created_at AS "createdAt" FROM search_index WHERE alias = $1 ORDER BY created_at, name`,
      [alias],
    );
    const there: OurIndex[] = [];
    for (const one of rows) if (await client.indices.exists({ index: one.index })) there.push(one);
    return there;
  }

  private async eraseFrom({ index, createdAt }: OurIndex, tenantId: number, ordinals: readonly number[]): Promise<ErasedDocumentsOf> {
    const { database, client } = this.parts;
    const key = { index, tenantId, waitMs: LOCK_WAIT_MS };
    const erased = await withTenantLock(database.pool, key, async (connection) => {
      const refused = await connection.query(
        "SELECT 1 FROM search_index_reject WHERE index_name = $1 AND tenant_id = $2 AND ordinal = ANY ($3::int[])",
        [...[index, tenantId, ordinals]],
      );
      const { documents, differing } = await this.compare(index, tenantId, ordinals);
      await inSnapshot(connection, async () => {
        const { position } = await readLogEnd(connection, tenantId);
        const source = { tx: connection, position, mirrored: await readMirroredTags(connection, tenantId) };
        await writeUsers({ client, index, tenantId }, source, ordinals);
      });
      await client.indices.refresh({ index: writeAlias(index) });
      return { documents, dirty: differing.length, refused: refused.rowCount ?? 0 };
    });
    if (erased === null) throw new UnavailableError(`another process is writing to ${index}: try again in a minute`);
    return { index, createdAt, fields: FIELDS, ...erased };
  }

  /** How many documents there are, and whose say something else than the tables; read by id, so that nothing has to be visible first. */
  private async compare(index: string, tenantId: number, ordinals: readonly number[]): Promise<{ documents: number; differing: number[] }> {
    const { database, client } = this.parts;
    const differing: number[] = [];
    let documents = 0;
    for (let from = 0; from < ordinals.length; from += PAGE) {
      const page = ordinals.slice(from, from + PAGE);
      const { docs } = await client.mget<Record<string, unknown>>({ index, ids: page.map((one) => documentId(tenantId, one)) });
      const { users, mirrored } = await database.transaction(async (tx) => ({
        users: new Map((await readUsers(tx, tenantId, page)).map((user) => [user.ordinal, user])),
        mirrored: await readMirroredTags(tx, tenantId),
      }));
      for (const document of docs) {
        if (!("found" in document) || !document.found) continue;
        documents += 1;
        const ordinal = ordinalOfId(document._id);
        if (!isOf(document._source, tenantId, users.get(ordinal), mirrored)) differing.push(ordinal);
      }
    }
    return { documents, differing };
  }
}

function isOf(source: Record<string, unknown> | undefined, tenantId: number, user: UserRow | undefined, mirrored: MirroredTags): boolean {
  if (source === undefined || user === undefined) return false;
  const { position, ...content } = source;
  return JSON.stringify(content) === JSON.stringify(toDocument(tenantId, user, mirrored));
}
