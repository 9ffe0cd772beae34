-- CreateTable
CREATE TABLE "wechat_tag" (
    "tag_id" INTEGER NOT NULL,
    "name" TEXT,
    "made_here" BOOLEAN NOT NULL DEFAULT false,
    "members_after" TEXT,
    "compared_to" INTEGER,
    "name_error" TEXT,
    "refused" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "wechat_tag_pkey" PRIMARY KEY ("tag_id")
);

-- CreateTable
CREATE TABLE "wechat_tag_call" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "user_ids" INTEGER[],

    CONSTRAINT "wechat_tag_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wechat_tag_removal" (
    "tenant_id" INTEGER NOT NULL,
    "wechat_tag_id" INTEGER NOT NULL,

    CONSTRAINT "wechat_tag_removal_pkey" PRIMARY KEY ("tenant_id","wechat_tag_id")
);

-- CreateTable
CREATE TABLE "tag_exchange" (
    "tenant_id" INTEGER NOT NULL,
    "owner" TEXT,
    "until" TIMESTAMPTZ(3),
    "wanted_until" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "tag_exchange_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "wechat_tag_call_tenant_id_idx" ON "wechat_tag_call"("tenant_id");

-- CreateIndex
CREATE INDEX "wechat_tag_call_tag_id_idx" ON "wechat_tag_call"("tag_id");

-- AddForeignKey
ALTER TABLE "wechat_tag" ADD CONSTRAINT "wechat_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wechat_tag_call" ADD CONSTRAINT "wechat_tag_call_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;
