import type { Client } from "./world.js";

export const FORECAST =
  "count reachable notSubscribed blacklisted overMonthlyLimit atLimitAfterwards method refusal batches minimumSeconds dailyCallsLeft warnings";

export interface Forecast {
  count: number;
  reachable: number;
  notSubscribed: number;
  blacklisted: number;
  overMonthlyLimit: number;
  atLimitAfterwards: number;
  method: string;
  refusal: string | null;
  batches: number;
  minimumSeconds: number;
  dailyCallsLeft: number;
  warnings: string[];
}

export async function forecastOf(client: Client, audience: object, massSendId: string | null = null): Promise<Forecast> {
  const { massSendForecast } = await client.get<{ massSendForecast: Forecast }>(
    `query($audience: AudienceInput!, $id: ID) { massSendForecast(audience: $audience, massSendId: $id) { ${FORECAST} } }`,
    { audience, id: massSendId },
  );
  return massSendForecast;
}

export interface Recipients {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  edges: { cursor: string; node: { user: { id: string; phone: string | null } | null; batch: { index: number }; fate: string } }[];
}

export async function recipientsOf(client: Client, id: string, first: number, after: string | null = null): Promise<Recipients> {
  const { massSendRecipients } = await client.get<{ massSendRecipients: Recipients }>(
    `query($id: ID!, $first: Int, $after: String) { massSendRecipients(id: $id, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { user { id phone } batch { index } fate } } } }`,
    { id, first, after },
  );
  return massSendRecipients;
}
