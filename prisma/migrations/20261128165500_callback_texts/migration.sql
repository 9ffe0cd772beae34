-- What a deletion finds mentions of a person inside longer texts of others' callbacks by ("my friend's number is 139…"). Written by
-- hand: Prisma's schema does not know indexes on expressions. Statements must repeat them part for part
-- (src/deletion/adapters/name-indexes.ts).

-- Callbacks, positions apart, with anything in them that is of the shape of a mainland mobile number or of an openid. Texts with neither,
-- which is nearly all, are not in it, and those that are can be read one by one. What every callback has (sender, addressee, the message's
-- ids, media) is left out.
CREATE INDEX "callback_texts_idx" ON "callback" ("tenant_id")
  WHERE "event" <> 'LOCATION' AND
    translate(("payload" - '{FromUserName,ToUserName,CreateTime,MsgType,Event,MsgId,MsgID,MsgDataId,MediaId,MediaId16K,ThumbMediaId,PicUrl,Ticket}'::text[])::text,
      '０１２３４５６７８９－　', '0123456789- ') ~ '1([ -]?[0-9]){10}|[A-Za-z0-9_-]{24}';
