-- What `users(search)` finds people by. Written by hand: Prisma's schema does not know indexes on expressions.

-- The characters of both names, in lower case. Whoever has all characters of the text searched for is then looked at: of two
-- Chinese characters that is hardly anybody too many. pg_trgm would need three characters, and a superuser to install it. Every
-- two neighbours in place of single characters would need a function of our own, which took 15 to 75 µs a user at bulk imports.
CREATE INDEX "user_info_name_characters_idx" ON "user_info"
  USING gin (string_to_array(lower(coalesce("nickname", '') || coalesce("real_name", '')), NULL));

CREATE INDEX "users_tenant_id_phone_ending_idx" ON "users" ("tenant_id", right("phone", 4));
