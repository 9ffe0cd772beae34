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

/** A language that expressions are put into words in. */
export type TextLanguage =
  /** English. */
  | 'EN'
  /** Simplified Chinese. */
  | 'ZH';

/** The brand's own mark on a person. */
export type UserStatus =
  /** Marked by the brand: gets no mass sends. */
  | 'BLACKLISTED'
  /** Deleted: in no audience but that of this status. */
  | 'DELETED'
  /** In use. */
  | 'NORMAL';

export type AudienceNumbersSubscriptionVariables = Exact<{
  audience: AudienceInput;
}>;


export type AudienceNumbersSubscription = { tagPreviewChanges: { count: number, reachable: number, asOf: string } };

export type AudiencePeopleSubscriptionVariables = Exact<{
  audience: AudienceInput;
}>;


export type AudiencePeopleSubscription = { tagPreviewChanges: { count: number, reachable: number, asOf: string, sample: Array<{ id: string, info: { nickname: string | null, provinceId: number | null, cityId: number | null } | null }>, tags: Array<{ count: number, tag: { id: string, name: string } }> } };

export type ExplainAudienceQueryVariables = Exact<{
  audience: AudienceInput;
  userId: string | number;
  language: TextLanguage;
}>;


export type ExplainAudienceQuery = { explainAudience: { matches: boolean, parts: Array<{ depth: number, label: string, matches: boolean }> } };

export type TagNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type TagNamesQuery = { tags: Array<{ id: string, name: string, group: string | null, users: number }> };

export type SegmentNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type SegmentNamesQuery = { segments: Array<{ id: string, name: string, count: number, rule: { json: string } }> };

export type SendNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type SendNamesQuery = { massSends: { edges: Array<{ node: { id: string, name: string } }> } };


export const AudienceNumbersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AudienceNumbers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"audience"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AudienceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagPreviewChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"Variable","name":{"kind":"Name","value":"audience"}}},{"kind":"Argument","name":{"kind":"Name","value":"sampleSize"},"value":{"kind":"IntValue","value":"0"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"reachable"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}}]}}]}}]} as unknown as DocumentNode<AudienceNumbersSubscription, AudienceNumbersSubscriptionVariables>;
export const AudiencePeopleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AudiencePeople"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"audience"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AudienceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagPreviewChanges"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"Variable","name":{"kind":"Name","value":"audience"}}},{"kind":"Argument","name":{"kind":"Name","value":"sampleSize"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"reachable"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"sample"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"provinceId"}},{"kind":"Field","name":{"kind":"Name","value":"cityId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"tag"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AudiencePeopleSubscription, AudiencePeopleSubscriptionVariables>;
export const ExplainAudienceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExplainAudience"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"audience"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AudienceInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainAudience"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"Variable","name":{"kind":"Name","value":"audience"}}},{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}},{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"matches"}},{"kind":"Field","name":{"kind":"Name","value":"parts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"depth"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"matches"}}]}}]}}]}}]} as unknown as DocumentNode<ExplainAudienceQuery, ExplainAudienceQueryVariables>;
export const TagNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TagNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"users"}}]}}]}}]} as unknown as DocumentNode<TagNamesQuery, TagNamesQueryVariables>;
export const SegmentNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"json"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentNamesQuery, SegmentNamesQueryVariables>;
export const SendNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SendNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSends"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SendNamesQuery, SendNamesQueryVariables>;