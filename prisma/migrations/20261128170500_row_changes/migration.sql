-- Tells every process that listens which table's rows changed: what they remember of it is forgotten within milliseconds.
CREATE FUNCTION "tagcast_row_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tagcast_rows', TG_TABLE_NAME);
  RETURN NULL;
END $$;

-- Rows that come anew are remembered by nobody.
CREATE TRIGGER "session_changed" AFTER UPDATE OR DELETE ON "session" FOR EACH STATEMENT EXECUTE FUNCTION "tagcast_row_changed"();
CREATE TRIGGER "operator_changed" AFTER UPDATE OR DELETE ON "operator" FOR EACH STATEMENT EXECUTE FUNCTION "tagcast_row_changed"();
CREATE TRIGGER "api_key_changed" AFTER UPDATE OR DELETE ON "api_key" FOR EACH STATEMENT EXECUTE FUNCTION "tagcast_row_changed"();
CREATE TRIGGER "tag_changed" AFTER UPDATE OR DELETE ON "tag" FOR EACH STATEMENT EXECUTE FUNCTION "tagcast_row_changed"();
