import { fetch } from "undici";
import { CliError } from "../terminal.js";
import type { LogInMutation, LogInMutationVariables } from "./operations.generated.js";

const LOGIN = /* GraphQL */ `mutation LogIn($username: String!, $password: String!) { login(username: $username, password: $password) { token } }`;
const TIMEOUT_MS = 10_000;

interface Answer {
  data?: LogInMutation | null;
  errors?: { message: string }[];
}

/** A session token for an operator. `base`: the server's address, e.g. http://127.0.0.1:4000. */
export async function logIn(base: string, credentials: { username: string; password: string }): Promise<string> {
  const answer = await ask(base, credentials);
  const token = answer.data?.login.token;
  if (token === undefined) throw new CliError(`cannot log in at ${base}: ${answer.errors?.[0]?.message ?? "no token in the answer"}`);
  return token;
}

async function ask(base: string, variables: LogInMutationVariables): Promise<Answer> {
  try {
    const response = await fetch(`${base}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: LOGIN, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new CliError(`no Tagcast answers at ${base}. Is it running (npm start)? Another address is given with --url.`, 1, { cause });
  }
}
