-- AlterTable
ALTER TABLE "user_location" ADD COLUMN     "ordinal" INTEGER;

-- CreateTable
CREATE TABLE "segment" (
    "id" SERIAL NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "audience" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "segment_tenant_id_name_key" ON "segment"("tenant_id", "name");

-- Written by hand from here on: Prisma's schema does not know indexes on expressions.
UPDATE "user_location" l SET "ordinal" = u."ordinal" FROM "users" u WHERE u."user_id" = l."user_id";

-- Who is near a place: cells of a fiftieth of a degree (2.2 km), row by row from the south pole; a circle is a range of cells in each
-- row it touches. Everything the question needs stands in the index.
CREATE INDEX "user_location_near_idx" ON "user_location"
  ("tenant_id", (floor(("latitude" + 90) * 50)::int * 18001 + floor(("longitude" + 180) * 50)::int))
  INCLUDE ("latitude", "longitude", "at", "ordinal");
