import type { SqlExecutor } from "../../audiences/index.js";
import { MAX_WECHAT_TAGS } from "../mirror/wechat-limits.js";
import { WeChatTagsFullError } from "../tag-store.port.js";
import { takenTags } from "./postgres-wechat-room.js";

/** The tag as its row says. */
export interface SwitchedTag {
  id: number;
  mirror_to_wechat: boolean;
  wechat_tag_id: number | null;
}

/**
 * From now on the tag is mirrored: all its users are compared once, and refusals of before are forgotten. The change log is
 * followed from here where this is the tenant's first mirrored tag. Last statements of the transaction: they take the counter row,
 * so that of two tags at once only one is the hundredth.
 */
export async function switchMirrorOn(tx: SqlExecutor, tenantId: number, tag: Pick<SwitchedTag, "id" | "wechat_tag_id">): Promise<void> {
  const { id: tagId, wechat_tag_id } = tag;
  const isNew = wechat_tag_id === null;
  await tx.query("UPDATE tag SET mirror_to_wechat = true WHERE id = $1", [tagId]);
  await tx.query(
    `INSERT INTO wechat_tag (tag_id, compared_to) VALUES ($1, 0)
     ON CONFLICT (tag_id) DO UPDATE SET compared_to = 0, name_error = NULL`,
    [tagId],
  );
  await tx.query(
    `UPDATE tenant_counter SET mirror_position = change_position WHERE tenant_id = $1 AND mirror_position <> change_position
       AND NOT EXISTS (SELECT 1 FROM tag WHERE tenant_id = $1 AND mirror_to_wechat AND id <> $2)`,
    [tenantId, tagId],
  );
  await tx.query("SELECT 1 FROM tenant_counter WHERE tenant_id = $1 FOR NO KEY UPDATE", [tenantId]);
  const taken = await takenTags(tx, tenantId);
  // A tag that is at WeChat already takes no further one, even where there are more than a hundred for any reason.
  if (isNew && taken.mirrored + taken.others > MAX_WECHAT_TAGS) {
    throw new WeChatTagsFullError({ ...taken, mirrored: taken.mirrored - 1 });
  }
}

/**
 * From now on the tag is not mirrored. What Tagcast made at WeChat is taken away there; a tag that was there before stays, and
 * what changes there still comes in. `always`: also such a tag is deleted.
 */
export async function switchMirrorOff(tx: SqlExecutor, tenantId: number, tag: SwitchedTag, always: boolean): Promise<void> {
  if (!tag.mirror_to_wechat) return;
  const { rows } = await tx.query<{ made_here: boolean }>("SELECT made_here FROM wechat_tag WHERE tag_id = $1", [tag.id]);
  const goes = always || tag.wechat_tag_id === null || rows[0]?.made_here === true;
  if (!goes) {
    await tx.query("UPDATE tag SET mirror_to_wechat = false WHERE id = $1", [tag.id]);
    await tx.query("UPDATE wechat_tag SET compared_to = NULL, members_after = NULL, name_error = NULL, refused = '{}' WHERE tag_id = $1", [
      tag.id,
    ]);
    return;
  }
  await tx.query("UPDATE tag SET mirror_to_wechat = false, wechat_tag_id = NULL WHERE id = $1", [tag.id]);
  await tx.query("DELETE FROM wechat_tag WHERE tag_id = $1", [tag.id]);
  await tx.query("DELETE FROM wechat_tag_call WHERE tag_id = $1", [tag.id]);
  if (tag.wechat_tag_id === null) return;
  await tx.query("INSERT INTO wechat_tag_removal (tenant_id, wechat_tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    tenantId,
    tag.wechat_tag_id,
  ]);
}
