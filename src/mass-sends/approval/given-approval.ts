/** What somebody approved: this content, to this audience, of about so many people. As it stands in the database, too. */
export interface Approval {
  contentHash: string;
  /** Of what the articles said at WeChat; null for what carries none, absent from approvals of former versions. */
  articlesHash?: string | null;
  /** Of the normalised expression with what its segments held (`audienceHash`). */
  audienceHash: string;
  /** People it reached when it was approved. */
  count: number;
  /** The send may go out while it reaches `min` to `max`, both included. */
  min: number;
  max: number;
  /** ISO 8601. */
  at: string;
  /** 0 for an API key. */
  byId: number;
  byName: string;
}
