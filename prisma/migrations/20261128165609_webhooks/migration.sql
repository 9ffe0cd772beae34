-- CreateTable
CREATE TABLE "webhook" (
    "id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "status" TEXT NOT NULL DEFAULT 'ENABLED',
    "reason" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "secret_sealed" BYTEA NOT NULL,
    "previous_secret_sealed" BYTEA,
    "previous_secret_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "webhook_id" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "claim" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "response_status" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_tenant_id_idx" ON "webhook"("tenant_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_status_next_attempt_at_idx" ON "webhook_delivery"("status", "next_attempt_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_tenant_id_position_idx" ON "webhook_delivery"("tenant_id", "position");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_position_idx" ON "webhook_delivery"("webhook_id", "position");

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A message for each webhook that wants to hear of it, in the transaction that makes it true: whatever part of the program, in
-- whatever version, changes a status, none is lost and none is sent of what was rolled back.
CREATE FUNCTION webhook_body(event text, data jsonb) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT jsonb_build_object('type', event, 'timestamp', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', data)::text
$$;

CREATE FUNCTION webhook_enqueue(tenant int, event_type text, data jsonb) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO webhook_delivery (id, tenant_id, webhook_id, event, body, next_attempt_at)
  SELECT gen_random_uuid(), w.tenant_id, w.id, event_type, webhook_body(event_type, data), date_trunc('milliseconds', clock_timestamp())
  FROM webhook w WHERE w.tenant_id = tenant AND w.status <> 'DISABLED' AND event_type = ANY (w.events)
$$;

CREATE FUNCTION mass_send_status_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM webhook_enqueue(NEW.tenant_id, 'mass_send.' || lower(NEW.status), jsonb_build_object(
    'massSendId', NEW.id, 'seq', NEW.seq, 'status', NEW.status, 'previousStatus', OLD.status, 'recipients', NEW.recipients,
    'batches', NEW.batch_count, 'batchesAccepted', NEW.batches_accepted, 'batchesFinished', NEW.batches_finished,
    'batchesFailed', NEW.batches_failed, 'batchesUnknown', NEW.batches_unknown, 'accepted', NEW.accepted, 'sent', NEW.sent,
    'filtered', NEW.filtered, 'failed', NEW.failed));
  RETURN NULL;
END $$;

CREATE TRIGGER mass_send_webhooks AFTER UPDATE OF status ON mass_send FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION mass_send_status_changed();

CREATE FUNCTION tag_job_status_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM webhook_enqueue(NEW.tenant_id, 'tag_job.' || lower(NEW.status), jsonb_build_object(
    'tagJobId', NEW.id, 'seq', 1, 'kind', NEW.kind, 'status', NEW.status, 'total', NEW.total, 'done', NEW.done, 'changed', NEW.changed));
  RETURN NULL;
END $$;

CREATE TRIGGER tag_job_webhooks AFTER UPDATE OF status ON tag_job FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('SUCCEEDED', 'FAILED')) EXECUTE FUNCTION tag_job_status_changed();
