import type { OpenidList } from "./openid-list.js";

/** Mass sends (message/mass/*), at most 60 calls a minute. Sends carry the caller's clientMsgId and are never repeated in here. */
export interface MassCalls {
  massSendToAll(request: MassRequest): Promise<MassAccepted>;
  massSendByTag(request: MassRequest & { wechatTagId: number }): Promise<MassAccepted>;
  /** 2 to 10,000 openids. */
  massSendByOpenids(request: MassRequest & { openids: OpenidList }): Promise<MassAccepted>;
  /** To one person, 100 times a day. Waits for no turn: `quota-minute` where this minute's mass calls are used up. */
  massPreview(to: { openid: string } | { wechatName: string }, content: MassContent): Promise<void>;
  /** How far a send is; numbers come only with the callback. */
  massStatus(msgId: bigint): Promise<MassStatus>;
  /**
   * Takes the page of a sent article or video away; the card stays in the chats. All articles of a send, one of them
   * (`articleIdx`, from 1), or the one at `url`.
   */
  massDelete(target: { msgId: bigint; articleIdx?: number } | { url: string }): Promise<void>;
  massSpeed(): Promise<MassSpeed>;
  setMassSpeed(level: MassSpeedLevel): Promise<void>;
}

export interface MassRequest {
  content: MassContent;
  /** At most 64 bytes; WeChat remembers it for 24 hours and takes it once. */
  clientMsgId: string;
  sendIgnoreReprint: boolean;
}

export type MassContent =
  | { kind: "TEXT"; text: string }
  | { kind: "NEWS"; mediaId: string }
  | { kind: "IMAGE"; mediaIds: readonly string[] }
  | { kind: "VOICE"; mediaId: string }
  /** An id of `makeMassVideo`. */
  | { kind: "VIDEO"; mediaId: string }
  | { kind: "CARD"; cardId: string };

/** WeChat took the job; the result comes as a MASSSENDJOBFINISH callback. */
export interface MassAccepted {
  msgId: bigint;
  /** Only for news. */
  msgDataId: bigint | null;
}

export type MassStatus = "SEND_SUCCESS" | "SENDING" | "SEND_FAIL" | "DELETE";

/** 0 is the fastest: 800,000, 600,000, 450,000, 300,000 and 100,000 people a minute. */
export type MassSpeedLevel = 0 | 1 | 2 | 3 | 4;

export interface MassSpeed {
  level: number;
  peoplePerMinute: number;
}
