-- CreateTable
CREATE TABLE "delivery_ledger" (
    "tenant_id" INTEGER NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "delivery_ledger_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "mass_send_batch_tenant_id_accepted_at_idx" ON "mass_send_batch"("tenant_id", "accepted_at");
