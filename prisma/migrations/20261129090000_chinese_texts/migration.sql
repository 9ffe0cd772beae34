-- What texts that are kept in English say in Chinese, by the English: a version that does not know it leaves what no longer matches, and is not read.
ALTER TABLE mass_send ADD COLUMN chinese jsonb;
ALTER TABLE mass_send_batch ADD COLUMN chinese jsonb;
