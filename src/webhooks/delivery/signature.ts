import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/** The headers of a message as standardwebhooks.com names them; one signature for each secret, so that receivers may change over. */
export function signedHeaders(message: { id: string; body: string }, secrets: readonly string[], at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => `v1,${signature(secret, `${message.id}.${timestamp}.${message.body}`)}`);
  return { "webhook-id": message.id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

/** HMAC-SHA256 in base64; the key is what stands behind `whsec_`, in base64 too. */
export function signature(secret: string, content: string): string {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64");
  return createHmac("sha256", key).update(content).digest("base64");
}
