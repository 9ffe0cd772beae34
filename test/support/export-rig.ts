import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import type { OrdinalSet } from "../../src/audiences/index.js";
import { PostgresExportStore } from "../../src/exports/adapters/postgres-export-store.js";
import { PostgresExportSweepStore } from "../../src/exports/adapters/postgres-export-sweep-store.js";
import { PostgresExportWorkStore } from "../../src/exports/adapters/postgres-export-work-store.js";
import { StoredExportFiles } from "../../src/exports/adapters/stored-export-files.js";
import { ExportRunner, ExportSweeper, ExportWriter, UserExportColumn, UserExportHeader } from "../../src/exports/index.js";
import { Role } from "../../src/graphql/roles.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import type { Database } from "../../src/platform/database/database.js";
import { FolderObjectStore } from "../../src/platform/objects/folder-object-store.js";
import { PostgresUserStore } from "../../src/users/adapters/postgres-user-store.js";
import { SealedIdentityCards } from "../../src/users/adapters/sealed-identity-cards.js";
import type { User } from "../../src/users/index.js";
import { auditIn, someEntry } from "./audit.js";

/** Where a test looks in: each is awaited, and its error is the worker's. */
export interface ExportHooks {
  /** A page was read. */
  page?: (page: number) => Promise<void> | void;
  /** The file is whole, and the row does not say so yet. */
  written?: () => Promise<void> | void;
}

export const EXPORT_KEY = Buffer.alloc(32, 7);

/** Workers of exports as a server has them, without the server. */
export class ExportRig {
  readonly store: PostgresExportStore;
  readonly work: PostgresExportWorkStore;
  readonly objects: FolderObjectStore;
  readonly files: StoredExportFiles;
  readonly sweeper: ExportSweeper;
  readonly woken: number[] = [];
  readonly errors: object[] = [];

  constructor(
    readonly database: Database,
    readonly folder: string,
    readonly tenantId: number,
  ) {
    this.store = new PostgresExportStore(database, auditIn);
    this.work = new PostgresExportWorkStore(database);
    this.objects = new FolderObjectStore(folder, { sign: () => "" });
    this.files = new StoredExportFiles(this.objects);
    const wake = async (id: number) => void this.woken.push(id);
    this.sweeper = new ExportSweeper(new PostgresExportSweepStore(database), this.files, { wake });
  }

  runner(hooks: ExportHooks = {}): ExportRunner {
    const cards = new SealedIdentityCards(new Sealer(EXPORT_KEY));
    const users = new PostgresUserStore(this.database);
    let page = 0;
    const lookup = {
      usersByOrdinals: async (tenantId: number, ordinals: readonly number[]): Promise<User[]> => {
        const found = await users.usersByOrdinals(tenantId, ordinals);
        await hooks.page?.(++page);
        return found;
      },
    };
    const writer = new ExportWriter(lookup, { tagNamesOfUsers: async () => new Map() }, cards);
    const files = {
      put: async (...args: Parameters<StoredExportFiles["put"]>) => {
        const bytes = await this.files.put(...args);
        await hooks.written?.();
        return bytes;
      },
      delete: (key: string) => this.files.delete(key),
    };
    return new ExportRunner(this.work, writer, files, { error: (details) => void this.errors.push(details) });
  }

  async order(
    audience: OrdinalSet,
    columns = [UserExportColumn.USER_ID, UserExportColumn.OPENID, UserExportColumn.PHONE],
  ): Promise<string> {
    const made = await this.store.create(
      {
        ...{ tenantId: this.tenantId, role: Role.ADMIN, columns, header: UserExportHeader.KEYS, byteOrderMark: true },
        ...{ audienceText: "test", idempotencyKey: null, requestHash: new Uint8Array(32), audience, fileName: "x.csv", createdBy: "test" },
      },
      someEntry(this.tenantId),
    );
    return made?.id ?? "";
  }

  /** As if nobody had heard of any driver for an hour. */
  async forgetDrivers(): Promise<void> {
    await this.database.pool.query("UPDATE user_export SET progress_at = now() - interval '1 hour' WHERE finished_at IS NULL");
  }

  /** Rows of the export's file; null where there is none. */
  async rows(id: string): Promise<Record<string, string>[] | null> {
    const made = await this.store.byId(this.tenantId, id);
    const opened = made?.objectKey == null ? null : await this.objects.open(made.objectKey);
    return opened && parse(await buffer(opened.body), { columns: true, bom: true });
  }

  async openids(id: string): Promise<string[] | null> {
    return (await this.rows(id))?.map(({ openid = "" }) => openid) ?? null;
  }

  /** Files in the folder, drafts too. */
  async stored(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }
}
