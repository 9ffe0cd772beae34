/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@apollo/client';
/** A boolean expression over users. Exactly one field. `all`, `any` and `not` nest to a depth of 8, with at most 200 leaves. */
export type AudienceInput =
  {   /** Users of this age today (Asia/Shanghai), in full years. */
  age: IntRangeInput; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never;   /** Users in every one of these. */
  all: Array<AudienceInput>; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never;   /** Users in at least one of these. */
  any: Array<AudienceInput>; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never;   /** Users whose birthday lies in the range, whatever the year. */
  birthday: MonthDayRangeInput; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never;   /** Users of this city. */
  cityId: number; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never;   /** Users of this company. */
  companyId: number; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never;   /** Users who were added on these days (Asia/Shanghai). */
  createdAt: DateRangeInput; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never;   /** All users, deleted ones excepted; must be true. */
  everyone: boolean; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never;   /** Users whose phone number is known, or is not. */
  hasPhone: boolean; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never;   /** Users who were last active on these days (Asia/Shanghai). */
  lastActiveAt: DateRangeInput; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never;   /** Users last seen in this circle, not longer than 60 days ago. */
  near: NearInput; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never;   /** All users, deleted ones excepted, that are not in this. */
  not: AudienceInput; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never;   /** The users with these openids; at most 10,000. Unknown openids are nobody. */
  openids: Array<string>; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never;   /** Users of this province. */
  provinceId: number; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never;   /** Users of this district or county. */
  regionId: number; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never;   /** Users in this saved audience, as it is now. */
  segment: string | number; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never;   /** Users of this sex. */
  sex: Sex; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never;   /** Users who came from this channel. */
  source: number; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never;   /** Users the brand marked so. DELETED users are in no other audience. */
  status: UserStatus; subscribed?: never; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never;   /** Users who follow the Official Account now, or who do not. */
  subscribed: boolean; tag?: never; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never;   /** Users carrying this tag. */
  tag: string | number; unreachedBy?: never; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never;   /** Users in those batches of this mass send that WeChat refused or that were never sent, as they stand now. Of batches that were sent WeChat tells only totals, so that nobody in them is here. Unknown ids are nobody. */
  unreachedBy: string | number; users?: never; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never;   /** These users; at most 10,000. Unknown ids are nobody. */
  users: Array<string | number>; vip?: never; }
  |  { age?: never; all?: never; any?: never; birthday?: never; cityId?: never; companyId?: never; createdAt?: never; everyone?: never; hasPhone?: never; lastActiveAt?: never; near?: never; not?: never; openids?: never; provinceId?: never; regionId?: never; segment?: never; sex?: never; source?: never; status?: never; subscribed?: never; tag?: never; unreachedBy?: never; users?: never;   /** Users who are VIP members, or who are not. */
  vip: boolean; };

/** Days, inclusive, in Asia/Shanghai. At least one bound. */
export type DateRangeInput = {
  /** First day. */
  from?: string | null | undefined;
  /** Last day. */
  to?: string | null | undefined;
};

/** Whom to write to a CSV file, and what of them. */
export type ExportUsersInput = {
  /** Whom: those in it now. */
  audience: AudienceInput;
  /** Begins the file with a byte order mark, without which Excel in Chinese Windows takes UTF-8 for GBK. */
  byteOrderMark?: boolean | null | undefined;
  /** What, in this order. By default: user_id, openid, phone, nickname, real_name, sex, birthday, province_id, city_id, region_id, vip, status, subscribed, blacklisted, tags, created_at. */
  columns?: Array<UserExportColumn> | null | undefined;
  /** What stands in the first line. */
  header?: UserExportHeader | null | undefined;
  /** 1 to 128 characters of the caller's choice: the same key gives the same export instead of another one. */
  idempotencyKey?: string | null | undefined;
};

/** Whole numbers, inclusive. At least one bound. */
export type IntRangeInput = {
  /** The largest. */
  max?: number | null | undefined;
  /** The smallest. */
  min?: number | null | undefined;
};

/** Days of any year, inclusive. A range whose end comes before its beginning runs over New Year. */
export type MonthDayRangeInput = {
  /** First day, MM-DD. */
  from: string;
  /** Last day, MM-DD. */
  to: string;
};

/** A circle on the ground. */
export type NearInput = {
  /** Degrees, -90 to 90. */
  latitude: number;
  /** Degrees, -180 to 180. */
  longitude: number;
  /** 1 to 100,000. */
  radiusMeters: number;
};

/** Sex as the person gave it. */
export type Sex =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Nobody said. */
  | 'UNKNOWN';

/** What a user's row may tell; what is not known is empty. */
export type UserExportColumn =
  /** Day of birth, YYYY-MM-DD. */
  | 'BIRTHDAY'
  /** Whether the person is on the account's blacklist at WeChat: true or false. */
  | 'BLACKLISTED'
  /** City, by its administrative division code. */
  | 'CITY_ID'
  /** Channel of the company that brought the person. */
  | 'COMPANY_CHANNEL'
  /** Company the person belongs to. */
  | 'COMPANY_ID'
  /** When the person entered the base: ISO 8601, UTC. */
  | 'CREATED_AT'
  /** Occasions on which the person eats the brand's food. */
  | 'EAT_SCENE'
  /** Address of the profile picture. */
  | 'HEAD_IMAGE_URL'
  /** Identity card number, masked unless an ADMIN asked. Spreadsheets cut numbers of 18 digits: read the column in as text. */
  | 'IDENTITY_CARD'
  /** Occupation. */
  | 'JOB'
  /** The person's id at the brand's mini program. */
  | 'MINI_PROGRAM_OPENID'
  /** Nickname. */
  | 'NICKNAME'
  /** The person's id at the Official Account. */
  | 'OPENID'
  /** Phone number, masked (138****0000) unless an ADMIN asked. */
  | 'PHONE'
  /** Province, by its administrative division code. */
  | 'PROVINCE_ID'
  /** QQ number. */
  | 'QQ'
  /** Real name. */
  | 'REAL_NAME'
  /** District or county, by its administrative division code. */
  | 'REGION_ID'
  /** MALE, FEMALE or UNKNOWN. */
  | 'SEX'
  /** Channel the person came from. */
  | 'SOURCE'
  /** The brand's own mark on the person. */
  | 'STATUS'
  /** Whether the person follows the Official Account: true or false. */
  | 'SUBSCRIBED'
  /** Names of the tags, oldest tag first, with a semicolon between them. */
  | 'TAGS'
  /** The person's id over all accounts of one WeChat Open Platform owner. */
  | 'UNIONID'
  /** `user_id`. */
  | 'USER_ID'
  /** Whether the person is a VIP member: true or false. */
  | 'VIP'
  /** WeChat name the person gave. */
  | 'WECHAT';

/** What stands in the first line. */
export type UserExportHeader =
  /** Titles for people: 用户编号, 手机号, … */
  | 'CHINESE'
  /** The columns' names in lower case, for programs: `user_id`, `openid`, … */
  | 'KEYS';

/** How far an export is. */
export type UserExportStatus =
  /** The file was deleted when its time was over. */
  | 'EXPIRED'
  /** Ended early; `error` says why. There is no file. */
  | 'FAILED'
  /** Waiting: a brand's exports are written one after the other. */
  | 'QUEUED'
  /** The file can be downloaded until `expiresAt`. */
  | 'READY'
  /** Being written, or about to be begun anew after a crash. */
  | 'RUNNING'
  /** The file was deleted before its time, since somebody in it had their data deleted. Export again. */
  | 'WITHDRAWN';

/** The brand's own mark on a person. */
export type UserStatus =
  /** Marked by the brand: gets no mass sends. */
  | 'BLACKLISTED'
  /** Deleted: in no audience but that of this status. */
  | 'DELETED'
  /** In use. */
  | 'NORMAL';

/** What changes about a user: an absent field stays as it is, null clears it. */
export type UserUpdateInput = {
  /** Day of birth, from 1900-01-01 to today. */
  birthday?: string | null | undefined;
  /** City, by its administrative division code. */
  cityId?: number | null | undefined;
  /** Occupation, at most 30 characters. */
  job?: string | null | undefined;
  /** Nickname, at most 100 characters. Where WeChat tells one, a sync brings WeChat's back. */
  nickname?: string | null | undefined;
  /** Phone number: 5 to 20 digits, a + in front allowed. Blanks, hyphens and a mainland mobile's +86 are left out. */
  phone?: string | null | undefined;
  /** Province, by its administrative division code. */
  provinceId?: number | null | undefined;
  /** Real name, at most 50 characters. */
  realName?: string | null | undefined;
  /** District or county, by its administrative division code. */
  regionId?: number | null | undefined;
  /** The team's remark, at most 30 characters. Kept in Tagcast; where WeChat has another, a sync brings WeChat's back. */
  remark?: string | null | undefined;
  /** Sex; null makes it UNKNOWN. */
  sex?: Sex | null | undefined;
  /** Whether the person is a VIP member; null makes it false. */
  vip?: boolean | null | undefined;
};

export type UsersQueryVariables = Exact<{
  audience?: AudienceInput | null | undefined;
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type UsersQuery = { users: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, phone: string | null, subscribed: boolean, blacklisted: boolean, createdAt: string, info: { nickname: string | null, realName: string | null, sex: Sex, provinceId: number | null, cityId: number | null, vip: boolean, status: UserStatus } | null, tags: Array<{ id: string, name: string }> } }> } };

export type UserProfileQueryVariables = Exact<{
  id: string | number;
}>;


export type UserProfileQuery = { user: { id: string, openid: string, unionid: string | null, miniProgramOpenid: string | null, phone: string | null, source: number | null, subscribed: boolean, blacklisted: boolean, createdAt: string, info: { nickname: string | null, realName: string | null, sex: Sex, birthday: string | null, identityCard: string | null, provinceId: number | null, cityId: number | null, regionId: number | null, job: string | null, wechat: string | null, companyId: number | null, vip: boolean, status: UserStatus, updatedAt: string | null } | null, tags: Array<{ id: string, name: string, group: string | null }>, location: { latitude: number, longitude: number, precisionMeters: number | null, at: string, expiresAt: string } | null } | null };

export type BlacklistUserMutationVariables = Exact<{
  id: string | number;
}>;


export type BlacklistUserMutation = { blacklistUsers: number };

export type UnblacklistUserMutationVariables = Exact<{
  id: string | number;
}>;


export type UnblacklistUserMutation = { unblacklistUsers: number };

export type RequestDeletionMutationVariables = Exact<{
  userId: string | number;
}>;


export type RequestDeletionMutation = { requestUserDeletion: { id: string, processed: boolean } };

export type ExportUsersMutationVariables = Exact<{
  input: ExportUsersInput;
}>;


export type ExportUsersMutation = { exportUsers: { id: string, audience: string, createdAt: string, createdBy: string, fileName: string, status: UserExportStatus, done: number, total: number, downloadUrl: string | null, error: string | null, expiresAt: string | null } };

export type UserExportsQueryVariables = Exact<{ [key: string]: never; }>;


export type UserExportsQuery = { userExports: { edges: Array<{ node: { id: string, audience: string, createdAt: string, createdBy: string, fileName: string, status: UserExportStatus, done: number, total: number, downloadUrl: string | null, error: string | null, expiresAt: string | null } }> } };

export type ExportStateFragment = { id: string, audience: string, createdAt: string, createdBy: string, fileName: string, status: UserExportStatus, done: number, total: number, downloadUrl: string | null, error: string | null, expiresAt: string | null };

export type UpdateUserMutationVariables = Exact<{
  id: string | number;
  input: UserUpdateInput;
}>;


export type UpdateUserMutation = { updateUser: { id: string } };

export const ExportStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExportState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserExport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"downloadUrl"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<ExportStateFragment, unknown>;
export const UsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Users"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"audience"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AudienceInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"Variable","name":{"kind":"Name","value":"audience"}}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"subscribed"}},{"kind":"Field","name":{"kind":"Name","value":"blacklisted"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"realName"}},{"kind":"Field","name":{"kind":"Name","value":"sex"}},{"kind":"Field","name":{"kind":"Name","value":"provinceId"}},{"kind":"Field","name":{"kind":"Name","value":"cityId"}},{"kind":"Field","name":{"kind":"Name","value":"vip"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<UsersQuery, UsersQueryVariables>;
export const UserProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UserProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openid"}},{"kind":"Field","name":{"kind":"Name","value":"unionid"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgramOpenid"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"subscribed"}},{"kind":"Field","name":{"kind":"Name","value":"blacklisted"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"realName"}},{"kind":"Field","name":{"kind":"Name","value":"sex"}},{"kind":"Field","name":{"kind":"Name","value":"birthday"}},{"kind":"Field","name":{"kind":"Name","value":"identityCard"}},{"kind":"Field","name":{"kind":"Name","value":"provinceId"}},{"kind":"Field","name":{"kind":"Name","value":"cityId"}},{"kind":"Field","name":{"kind":"Name","value":"regionId"}},{"kind":"Field","name":{"kind":"Name","value":"job"}},{"kind":"Field","name":{"kind":"Name","value":"wechat"}},{"kind":"Field","name":{"kind":"Name","value":"companyId"}},{"kind":"Field","name":{"kind":"Name","value":"vip"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"group"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latitude"}},{"kind":"Field","name":{"kind":"Name","value":"longitude"}},{"kind":"Field","name":{"kind":"Name","value":"precisionMeters"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]} as unknown as DocumentNode<UserProfileQuery, UserProfileQueryVariables>;
export const BlacklistUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BlacklistUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blacklistUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"id"}}]}}]}]}}]} as unknown as DocumentNode<BlacklistUserMutation, BlacklistUserMutationVariables>;
export const UnblacklistUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnblacklistUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unblacklistUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"id"}}]}}]}]}}]} as unknown as DocumentNode<UnblacklistUserMutation, UnblacklistUserMutationVariables>;
export const RequestDeletionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RequestDeletion"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestUserDeletion"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}}]}}]}}]} as unknown as DocumentNode<RequestDeletionMutation, RequestDeletionMutationVariables>;
export const ExportUsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ExportUsers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExportUsersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exportUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExportState"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExportState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserExport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"downloadUrl"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<ExportUsersMutation, ExportUsersMutationVariables>;
export const UserExportsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UserExports"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userExports"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ExportState"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ExportState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserExport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"audience"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdBy"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"downloadUrl"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]} as unknown as DocumentNode<UserExportsQuery, UserExportsQueryVariables>;
export const UpdateUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<UpdateUserMutation, UpdateUserMutationVariables>;