-- AlterTable
ALTER TABLE "mass_send" ADD COLUMN     "created_by_name" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "mass_send_wake_at_idx" ON "mass_send"("wake_at");
