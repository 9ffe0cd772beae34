-- AlterTable
ALTER TABLE "callback" ADD COLUMN     "details" JSONB;

-- AlterTable
ALTER TABLE "tenant" ADD COLUMN     "previous_callback_token_sealed" BYTEA,
ADD COLUMN     "previous_encoding_aes_key_sealed" BYTEA,
ADD COLUMN     "previous_secrets_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "tenant_counter" ADD COLUMN     "mirror_position" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "user_location" (
    "user_id" INTEGER NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "precision_meters" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_location_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "wechat_user_tag" (
    "tag_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "wechat_user_tag_pkey" PRIMARY KEY ("tag_id","user_id")
);

-- CreateIndex
CREATE INDEX "user_location_at_idx" ON "user_location"("at");

-- CreateIndex
CREATE INDEX "wechat_user_tag_user_id_tag_id_idx" ON "wechat_user_tag"("user_id", "tag_id");

-- CreateIndex
CREATE INDEX "audience_change_tenant_id_tag_id_position_idx" ON "audience_change"("tenant_id", "tag_id", "position");

-- AddForeignKey
ALTER TABLE "user_location" ADD CONSTRAINT "user_location_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wechat_user_tag" ADD CONSTRAINT "wechat_user_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;
