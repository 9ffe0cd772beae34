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

/** The brand's own mark on a person. */
export type UserStatus =
  /** Marked by the brand: gets no mass sends. */
  | 'BLACKLISTED'
  /** Deleted: in no audience but that of this status. */
  | 'DELETED'
  /** In use. */
  | 'NORMAL';

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


export const UsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Users"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"audience"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AudienceInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"Variable","name":{"kind":"Name","value":"audience"}}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"subscribed"}},{"kind":"Field","name":{"kind":"Name","value":"blacklisted"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"realName"}},{"kind":"Field","name":{"kind":"Name","value":"sex"}},{"kind":"Field","name":{"kind":"Name","value":"provinceId"}},{"kind":"Field","name":{"kind":"Name","value":"cityId"}},{"kind":"Field","name":{"kind":"Name","value":"vip"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<UsersQuery, UsersQueryVariables>;
export const UserProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UserProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"openid"}},{"kind":"Field","name":{"kind":"Name","value":"unionid"}},{"kind":"Field","name":{"kind":"Name","value":"miniProgramOpenid"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"subscribed"}},{"kind":"Field","name":{"kind":"Name","value":"blacklisted"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"realName"}},{"kind":"Field","name":{"kind":"Name","value":"sex"}},{"kind":"Field","name":{"kind":"Name","value":"birthday"}},{"kind":"Field","name":{"kind":"Name","value":"identityCard"}},{"kind":"Field","name":{"kind":"Name","value":"provinceId"}},{"kind":"Field","name":{"kind":"Name","value":"cityId"}},{"kind":"Field","name":{"kind":"Name","value":"regionId"}},{"kind":"Field","name":{"kind":"Name","value":"job"}},{"kind":"Field","name":{"kind":"Name","value":"wechat"}},{"kind":"Field","name":{"kind":"Name","value":"companyId"}},{"kind":"Field","name":{"kind":"Name","value":"vip"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"group"}}]}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latitude"}},{"kind":"Field","name":{"kind":"Name","value":"longitude"}},{"kind":"Field","name":{"kind":"Name","value":"precisionMeters"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]} as unknown as DocumentNode<UserProfileQuery, UserProfileQueryVariables>;
export const BlacklistUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BlacklistUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blacklistUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"id"}}]}}]}]}}]} as unknown as DocumentNode<BlacklistUserMutation, BlacklistUserMutationVariables>;
export const UnblacklistUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnblacklistUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unblacklistUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"id"}}]}}]}]}}]} as unknown as DocumentNode<UnblacklistUserMutation, UnblacklistUserMutationVariables>;
export const RequestDeletionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RequestDeletion"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestUserDeletion"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}}]}}]}}]} as unknown as DocumentNode<RequestDeletionMutation, RequestDeletionMutationVariables>;