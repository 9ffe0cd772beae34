-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "after" TEXT,
ADD COLUMN     "before" TEXT;

-- CreateTable
CREATE TABLE "audit_head" (
    "tenant_id" INTEGER NOT NULL,
    "entries" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("tenant_id")
);

-- The head of each chain, whoever appends: also the former version of the program while it still runs. The lock that ALTER TABLE
-- took above keeps writers out until this is committed, so that no entry falls between the count and the trigger.
INSERT INTO "audit_head" ("tenant_id", "entries", "hash")
SELECT "tenant_id", count(*), (array_agg("hash" ORDER BY "id" DESC))[1] FROM "audit_entry" GROUP BY "tenant_id";

CREATE FUNCTION "audit_entry_appended"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_head" AS h ("tenant_id", "entries", "hash") VALUES (NEW."tenant_id", 1, NEW."hash")
  ON CONFLICT ("tenant_id") DO UPDATE SET "entries" = h."entries" + 1, "hash" = NEW."hash";
  RETURN NULL;
END $$;
CREATE TRIGGER "audit_entry_head" AFTER INSERT ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "audit_entry_appended"();

-- Append-only: entries hold no personal data, so nothing ever has to be taken out.
CREATE FUNCTION "audit_entry_refused"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entry is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_entry_fixed" BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "audit_entry_refused"();
CREATE TRIGGER "audit_entry_kept" BEFORE TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION "audit_entry_refused"();
