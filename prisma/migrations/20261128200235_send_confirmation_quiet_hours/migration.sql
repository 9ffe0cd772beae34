-- AlterTable
ALTER TABLE "mass_send" ADD COLUMN     "confirm_by" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "tenant" ADD COLUMN     "quiet_hours" TEXT DEFAULT '22:00-08:00';
