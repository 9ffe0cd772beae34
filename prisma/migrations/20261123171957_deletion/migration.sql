-- AlterTable
ALTER TABLE "deletion_request" ADD COLUMN     "openid_hash" BYTEA,
ADD COLUMN     "returned_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "deletion_request_tenant_id_openid_hash_idx" ON "deletion_request"("tenant_id", "openid_hash");
