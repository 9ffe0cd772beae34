-- CreateIndex
CREATE INDEX "deletion_request_tenant_id_openid_idx" ON "deletion_request"("tenant_id", "openid");

-- CreateIndex
CREATE INDEX "import_reject_key_idx" ON "import_reject"("key");

-- What else a deletion finds a person's openid and unionid by. Written by hand: Prisma's schema does not know indexes on
-- expressions. Statements must repeat them part for part (src/deletion/adapters/name-indexes.ts).

-- Texts in a callback's payload that may name somebody other than its sender, such as the OpenID of user_info_modified. Partial:
-- one callback in some hundred has any. Positions, by far the most callbacks, are not looked at; the others cost 9 microseconds each.
CREATE INDEX "callback_names_idx" ON "callback"
  USING gin (jsonb_path_query_array("payload" - 'FromUserName', 'strict $.** ? (@ like_regex "^[\\w-]{24,31}$")'))
  WHERE "event" <> 'LOCATION' AND jsonb_path_exists("payload" - 'FromUserName', 'strict $.** ? (@ like_regex "^[\\w-]{24,31}$")');

-- Lists of openids in audience expressions; few expressions have one.
CREATE INDEX "mass_send_openids_idx" ON "mass_send"
  USING gin (jsonb_path_query_array("audience", '$.**.openids[*]')) WHERE jsonb_path_exists("audience", '$.**.openids');
CREATE INDEX "tag_openids_idx" ON "tag"
  USING gin (jsonb_path_query_array("rule", '$.**.openids[*]')) WHERE jsonb_path_exists("rule", '$.**.openids');
CREATE INDEX "segment_openids_idx" ON "segment"
  USING gin (jsonb_path_query_array("audience", '$.**.openids[*]')) WHERE jsonb_path_exists("audience", '$.**.openids');
