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

/** What holds an audience for later. */
export type AudienceUseKind =
  /** A mass send that has not started: its audience is looked up at the start. */
  | 'MASS_SEND'
  /** A segment. */
  | 'SEGMENT'
  /** The rule of a tag. */
  | 'TAG_RULE';

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

/** How far a job in the background is. */
export type JobStatus =
  /** Ended early; `error` says why. What was done stays done. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** A worker is at it, or will go on with it. */
  | 'RUNNING'
  /** All done. */
  | 'SUCCEEDED';

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

/** A segment as it shall be. */
export type SegmentInput = {
  /** Who is in it. May name other segments, but none that holds this one. */
  audience: AudienceInput;
  /** Name, 1 to 64 characters, unique in the brand. */
  name: string;
};

/** Sex as the person gave it. */
export type Sex =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Nobody said. */
  | 'UNKNOWN';

/** A tag as it shall be. In an update an absent field stays as it is, and null clears it. */
export type TagInput = {
  /** What the tag is for; at most 500 characters. */
  description?: string | null | undefined;
  /** Group the tag is listed under; at most 64 characters. */
  group?: string | null | undefined;
  /** Keeps one of WeChat's 100 tags in step with this one; the name then has at most 30 characters. Turned off, or the tag deleted: what Tagcast made at WeChat is deleted there; a tag that WeChat had before stays there when this is turned off. In an update an absent field stays as it is, whatever the default. */
  mirrorToWeChat?: boolean | null | undefined;
  /** Name, 1 to 64 characters, unique in the brand. */
  name: string;
  /** Makes the tag keep itself up to date: its users are those in this audience, whoever enters or leaves it; nobody tags or untags them by hand. Given again, all users are compared with it anew. Null removes the rule; the users stay. */
  rule?: AudienceInput | null | undefined;
};

/** What a tag job does. */
export type TagJobKind =
  /** Takes tags over from another system. */
  | 'IMPORT'
  /** Brings a tag in line with its rule. */
  | 'RULE'
  /** Adds tags to an audience. */
  | 'TAG'
  /** Takes back what another job changed, but for what somebody changed since. */
  | 'UNDO'
  /** Removes tags from an audience. */
  | 'UNTAG';

/** How a mirrored tag stands at WeChat. */
export type TagMirrorState =
  /** Something is still to be brought to WeChat: it is under way, or waits for WeChat; `error` then says why. */
  | 'BEHIND'
  /** WeChat refuses the tag, its name or some users; `error` says what. Tried again after the next change, or sync. */
  | 'FAILED'
  /** As it is here, so it was last seen at WeChat or put there. */
  | 'IN_STEP';

/** Which tags to add to, or remove from, which users. */
export type TagUsersInput = {
  /** The users, as they are at the moment of the call: who enters the audience later is left out. */
  audience: AudienceInput;
  /** 1 to 128 characters of the caller's choice. The same key with the same request gives the same job; with another request it is a CONFLICT. */
  idempotencyKey?: string | null | undefined;
  /** 1 to 50 tags. */
  tagIds: Array<string | number>;
};

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

export type TagListQueryVariables = Exact<{
  search?: string | null | undefined;
  language: TextLanguage;
}>;


export type TagListQuery = { tags: Array<{ id: string, name: string, group: string | null, description: string | null, users: number, wechatTagId: number | null, mirrorToWeChat: boolean, mirror: { state: TagMirrorState, pending: number, error: string | null } | null, rule: { json: string, text: string } | null }> };

export type TagRowFragment = { id: string, name: string, group: string | null, description: string | null, users: number, wechatTagId: number | null, mirrorToWeChat: boolean, mirror: { state: TagMirrorState, pending: number, error: string | null } | null, rule: { json: string, text: string } | null };

export type CreateTagMutationVariables = Exact<{
  input: TagInput;
}>;


export type CreateTagMutation = { createTag: { id: string } };

export type UpdateTagMutationVariables = Exact<{
  id: string | number;
  input: TagInput;
}>;


export type UpdateTagMutation = { updateTag: { id: string } };

export type DeleteTagMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteTagMutation = { deleteTag: boolean };

export type SegmentListQueryVariables = Exact<{
  language: TextLanguage;
}>;


export type SegmentListQuery = { segments: Array<{ id: string, name: string, count: number, updatedAt: string, rule: { json: string, text: string }, usedBy: Array<{ id: string, kind: AudienceUseKind, name: string }> }> };

export type SegmentToEditQueryVariables = Exact<{
  id: string | number;
}>;


export type SegmentToEditQuery = { segment: { id: string, name: string, rule: { json: string } } | null };

export type CreateSegmentMutationVariables = Exact<{
  input: SegmentInput;
}>;


export type CreateSegmentMutation = { createSegment: { id: string } };

export type UpdateSegmentMutationVariables = Exact<{
  id: string | number;
  input: SegmentInput;
}>;


export type UpdateSegmentMutation = { updateSegment: { id: string } };

export type DeleteSegmentMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteSegmentMutation = { deleteSegment: boolean };

export type TagUsersMutationVariables = Exact<{
  input: TagUsersInput;
}>;


export type TagUsersMutation = { tagUsers: { id: string, kind: TagJobKind, status: JobStatus, total: number, done: number, changed: number, error: string | null, createdAt: string, finishedAt: string | null, tags: Array<{ id: string, name: string }> } };

export type UntagUsersMutationVariables = Exact<{
  input: TagUsersInput;
}>;


export type UntagUsersMutation = { untagUsers: { id: string, kind: TagJobKind, status: JobStatus, total: number, done: number, changed: number, error: string | null, createdAt: string, finishedAt: string | null, tags: Array<{ id: string, name: string }> } };

export type TagJobRowFragment = { id: string, kind: TagJobKind, status: JobStatus, total: number, done: number, changed: number, error: string | null, createdAt: string, finishedAt: string | null, tags: Array<{ id: string, name: string }> };

export type TagJobsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TagJobsQuery = { tagJobs: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, kind: TagJobKind, status: JobStatus, total: number, done: number, changed: number, error: string | null, createdAt: string, finishedAt: string | null, tags: Array<{ id: string, name: string }> } }> } };

export type TagJobProgressSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type TagJobProgressSubscription = { tagJobProgress: { id: string, kind: TagJobKind, status: JobStatus, total: number, done: number, changed: number, error: string | null, createdAt: string, finishedAt: string | null, tags: Array<{ id: string, name: string }> } };

export type UndoTagJobMutationVariables = Exact<{
  id: string | number;
}>;


export type UndoTagJobMutation = { undoTagJob: { id: string, kind: TagJobKind, status: JobStatus, total: number, done: number, changed: number, error: string | null, createdAt: string, finishedAt: string | null, tags: Array<{ id: string, name: string }> } };

export const TagRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Tag"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"wechatTagId"}},{"kind":"Field","name":{"kind":"Name","value":"mirrorToWeChat"}},{"kind":"Field","name":{"kind":"Name","value":"mirror"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"json"}},{"kind":"Field","name":{"kind":"Name","value":"text"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<TagRowFragment, unknown>;
export const TagJobRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagJobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TagJobRowFragment, unknown>;
export const TagListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TagList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tags"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TagRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Tag"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"group"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"users"}},{"kind":"Field","name":{"kind":"Name","value":"wechatTagId"}},{"kind":"Field","name":{"kind":"Name","value":"mirrorToWeChat"}},{"kind":"Field","name":{"kind":"Name","value":"mirror"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"json"}},{"kind":"Field","name":{"kind":"Name","value":"text"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}}]}}]} as unknown as DocumentNode<TagListQuery, TagListQueryVariables>;
export const CreateTagDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateTag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TagInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createTag"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<CreateTagMutation, CreateTagMutationVariables>;
export const UpdateTagDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateTag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TagInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateTag"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<UpdateTagMutation, UpdateTagMutationVariables>;
export const DeleteTagDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteTag"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteTag"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}]}}]} as unknown as DocumentNode<DeleteTagMutation, DeleteTagMutationVariables>;
export const SegmentListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"language"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextLanguage"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"json"}},{"kind":"Field","name":{"kind":"Name","value":"text"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"language"},"value":{"kind":"Variable","name":{"kind":"Name","value":"language"}}}]}]}},{"kind":"Field","name":{"kind":"Name","value":"usedBy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentListQuery, SegmentListQueryVariables>;
export const SegmentToEditDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SegmentToEdit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"segment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"json"}}]}}]}}]}}]} as unknown as DocumentNode<SegmentToEditQuery, SegmentToEditQueryVariables>;
export const CreateSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SegmentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<CreateSegmentMutation, CreateSegmentMutationVariables>;
export const UpdateSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SegmentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<UpdateSegmentMutation, UpdateSegmentMutationVariables>;
export const DeleteSegmentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteSegment"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteSegment"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}]}}]} as unknown as DocumentNode<DeleteSegmentMutation, DeleteSegmentMutationVariables>;
export const TagUsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TagUsers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TagUsersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TagJobRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagJobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TagUsersMutation, TagUsersMutationVariables>;
export const UntagUsersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UntagUsers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TagUsersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"untagUsers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TagJobRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagJobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<UntagUsersMutation, UntagUsersMutationVariables>;
export const TagJobsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TagJobs"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagJobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TagJobRow"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagJobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TagJobsQuery, TagJobsQueryVariables>;
export const TagJobProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"TagJobProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagJobProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TagJobRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagJobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<TagJobProgressSubscription, TagJobProgressSubscriptionVariables>;
export const UndoTagJobDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UndoTagJob"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"undoTagJob"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TagJobRow"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TagJobRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TagJob"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"finishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<UndoTagJobMutation, UndoTagJobMutationVariables>;