import type { Sealer } from "../../platform/crypto/sealer.js";
import { type CopyValue, copyLine } from "../../platform/database/copy-format.js";
import { IDENTITY_CARD_PURPOSE } from "../../users/index.js";
import type { PlacedRecord } from "../target.port.js";

/** A person with the place in the tenant's bitmaps. */
export interface NumberedRecord extends PlacedRecord {
  ordinal: number;
}

export const USER_COLUMNS = "user_id, tenant_id, ordinal, openid, mini_program_openid, unionid, phone, imported, created_at, updated_at";
export const INFO_COLUMNS =
  "user_id, nickname, real_name, sex, birthday, qq, wechat, head_image_url, identity_card_sealed, identity_card_hash, province_id, city_id, region_id, job, eat_scene, company_channel, company_id, vip, status, created_at, updated_at";
export const FAV_COLUMNS = "user_id, address_id, pay_type, liked_skin, points_mall_address_id, created_at, updated_at";
export const CREDENTIAL_COLUMNS = "user_id, rand, password";

/** Lines of COPY's text format; `now` where the old system did not say when. */
export class PeopleRows {
  constructor(
    private readonly sealer: Sealer,
    private readonly now: string,
  ) {}

  user({ person, info, tenantId, ordinal }: NumberedRecord): string {
    const { userId, openid, miniProgramOpenid, unionid, phone } = person;
    return copyLine([userId, tenantId, ordinal, openid, miniProgramOpenid, unionid, phone, true, info?.createdAt ?? this.now, this.now]);
  }

  *info({ info }: PlacedRecord): Generator<string> {
    if (info === null) return;
    yield copyLine([
      ...[info.userId, info.nickname, info.realName, info.sex, info.birthday, info.qq, info.wechat, info.headImageUrl],
      ...this.identityCard(info.identityCard),
      ...[info.provinceId, info.cityId, info.regionId, info.job, info.eatScene, info.companyChannel, info.companyId],
      ...[info.vip, info.status, info.createdAt, info.updatedAt],
    ]);
  }

  *favourites({ favourites }: PlacedRecord): Generator<string> {
    if (favourites === null) return;
    const { userId, addressId, payType, likedSkin, pointsMallAddressId, createdAt, updatedAt } = favourites;
    yield copyLine([userId, addressId, payType, likedSkin, pointsMallAddressId, createdAt, updatedAt]);
  }

  *credential({ person: { userId, rand, password } }: PlacedRecord): Generator<string> {
    if (rand !== null || password !== null) yield copyLine([userId, rand, password]);
  }

  private identityCard(number: string | null): CopyValue[] {
    if (number === null) return [null, null];
    const hex = (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString("hex")}`;
    return [hex(this.sealer.seal(number, IDENTITY_CARD_PURPOSE)), hex(this.sealer.fingerprint(number, IDENTITY_CARD_PURPOSE))];
  }
}
