import { BadInputError } from "../graphql/errors.js";

const MAX_LENGTH = 2_048;

/**
 * The address as it is kept. What it resolves to is checked at each connection, since that may change; here only what can be
 * seen. `plain`: http:// is allowed too, for receivers inside a network that the operator of Tagcast opened.
 */
export function readWebhookUrl(field: string, text: string, plain: boolean): string {
  if (text.length > MAX_LENGTH) throw new BadInputError(field, `has more than ${MAX_LENGTH} characters`);
  if (!URL.canParse(text))
    throw new BadInputError(field, "must be an address such as https://example.com/hooks/tagcast", { reason: "ADDRESS_FORM" });
  const url = new URL(text);
  if (url.protocol !== "https:" && !(plain && url.protocol === "http:"))
    throw new BadInputError(field, "must begin with https://", { reason: "ADDRESS_NOT_HTTPS" });
  if (url.username !== "" || url.password !== "") {
    throw new BadInputError(field, "must hold no user name or password: messages are signed, check the signature instead", {
      reason: "ADDRESS_WITH_PASSWORD",
    });
  }
  url.hash = "";
  return url.href;
}
