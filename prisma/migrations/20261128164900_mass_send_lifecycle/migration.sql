-- AlterTable
ALTER TABLE "mass_send" ADD COLUMN     "batches_recalled" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recall_note" TEXT,
ADD COLUMN     "recall_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "resume_at" TIMESTAMPTZ(3),
ADD COLUMN     "retry_of_id" UUID;

-- AlterTable
ALTER TABLE "mass_send_batch" ADD COLUMN     "recall" TEXT,
ADD COLUMN     "recall_attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recall_error" TEXT;

-- CreateIndex
CREATE INDEX "mass_send_retry_of_id_idx" ON "mass_send"("retry_of_id");
