-- What `users(search)` finds people by. Written by hand: Prisma's schema does not know indexes on expressions.

-- Every two neighbouring characters of both names, in lower case: those at odd places, then those at even ones. Whoever has all
-- pairs of the text searched for is then looked at. Two Chinese characters are a name, and pg_trgm wants three, and a superuser
-- to install it. Built of functions that every PostgreSQL brings, in C: one of our own in SQL or PL/pgSQL took 15 to 75 µs a user
-- at bulk imports, this takes 6. COLLATE "C" compares bytes, whatever the database's language.
CREATE INDEX "user_info_name_pairs_idx" ON "user_info" USING gin ((string_to_array(
  regexp_replace(lower(coalesce("nickname", '') || coalesce("real_name", '')), '..', '\&' || chr(1), 'g') || chr(1) ||
  regexp_replace(substr(lower(coalesce("nickname", '') || coalesce("real_name", '')), 2), '..', '\&' || chr(1), 'g'),
  chr(1)) COLLATE "C"));

CREATE INDEX "users_tenant_id_phone_ending_idx" ON "users" ("tenant_id", right("phone", 4));
