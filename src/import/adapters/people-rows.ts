import type { Sealer } from "../../platform/crypto/sealer.js";
import { copyLine } from "../../platform/database/copy-format.js";
import { IDENTITY_CARD_PURPOSE } from "../../users/rules.js";
import { lineOf, type RowPacker } from "../packed-rows.js";
import type { ImportedFavourites, ImportedInfo, ImportedPerson } from "../people.js";
import type { PlacedRecord } from "../target.port.js";

/** A person with the place in the tenant's bitmaps. */
export interface NumberedRecord extends PlacedRecord {
  ordinal: number;
}

/** What is known only when it is written, then what was packed before. */
export const USER_COLUMNS = "tenant_id, ordinal, created_at, updated_at, user_id, openid, mini_program_openid, unionid, phone, imported";
export const INFO_COLUMNS =
  "user_id, nickname, real_name, sex, birthday, qq, wechat, head_image_url, identity_card_sealed, identity_card_hash, province_id, city_id, region_id, job, eat_scene, company_channel, company_id, vip, status, created_at, updated_at";
export const FAV_COLUMNS = "user_id, address_id, pay_type, liked_skin, points_mall_address_id, created_at, updated_at";
export const CREDENTIAL_COLUMNS = "user_id, rand, password";

/** Packs rows as lines of COPY's text format. */
export class PeopleRows implements RowPacker {
  constructor(private readonly sealer: Sealer) {}

  person({ userId, openid, miniProgramOpenid, unionid, phone }: ImportedPerson, createdAt: string | null): string {
    const now = new Date();
    return copyLine([createdAt ?? now, now, userId, openid, miniProgramOpenid, unionid, phone, true]);
  }

  credential({ userId, rand, password }: ImportedPerson): string | null {
    return rand === null && password === null ? null : copyLine([userId, rand, password]);
  }

  info(info: ImportedInfo): string {
    const [sealed, hash] = this.identityCard(info.identityCard);
    return copyLine([
      ...[info.userId, info.nickname, info.realName, info.sex, info.birthday, info.qq, info.wechat, info.headImageUrl, sealed, hash],
      ...[info.provinceId, info.cityId, info.regionId, info.job, info.eatScene, info.companyChannel, info.companyId],
      ...[info.vip, info.status, info.createdAt, info.updatedAt],
    ]);
  }

  favourites({ userId, addressId, payType, likedSkin, pointsMallAddressId, createdAt, updatedAt }: ImportedFavourites): string {
    return copyLine([userId, addressId, payType, likedSkin, pointsMallAddressId, createdAt, updatedAt]);
  }

  private identityCard(number: string | null): [sealed: string | null, hash: string | null] {
    if (number === null) return [null, null];
    return [hex(this.sealer.seal(number, IDENTITY_CARD_PURPOSE)), hex(this.sealer.fingerprint(number, IDENTITY_CARD_PURPOSE))];
  }
}

/** The lines of `users`. */
export function* userLines(records: Iterable<NumberedRecord>): Generator<string | Uint8Array> {
  for (const record of records) {
    yield `${record.tenantId}\t${record.ordinal}\t`;
    yield lineOf(record, "user");
  }
}

function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}
