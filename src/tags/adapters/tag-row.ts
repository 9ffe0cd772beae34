import type { Tag } from "../tag.types.js";

export const TAG_COLUMNS =
  "t.id, t.tenant_id, t.name, t.group_name, t.description, t.wechat_tag_id, t.mirror_to_wechat, t.rule IS NOT NULL AS follows_rule, t.created_at, t.updated_at";

export interface TagRow {
  id: number;
  tenant_id: number;
  name: string;
  group_name: string | null;
  description: string | null;
  wechat_tag_id: number | null;
  mirror_to_wechat: boolean;
  follows_rule: boolean;
  created_at: Date;
  updated_at: Date;
}

export function tagOf(row: TagRow): Tag {
  return {
    tagId: row.id,
    tenantId: row.tenant_id,
    id: String(row.id),
    name: row.name,
    group: row.group_name,
    description: row.description,
    wechatTagId: row.wechat_tag_id,
    mirrorToWeChat: row.mirror_to_wechat,
    followsRule: row.follows_rule,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
