/** What the sealer binds webhooks' secrets to. */
export const WEBHOOK_SECRET = "webhook secret";
