/** The part of a logger that audience indexes use. */
export interface IndexLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
