-- AlterTable
ALTER TABLE "mass_send" ADD COLUMN     "approval" JSONB,
ADD COLUMN     "edited_by_name" TEXT,
ADD COLUMN     "if_late" TEXT;

-- AlterTable
ALTER TABLE "tenant" ADD COLUMN     "approval" TEXT NOT NULL DEFAULT 'OPTIONAL',
ADD COLUMN     "approval_tolerance_people" INTEGER NOT NULL DEFAULT 100,
ADD COLUMN     "approval_tolerance_percent" INTEGER NOT NULL DEFAULT 10,
ADD COLUMN     "self_approval" BOOLEAN NOT NULL DEFAULT false;
