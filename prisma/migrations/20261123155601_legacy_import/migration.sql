-- AlterTable
ALTER TABLE "users" ADD COLUMN     "imported" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "legacy_credential" (
    "user_id" INTEGER NOT NULL,
    "rand" TEXT,
    "password" TEXT,

    CONSTRAINT "legacy_credential_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "deletion_request" (
    "id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "phone" TEXT,
    "openid" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "processed" BOOLEAN NOT NULL DEFAULT false,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "receipt" JSONB,
    "import_key" BYTEA,

    CONSTRAINT "deletion_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_run" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "position" JSONB NOT NULL,
    "counts" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_reject" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "table_name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "import_reject_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "deletion_request_import_key_key" ON "deletion_request"("import_key");

-- CreateIndex
CREATE INDEX "deletion_request_tenant_id_id_idx" ON "deletion_request"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "deletion_request_user_id_idx" ON "deletion_request"("user_id");

-- CreateIndex
CREATE INDEX "import_run_source_finished_at_idx" ON "import_run"("source", "finished_at");

-- CreateIndex
CREATE INDEX "import_reject_run_id_id_idx" ON "import_reject"("run_id", "id");

-- AddForeignKey
ALTER TABLE "legacy_credential" ADD CONSTRAINT "legacy_credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_reject" ADD CONSTRAINT "import_reject_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "import_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
