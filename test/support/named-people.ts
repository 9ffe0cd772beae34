import { randomBytes } from "node:crypto";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { erasePerson } from "../../src/deletion/adapters/erase-person.js";
import { PostgresExportWithdrawal } from "../../src/exports/adapters/postgres-export-withdrawal.js";
import { importPeople } from "../../src/import/adapters/import-people.js";
import { PeopleRows } from "../../src/import/adapters/people-rows.js";
import { PostgresCsvTarget } from "../../src/import/adapters/postgres-csv-target.js";
import { LineSlab } from "../../src/import/line-slab.js";
import { NO_LINE } from "../../src/import/packed-rows.js";
import type { ImportedInfo } from "../../src/import/people.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import type { Database } from "../../src/platform/database/database.js";
import { PostgresFollowerStore } from "../../src/users/adapters/postgres-follower-store.js";
import { PostgresUserEditStore } from "../../src/users/adapters/postgres-user-edit-store.js";
import { SealedIdentityCards } from "../../src/users/adapters/sealed-identity-cards.js";
import { NOBODY_ERASED } from "../../src/users/index.js";
import { auditIn, someEntry } from "./audit.js";

const sealer = new Sealer(Buffer.alloc(32, 7));
export const cards = new SealedIdentityCards(sealer);

export interface Named {
  nickname: string | null;
  realName: string | null;
  phone?: string;
  unionid?: string;
  /** An identity number. */
  card?: string;
  status?: "NORMAL" | "DELETED";
  vip?: boolean;
  blacklisted?: boolean;
}

type Edit = Parameters<PostgresUserEditStore["update"]>[2];

/** A tenant's people, by ordinals from 0, with every way in which their names change: each by the program's own code. */
export class NamedPeople {
  private readonly log = new PostgresChangeLog();
  private count = 0;

  private constructor(
    private readonly database: Database,
    readonly tenantId: number,
  ) {}

  static async create(database: Database): Promise<NamedPeople> {
    const { rows } = await database.pool.query<{ id: number }>(
      `INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ('people', 'wx' || gen_random_uuid(), '', '') RETURNING id`,
    );
    const id = rows[0]?.id ?? 0;
    await database.pool.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1)", [id]);
    return new NamedPeople(database, id);
  }

  openid(ordinal: number): string {
    return `oNamed${this.tenantId}-${ordinal}`;
  }

  async userId(ordinal: number): Promise<number> {
    const sql = "SELECT user_id AS id FROM users WHERE tenant_id = $1 AND ordinal = $2";
    return (await this.database.pool.query<{ id: number }>(sql, [this.tenantId, ordinal])).rows[0]?.id ?? 0;
  }

  /** New people, told to the change log. */
  add(people: readonly Named[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      const ordinals: number[] = [];
      for (const one of people) {
        const ordinal = this.count++;
        ordinals.push(ordinal);
        const { rows } = await tx.query<{ id: number }>(
          `INSERT INTO users (tenant_id, ordinal, openid, phone, unionid, blacklisted, subscribed) VALUES ($1, $2, $3, $4, $5, $6, true)
           RETURNING user_id AS id`,
          [this.tenantId, ordinal, this.openid(ordinal), one.phone ?? null, one.unionid ?? null, one.blacklisted ?? false],
        );
        const hash = one.card === undefined ? null : Buffer.from(cards.hash(one.card));
        await tx.query(
          "INSERT INTO user_info (user_id, nickname, real_name, status, vip, identity_card_hash) VALUES ($1, $2, $3, $4, $5, $6)",
          [...[rows[0]?.id, one.nickname, one.realName, one.status ?? "NORMAL", one.vip ?? false, hash]],
        );
      }
      await tx.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [this.tenantId, this.count]);
      await this.log.append(tx, this.tenantId, [{ kind: "USERS", ordinals }]);
    });
  }

  /** The names of the first so many, in one statement. */
  rename(names: readonly Pick<Named, "nickname" | "realName">[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      const columns = [names.map(({ nickname }) => nickname), names.map(({ realName }) => realName)];
      await tx.query(
        `UPDATE user_info i SET nickname = n.nickname, real_name = n.real_name
         FROM users u JOIN unnest($2::text[], $3::text[]) WITH ORDINALITY AS n (nickname, real_name, place) ON n.place = u.ordinal + 1
         WHERE u.tenant_id = $1 AND i.user_id = u.user_id`,
        [this.tenantId, ...columns],
      );
      await this.log.append(tx, this.tenantId, [{ kind: "USERS", ordinals: names.map((_, i) => i) }]);
    });
  }

  async edit(ordinal: number, changes: Edit): Promise<void> {
    await new PostgresUserEditStore(this.database, this.log, auditIn).update(
      this.tenantId,
      await this.userId(ordinal),
      changes,
      someEntry(this.tenantId),
    );
  }

  async sync(people: readonly { openid: string; nickname: string }[]): Promise<void> {
    const unsaid = { unionid: null, sex: "UNKNOWN", headImageUrl: null, subscribedAt: null, remark: null } as const;
    const profiles = people.map((one) => ({ ...unsaid, ...one, subscribed: true }));
    await new PostgresFollowerStore(this.database, this.log).upsertFollowers(this.tenantId, profiles, new Date(Date.now() + 60_000));
  }

  async import(people: readonly { openid: string; realName: string }[]): Promise<void> {
    const records = await Promise.all(people.map((one) => this.record(one)));
    await this.database.transaction((tx) => importPeople(tx, { changeLog: this.log, erased: NOBODY_ERASED }, records));
  }

  async importFile(people: readonly { openid: string; nickname: string }[]): Promise<void> {
    const { database, tenantId, log: changeLog } = this;
    const target = new PostgresCsvTarget({ database, changeLog, erased: NOBODY_ERASED, tenantId, dryRun: false });
    const unsaid = {
      ...{ unionid: null, phone: null, realName: null, sex: null, birthday: null, provinceId: null, cityId: null, regionId: null },
      ...{ job: null, vip: null, remark: null, source: null, tags: [] },
    };
    const run = await target.begin(`file ${tenantId}`);
    const rows = people.map((one, line) => ({ line, person: { ...unsaid, ...one } }));
    await target.write(run, { rows, rejects: [], counts: {}, position: run.position });
    await target.close();
  }

  async erase(ordinal: number): Promise<void> {
    const wanted = { tenantId: this.tenantId, userId: await this.userId(ordinal), openid: this.openid(ordinal) };
    const elsewhere = { changeLog: this.log, files: new PostgresExportWithdrawal() };
    await this.database.transaction((tx) => erasePerson(tx, elsewhere, wanted));
  }

  /** As the old system's reader packs one. */
  private async record({ openid, realName }: { openid: string; realName: string }) {
    const sql = "SELECT user_id AS id FROM users WHERE tenant_id = $1 AND openid = $2";
    const { rows } = await this.database.pool.query<{ id: number }>(sql, [this.tenantId, openid]);
    const userId = rows[0]?.id ?? 1_000_000 + randomBytes(3).readUIntBE(0, 3);
    const unsaid = { legacyTenantId: null, miniProgramOpenid: null, unionid: null, phone: null, rand: null, password: null };
    const info: ImportedInfo = {
      ...{ userId, realName, nickname: null, sex: "UNKNOWN", birthday: null, qq: null, wechat: null, headImageUrl: null },
      ...{ identityCard: null, provinceId: null, cityId: null, regionId: null, job: null, eatScene: null, companyChannel: null },
      ...{ companyId: null, vip: false, status: "NORMAL", createdAt: null, updatedAt: null },
    };
    const packer = new PeopleRows(sealer);
    const packed = (line: string) => {
      const slab = new LineSlab();
      return slab.packed([slab.add(line)]);
    };
    const nothing = new LineSlab().packed([NO_LINE]);
    const parts = {
      user: packed(packer.person({ ...unsaid, userId, openid }, null)),
      info: packed(packer.info(info)),
      ...{ credential: nothing, favourites: nothing },
    };
    return { userId, openid, tenantId: this.tenantId, legacyTenantId: null, place: 0, parts };
  }
}
