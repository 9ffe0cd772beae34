/** The part of a pino logger that is used here. */
export interface WeChatLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}
