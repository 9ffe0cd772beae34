/** The pure rules of this domain: what a thread may load without the rest of it. */
export { IDENTITY_CARD_PURPOSE, normaliseIdentityCard } from "./identity-card.js";
export { normalisePhone } from "./phone.js";
