import { randomBytes } from "node:crypto";
import { errors } from "@elastic/elasticsearch";
import type { PoolClient } from "pg";
import { UnavailableError } from "../../../graphql/errors.js";
import type { Database } from "../../../platform/database/database.js";
import type { SearchClient } from "../../../platform/search/index.js";
import { SharedLook } from "../../shared-look.js";
import type { IndexLogger } from "../index-logger.js";
import { INDEX_VERSION, indexBody, versionOf } from "./mapping.js";

interface Found {
  name: string;
  uuid: string | null;
  version: number | null;
}

/** Under this alias we write: whoever writes to the name of an index that is gone would make a new one. */
export const writeAlias = (index: string): string => `${index}-in`;

/**
 * Which of Elasticsearch's indices is the live one: that under `alias`. Others of ours are being built (reindex) or were left
 * behind. Only an index that this database knows is ever written to or deleted.
 */
export class IndexCatalogue {
  private known: string | null = null;
  /** Many tenants miss a deleted index at the same time, and one looks for all of them. */
  private readonly look = new SharedLook(() => this.lookNow());

  constructor(
    private readonly database: Database,
    private readonly client: SearchClient,
    readonly alias: string,
    private readonly logger: IndexLogger,
  ) {}

  /** The live index as last looked up. One that was replaced meanwhile still answers until it is deleted, which shows. */
  async live(): Promise<string> {
    return this.known ?? (await this.lookUp());
  }

  forget(): void {
    this.known = null;
  }

  /** Looks again; makes an empty live index where there is none. UnavailableError tells what to do where it is not ours. */
  lookUp(): Promise<string> {
    return this.look.fresh();
  }

  private async lookNow(): Promise<string> {
    const found = (await this.find()) ?? (await this.exclusively((tx) => this.createLive(tx)));
    if (found === null) throw new UnavailableError(`the index under the alias ${this.alias} came and went: try again`);
    this.known = await this.recognise(found);
    return this.known;
  }

  /** The live index, if there is one; makes none. Throws as `lookUp` does. */
  async verified(): Promise<string | null> {
    const found = await this.find();
    return found && (await this.recognise(found));
  }

  /** What is under the alias; null: nothing. */
  find(): Promise<Found | null> {
    return this.describe(this.alias);
  }

  /** What is under a name or alias, or null. */
  private async describe(index: string): Promise<Found | null> {
    const found = await this.client.indices.get({ index, flat_settings: true }, { ignore: [404], meta: true });
    if (found.statusCode === 404) return null;
    const names = Object.keys(found.body);
    const [name] = names;
    if (name === undefined) return null;
    if (name === this.alias) throw occupied(name);
    if (names.length > 1)
      throw new UnavailableError(`the alias ${this.alias} is on several indices (${names.join(", ")}): run \`tagcast reindex\``);
    const state = found.body[name];
    const settings = state?.settings as Record<string, unknown> | undefined;
    const uuid = settings?.["index.uuid"];
    return { name, uuid: typeof uuid === "string" ? uuid : null, version: versionOf(state?.mappings) };
  }

  /** An index beside the live one, noted before it is made; without `live`, nobody asks it. */
  async create(client: Pick<PoolClient, "query">, { live }: { live: boolean }): Promise<string> {
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const name = `${this.alias}-${stamp}-${randomBytes(3).toString("hex")}`;
    await client.query("INSERT INTO search_index (name, alias) VALUES ($1, $2)", [name, this.alias]);
    const body = indexBody({ among: [writeAlias(name)], alone: live ? [this.alias] : [] });
    await this.client.indices.create({ index: name, ...body }).catch(async (error: unknown) => {
      if (isTaken(error)) await client.query("DELETE FROM search_index WHERE name = $1", [name]);
      throw error;
    });
    await client.query("UPDATE search_index SET uuid = $2 WHERE name = $1", [name, (await this.describe(name))?.uuid]);
    return name;
  }

  /** Runs `work` while no other process makes, swaps or removes indices of this alias. */
  exclusively<T>(work: (tx: PoolClient) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('search index'), hashtext($1))", [this.alias]);
      return work(tx);
    });
  }

  /** Moves the alias, at once for everybody who asks by it. */
  async swap(to: string): Promise<void> {
    await this.exclusively(async () => {
      const olds = await this.liveNames();
      await this.client.indices.updateAliases({
        actions: [
          ...olds.filter((name) => name !== to).map((index) => ({ remove: { index, alias: this.alias } })),
          { add: { index: to, alias: this.alias, is_write_index: true } },
        ],
      });
    });
    this.known = null;
  }

  /** Those of ours that are not live: being built, or left behind. `usable`: its documents are of this version and as we left them. */
  async others(): Promise<{ name: string; usable: boolean }[]> {
    const { rows } = await this.database.pool.query<{ name: string; uuid: string | null }>(
      "SELECT name, uuid FROM search_index WHERE alias = $1 ORDER BY created_at DESC, name DESC",
      [this.alias],
    );
    const live = await this.liveNames();
    const others: { name: string; usable: boolean }[] = [];
    for (const { name, uuid } of rows) {
      if (live.includes(name)) continue;
      const found = await this.describe(name);
      others.push({ name, usable: found !== null && found.version === INDEX_VERSION && found.uuid === uuid });
    }
    return others;
  }

  /** Takes an index of ours away, and what we know of it. */
  async remove(name: string): Promise<void> {
    await this.client.indices.delete({ index: name }, { ignore: [404] });
    await this.database.pool.query("DELETE FROM search_index WHERE name = $1", [name]);
  }

  /** What the alias is on: mostly one. */
  async liveNames(): Promise<string[]> {
    const { statusCode, body } = await this.client.indices.get(
      { index: this.alias, filter_path: ["*.aliases"] },
      { ignore: [404], meta: true },
    );
    const names = statusCode === 404 ? [] : Object.keys(body);
    if (names.includes(this.alias)) throw occupied(this.alias);
    return names;
  }

  /**
   * A process that was killed gives its lock back at once, but what it had asked of Elasticsearch may still be done: the index that comes
   * second is refused there (an alias has one index to write to), and null is nobody's.
   */
  private async createLive(tx: PoolClient): Promise<Found | null> {
    const found = await this.find();
    if (found) return found;
    // Not in the transaction: the index is there even if the rest of it comes to nothing.
    const name = await this.create(this.database.pool, { live: true }).catch(unlessTaken);
    if (name === null) return this.find();
    this.logger.info({ index: name }, "an empty search index was made: it is filled from the tables");
    await this.forgetDeleted(tx, name);
    return (await this.find()) ?? { name, uuid: null, version: INDEX_VERSION };
  }

  /** What we knew of indices that are gone. */
  private async forgetDeleted(tx: PoolClient, but: string): Promise<void> {
    const { rows } = await tx.query<{ name: string }>("SELECT name FROM search_index WHERE alias = $1 AND name <> $2", [this.alias, but]);
    for (const { name } of rows) {
      if (!(await this.client.indices.exists({ index: name }))) await tx.query("DELETE FROM search_index WHERE name = $1", [name]);
    }
  }

  private async recognise({ name, uuid, version }: Found): Promise<string> {
    const { rows } = await this.database.pool.query<{ uuid: string | null }>("SELECT uuid FROM search_index WHERE name = $1", [name]);
    const [row] = rows;
    if (!row) {
      throw new UnavailableError(
        `the alias ${this.alias} is on the index ${name}, which this database does not know: it belongs to another Tagcast (set ELASTICSEARCH_INDEX) or is newer than the backup this database comes from (run \`tagcast reindex\`)`,
      );
    }
    if (version !== INDEX_VERSION) {
      throw new UnavailableError(
        `the search index ${name} is of version ${version}, this release needs ${INDEX_VERSION}: run \`tagcast reindex\``,
      );
    }
    if (row.uuid !== uuid) await this.adopt(name, uuid, row.uuid !== null);
    return name;
  }

  /** An index just made; or one that Elasticsearch restored under the old name: what we knew of its content is no longer true. */
  private async adopt(name: string, uuid: string | null, restored: boolean): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (restored) await tx.query("DELETE FROM search_index_position WHERE index_name = $1", [name]);
      await tx.query("UPDATE search_index SET uuid = $2 WHERE name = $1", [name, uuid]);
    });
    if (restored) this.logger.warn({ index: name }, "the search index was put back from elsewhere: it is filled from the tables again");
  }
}

/** The alias has an index by now. */
function isTaken(error: unknown): boolean {
  return error instanceof errors.ResponseError && /more than one write index/.test(error.message);
}

function unlessTaken(error: unknown): null {
  if (!isTaken(error)) throw error;
  return null;
}

/** As the old system's index was; we never take it away. */
const occupied = (name: string) =>
  new UnavailableError(`Elasticsearch has an index that is itself called ${name}: remove it, or set ELASTICSEARCH_INDEX to another name`);
