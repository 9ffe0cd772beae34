-- CreateTable
CREATE TABLE "user_export" (
    "id" UUID NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "role" TEXT NOT NULL,
    "columns" TEXT[],
    "header" TEXT NOT NULL,
    "byte_order_mark" BOOLEAN NOT NULL,
    "audience_text" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" BYTEA NOT NULL,
    "audience" BYTEA,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT,
    "file_name" TEXT NOT NULL,
    "object_key" TEXT,
    "error" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "progress_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "user_export_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "user_export_tenant_id_created_at_idx" ON "user_export"("tenant_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "user_export_finished_at_progress_at_idx" ON "user_export"("finished_at", "progress_at");

-- CreateIndex
CREATE INDEX "user_export_status_expires_at_idx" ON "user_export"("status", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "user_export_tenant_id_idempotency_key_key" ON "user_export"("tenant_id", "idempotency_key");
