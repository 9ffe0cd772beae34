/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@apollo/client';
/** Where a mass send stands. */
export type MassSendStatus =
  /** WeChat has accepted all it was given; some results are outstanding. */
  | 'AWAITING_RESULTS'
  /** Stopped for good; what WeChat had accepted by then stays sent. */
  | 'CANCELLED'
  /** Every batch has its result. Single batches may have failed: see `batchesFailed`. */
  | 'COMPLETED'
  /** Being written; nothing is fixed yet. `error` says why a schedule came to nothing. */
  | 'DRAFT'
  /** WeChat refuses this send as a whole, or refused every batch; see `error`. */
  | 'FAILED'
  /** For some batch nobody knows whether WeChat sent it: an operator decides with `resolveUnknownBatch`. */
  | 'NEEDS_ATTENTION'
  /** Stopped by an operator, or by itself for the reason in `error`; goes on when an operator resumes it, or by itself at `resumeAt`. */
  | 'PAUSED'
  /** Audience frozen and batches planned; no call made yet. */
  | 'PREPARING'
  /** Taken back with WeChat's mass/delete, as far as WeChat can. */
  | 'RECALLED'
  /** Will start by itself at `scheduledFor`. */
  | 'SCHEDULED'
  /** Batches go out, one after the other. */
  | 'SENDING';

/** How a mirrored tag stands at WeChat. */
export type TagMirrorState =
  /** Something is still to be brought to WeChat: it is under way, or waits for WeChat; `error` then says why. */
  | 'BEHIND'
  /** WeChat refuses the tag, its name or some users; `error` says what. Tried again after the next change, or sync. */
  | 'FAILED'
  /** As it is here, so it was last seen at WeChat or put there. */
  | 'IN_STEP';

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { tagPreview: { count: number, reachable: number, asOf: string, tags: Array<{ count: number, tag: { id: string, name: string } }> }, massSends: { edges: Array<{ node: { id: string, name: string, status: MassSendStatus, error: string | null, startedAt: string | null, createdAt: string, progress: { massSendId: string, seq: number, status: MassSendStatus, recipients: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null } } }> }, tags: Array<{ id: string, name: string, mirror: { state: TagMirrorState, error: string | null } | null }> };

export type SendRowFragment = { id: string, name: string, status: MassSendStatus, error: string | null, startedAt: string | null, createdAt: string, progress: { massSendId: string, seq: number, status: MassSendStatus, recipients: number, accepted: number, sent: number, filtered: number, failed: number, etaSeconds: number | null } };

export type MassQuotaQueryVariables = Exact<{ [key: string]: never; }>;


export type MassQuotaQuery = { apiQuota: { dailyLimit: number, used: number, remaining: number } };

export type TokenStateQueryVariables = Exact<{ [key: string]: never; }>;


export type TokenStateQuery = { accessToken: { fingerprint: string, expiresAt: string, version: number } };

export type OpenDeletionsQueryVariables = Exact<{ [key: string]: never; }>;


export type OpenDeletionsQuery = { deletionRequests: { totalCount: number } };

export const SendRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SendRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]}}]} as unknown as DocumentNode<SendRowFragment, unknown>;
export const OverviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tagPreview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"audience"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"subscribed"},"value":{"kind":"BooleanValue","value":true}}]}},{"kind":"Argument","name":{"kind":"Name","value":"sampleSize"},"value":{"kind":"IntValue","value":"0"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"reachable"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"tag"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"massSends"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SendRow"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"mirror"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"error"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SendRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MassSend"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"massSendId"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"recipients"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"sent"}},{"kind":"Field","name":{"kind":"Name","value":"filtered"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}}]}}]}}]} as unknown as DocumentNode<OverviewQuery, OverviewQueryVariables>;
export const MassQuotaDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MassQuota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiQuota"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"path"},"value":{"kind":"StringValue","value":"/cgi-bin/message/mass/send","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dailyLimit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}}]}}]}}]} as unknown as DocumentNode<MassQuotaQuery, MassQuotaQueryVariables>;
export const TokenStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TokenState"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]} as unknown as DocumentNode<TokenStateQuery, TokenStateQueryVariables>;
export const OpenDeletionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OpenDeletions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletionRequests"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"processed"},"value":{"kind":"BooleanValue","value":false}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<OpenDeletionsQuery, OpenDeletionsQueryVariables>;