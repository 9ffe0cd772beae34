/** A person of the old system, fit for the tables here. Times are text that PostgreSQL reads. */
export interface ImportedPerson {
  userId: number;
  /** As the old system numbers it; null is the default tenant. */
  legacyTenantId: number | null;
  openid: string;
  miniProgramOpenid: string | null;
  unionid: string | null;
  phone: string | null;
  rand: string | null;
  password: string | null;
}

export interface ImportedInfo {
  userId: number;
  createdAt: string | null;
  updatedAt: string | null;
  qq: string | null;
  wechat: string | null;
  sex: "MALE" | "FEMALE" | "UNKNOWN";
  birthday: string | null;
  nickname: string | null;
  realName: string | null;
  headImageUrl: string | null;
  identityCard: string | null;
  provinceId: number | null;
  cityId: number | null;
  regionId: number | null;
  job: string | null;
  eatScene: string | null;
  companyChannel: string | null;
  companyId: number | null;
  vip: boolean;
  status: "NORMAL" | "BLACKLISTED" | "DELETED";
}

export interface ImportedFavourites {
  userId: number;
  createdAt: string | null;
  updatedAt: string | null;
  addressId: number | null;
  payType: number | null;
  likedSkin: number | null;
  pointsMallAddressId: number | null;
}

export interface ImportedDeletionRequest {
  userId: number;
  phone: string | null;
  openid: string;
  processed: boolean;
  kind: "SYSTEM" | "USER";
}

export interface ImportedTagPair {
  openid: string;
  /** A name, or the id of one of WeChat's tags. */
  tag: string;
}
