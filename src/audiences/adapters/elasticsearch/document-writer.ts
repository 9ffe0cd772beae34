import type { PoolClient } from "pg";
import { type BulkItem, type SearchClient, writeAll } from "../../../platform/search/index.js";
import { documentId, type MirroredTags, ordinalOfId, toDocument } from "./document.js";
import { writeAlias } from "./index-catalogue.js";
import { noteRejects } from "./rejects.js";
import { readUsers, readUsersAfter } from "./user-rows.js";

/** Users read at a time: about as many as take pg a few milliseconds to parse. */
const PAGE = 2_000;

export interface WriteTarget {
  client: SearchClient;
  index: string;
  tenantId: number;
}

/** What the documents are read from: an open REPEATABLE READ transaction, and where the log ends in it. */
export interface WriteSource {
  tx: PoolClient;
  position: number;
  mirrored: MirroredTags;
}

/**
 * Writes whole documents of some users as they are in the transaction, or takes them out where there is no such user. Their
 * version is the log's end there: done again, by whomever, it comes to the same.
 */
export async function writeUsers(target: WriteTarget, source: WriteSource, ordinals: readonly number[]): Promise<void> {
  async function* items(): AsyncGenerator<BulkItem> {
    for (let from = 0; from < ordinals.length; from += PAGE) {
      const page = ordinals.slice(from, from + PAGE);
      const users = new Map((await readUsers(source.tx, target.tenantId, page)).map((user) => [user.ordinal, user]));
      for (const ordinal of page) {
        const user = users.get(ordinal);
        yield item(target.tenantId, ordinal, source.position, user ? toDocument(target.tenantId, user, source.mirrored) : null);
      }
    }
  }
  await write(target, source, items(), ordinals);
}

/** Writes the next users after an ordinal, up to `limit`; gives the last one's ordinal, null if there is none. */
export async function writeUsersAfter(target: WriteTarget, source: WriteSource, after: number, limit: number): Promise<number | null> {
  const written: number[] = [];
  async function* items(): AsyncGenerator<BulkItem> {
    let last = after;
    while (written.length < limit) {
      const users = await readUsersAfter(source.tx, target.tenantId, last, Math.min(PAGE, limit - written.length));
      for (const user of users) {
        written.push(user.ordinal);
        yield item(target.tenantId, user.ordinal, source.position, toDocument(target.tenantId, user, source.mirrored));
      }
      const end = users.at(-1);
      if (!end) return;
      last = end.ordinal;
    }
  }
  await write(target, source, items(), written);
  return written.at(-1) ?? null;
}

/**
 * A document that is refused is set aside and its former one taken out: the person is in no audience, rather than in one
 * they have left.
 */
async function write(target: WriteTarget, source: WriteSource, items: AsyncIterable<BulkItem>, ordinals: readonly number[]): Promise<void> {
  const { client, index, tenantId } = target;
  const refusals = await writeAll(client, writeAlias(index), items);
  if (refusals.length > 0) {
    const removals = refusals.map(({ id }) => item(tenantId, ordinalOfId(id), source.position, null));
    await writeAll(client, writeAlias(index), removals);
  }
  const rejects = refusals.map(({ id, type }) => ({ ordinal: ordinalOfId(id), error: type }));
  await noteRejects(source.tx, index, tenantId, ordinals, rejects);
}

const item = (tenantId: number, ordinal: number, position: number, document: object | null): BulkItem => ({
  id: documentId(tenantId, ordinal),
  version: position,
  document: document === null ? null : { ...document, position },
});
