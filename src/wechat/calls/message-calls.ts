/** Messages to one person. Neither call is repeated after an unclear reply: the person would get it twice. */
export interface MessageCalls {
  /** Only within 48 hours of a message of theirs (5 messages) or a minute of a click, scan or subscription (3): 45015, 45047. */
  sendCustomMessage(openid: string, message: CustomMessage): Promise<void>;
  /** The result comes as a TEMPLATESENDJOBFINISH callback. */
  sendTemplateMessage(message: TemplateMessage): Promise<{ msgId: bigint }>;
}

export type CustomMessage =
  | { kind: "TEXT"; text: string }
  | { kind: "IMAGE"; mediaId: string }
  | { kind: "VOICE"; mediaId: string }
  /** An article_id of a published article. */
  | { kind: "ARTICLE"; articleId: string }
  | { kind: "CARD"; cardId: string };

export interface TemplateMessage {
  openid: string;
  templateId: string;
  url?: string;
  miniProgram?: { appId: string; pagePath: string };
  data: Readonly<Record<string, { value: string; color?: string }>>;
}
