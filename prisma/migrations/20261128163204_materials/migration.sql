-- CreateTable
CREATE TABLE "material" (
    "id" UUID NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "draft" BOOLEAN NOT NULL DEFAULT false,
    "title" TEXT,
    "description" TEXT,
    "media_id" TEXT,
    "url" TEXT,
    "file_name" TEXT,
    "content_type" TEXT,
    "bytes" INTEGER,
    "sha256" BYTEA,
    "object_key" TEXT,
    "request_hash" BYTEA,
    "upload_begun_at" TIMESTAMPTZ(3),
    "seen_in" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "material_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mass_video" (
    "material_id" UUID NOT NULL,
    "temporary_media_id" TEXT NOT NULL,
    "temporary_at" TIMESTAMPTZ(3) NOT NULL,
    "media_id" TEXT,
    "made_at" TIMESTAMPTZ(3),

    CONSTRAINT "mass_video_pkey" PRIMARY KEY ("material_id")
);

-- CreateTable
CREATE TABLE "draft_copy" (
    "tenant_id" INTEGER NOT NULL,
    "media_id" TEXT NOT NULL,
    "articles" JSONB NOT NULL,
    "copy_media_id" TEXT,
    "kept_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "draft_copy_pkey" PRIMARY KEY ("tenant_id","media_id")
);

-- CreateTable
CREATE TABLE "material_turn" (
    "material_id" UUID NOT NULL,
    "owner" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "material_turn_pkey" PRIMARY KEY ("material_id")
);

-- CreateIndex
CREATE INDEX "material_tenant_id_updated_at_id_idx" ON "material"("tenant_id", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "material_object_key_idx" ON "material"("object_key");

-- CreateIndex
CREATE UNIQUE INDEX "material_tenant_id_media_id_key" ON "material"("tenant_id", "media_id");

-- CreateIndex
CREATE UNIQUE INDEX "material_tenant_id_request_hash_key" ON "material"("tenant_id", "request_hash");
