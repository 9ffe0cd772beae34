-- CreateTable
CREATE TABLE "search_index" (
    "name" TEXT NOT NULL,
    "alias" TEXT NOT NULL,
    "uuid" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "search_index_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "search_index_position" (
    "index_name" TEXT NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "position" BIGINT NOT NULL,
    "built_to" INTEGER,
    "mirrored" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "search_index_position_pkey" PRIMARY KEY ("index_name","tenant_id")
);

-- CreateTable
CREATE TABLE "search_index_reject" (
    "index_name" TEXT NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "error" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "search_index_reject_pkey" PRIMARY KEY ("index_name","tenant_id","ordinal")
);

-- AddForeignKey
ALTER TABLE "search_index_position" ADD CONSTRAINT "search_index_position_index_name_fkey" FOREIGN KEY ("index_name") REFERENCES "search_index"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "search_index_reject" ADD CONSTRAINT "search_index_reject_index_name_fkey" FOREIGN KEY ("index_name") REFERENCES "search_index"("name") ON DELETE CASCADE ON UPDATE CASCADE;
