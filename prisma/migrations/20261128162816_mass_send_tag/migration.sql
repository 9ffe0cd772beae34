-- AlterTable
ALTER TABLE "mass_send" ADD COLUMN     "wechat_tag_id" INTEGER;
