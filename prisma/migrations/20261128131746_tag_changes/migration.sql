-- AlterTable
ALTER TABLE "tag_job" ADD COLUMN     "root_id" UUID,
ADD COLUMN     "undoes_id" UUID;

-- CreateTable
CREATE TABLE "tag_change" (
    "tag_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "added" BOOLEAN NOT NULL,
    "job_id" UUID,
    "root_id" UUID,
    "users" INTEGER NOT NULL,
    "ordinals" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "tag_change_pkey" PRIMARY KEY ("tag_id","position")
);

-- CreateIndex
CREATE INDEX "tag_change_job_id_tag_id_position_idx" ON "tag_change"("job_id", "tag_id", "position");

-- CreateIndex
CREATE INDEX "tag_change_at_idx" ON "tag_change"("at");

-- CreateIndex
CREATE UNIQUE INDEX "tag_job_undoes_id_key" ON "tag_job"("undoes_id");
