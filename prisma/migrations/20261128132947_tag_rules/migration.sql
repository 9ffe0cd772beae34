-- CreateTable
CREATE TABLE "tag_rule" (
    "tag_id" INTEGER NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "planned_hash" BYTEA,
    "planned_at" TIMESTAMPTZ(3),

    CONSTRAINT "tag_rule_pkey" PRIMARY KEY ("tag_id")
);

-- CreateTable
CREATE TABLE "rule_following" (
    "tenant_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "looked" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "owner" TEXT,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "rule_following_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE INDEX "tag_rule_tenant_id_idx" ON "tag_rule"("tenant_id");

-- AddForeignKey
ALTER TABLE "tag_rule" ADD CONSTRAINT "tag_rule_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE;
