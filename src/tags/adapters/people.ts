import type { SqlExecutor } from "../../audiences/index.js";
import { intArray, intList, intsOf } from "../../platform/database/int-list.js";
import { PSEUDONYM_PREFIX } from "../../users/index.js";
import type { TagPairs } from "./user-tag-rows.js";

const NOBODY = new Int32Array();

/** Users by both numbers, ascending by user id: the order in which all writers lock user_tag. */
export class People {
  constructor(
    readonly userIds: Int32Array,
    private readonly ordinals: Int32Array,
  ) {}

  /** Those of them who have these ordinals. */
  among(ordinals: Uint32Array): People {
    const wanted = new Set(ordinals);
    return this.filter((_userId, ordinal) => wanted.has(ordinal));
  }

  /** Those of them who are not among `userIds`, ascending. */
  without(userIds: Int32Array = NOBODY): People {
    return userIds.length === 0 ? this : this.split(userIds, false);
  }

  /** Those of them who are among `userIds`, ascending. */
  withIds(userIds: Int32Array = NOBODY): People {
    return this.split(userIds, true);
  }

  /** The ordinals, ascending, of those of them whom `userIds` names. */
  ordinalsOf(userIds: Iterable<number>): Uint32Array {
    const chosen = new Set(userIds);
    return this.filter((userId) => chosen.has(userId)).toOrdinals();
  }

  /** Their ordinals, ascending. */
  toOrdinals(): Uint32Array {
    return new Uint32Array(this.ordinals).sort();
  }

  private split(userIds: Int32Array, among: boolean): People {
    let at = 0;
    return this.filter((userId) => {
      while (at < userIds.length && (userIds[at] as number) < userId) at += 1;
      return (userIds[at] === userId) === among;
    });
  }

  private filter(keep: (userId: number, ordinal: number) => boolean): People {
    const { userIds, ordinals } = this;
    const [keptIds, keptOrdinals] = [new Int32Array(userIds.length), new Int32Array(userIds.length)];
    let kept = 0;
    for (let i = 0; i < userIds.length; i++) {
      const [userId, ordinal] = [userIds[i] as number, ordinals[i] as number];
      if (!keep(userId, ordinal)) continue;
      keptIds[kept] = userId;
      keptOrdinals[kept++] = ordinal;
    }
    return new People(keptIds.subarray(0, kept), keptOrdinals.subarray(0, kept));
  }
}

export interface TagPeople {
  tagId: number;
  people: People;
}

export const pairsOf = ({ tagId, people }: TagPeople): TagPairs => ({ tagId, userIds: people.userIds });

/** The users with these ordinals, but people who were erased on request after the ordinals were frozen: nothing may be written of them. */
export async function peopleByOrdinals(tx: SqlExecutor, tenantId: number, ordinals: Uint32Array): Promise<People> {
  const { rows } = await tx.query<{ user_ids: Buffer | null; ordinals: Buffer | null }>(
    `SELECT ${intList("user_id")} AS user_ids, ${intList("ordinal")} AS ordinals
     FROM (SELECT user_id, ordinal FROM users WHERE tenant_id = $1 AND ordinal = ANY($2::int[]) AND NOT starts_with(openid, $3) ORDER BY user_id) AS person`,
    [tenantId, intArray(ordinals), PSEUDONYM_PREFIX],
  );
  return new People(intsOf(rows[0]?.user_ids), intsOf(rows[0]?.ordinals));
}
