import { expect, it } from "vitest";
import { summaryOf } from "./traced-queries.js";

it.each([
  ["SELECT id FROM mass_send WHERE name = 'x'", "SELECT mass_send"],
  ["\n  INSERT INTO users (openid) VALUES ($1)", "INSERT users"],
  ['UPDATE "public"."tag" SET name = $1', "UPDATE tag"],
  ["-- why\nDELETE FROM ONLY callback", "DELETE callback"],
  ["WITH a AS (SELECT * FROM user_tag) SELECT 1", "WITH user_tag"],
  ["BEGIN", "BEGIN"],
  ["SELECT pg_advisory_xact_lock($1, $2)", "SELECT"],
  ["", "SQL"],
])("%j is %s", (sql, summary) => expect(summaryOf(sql)).toBe(summary));
