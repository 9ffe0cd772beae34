import { expect } from "vitest";
import { type Area, done, type Journey, refused, returned } from "../support/journey.js";

const MSG_ID = /^90071992547\d{5}$/;
const accepted = returned({ msgId: expect.stringMatching(MSG_ID), accepted: true });
const everyone = Array.from({ length: 59 }, (_, n) => n);
const ended = (journey: Journey, send: string, status: string) => {
  const { msgId } = journey.returned<{ msgId: string }>(send);
  return returned({ msgId, status });
};

export const MASS_SENDS: Area = {
  name: "mass sends: to a tag, to openids, to everyone; each person once",
  check: (journey) => {
    journey.expect({
      "mass.toTag": accepted,
      "mass.toOpenids": accepted,
      "mass.toOne": refused(40130),
      "mass.toAll": accepted,
    });
    expect(journey.delivery("to-tag")).toEqual({ kind: "tag", to: [0, 1] });
    expect(journey.delivery("to-openids")).toEqual({ kind: "openids", to: [2, 3] });
    // All but the one on the blacklist.
    expect(journey.delivery("to-all")).toEqual({ kind: "all", to: everyone });
    const { ledger } = journey.account;
    expect(ledger.summarize(ledger.jobsByPrefix("to-"))).toMatchObject({ jobs: 3, deliveries: 63 });
  },
};

export const CLIENT_MSG_ID: Area = {
  name: "mass sends: a repetition is refused with 45065, with a clientmsgid and without",
  check: (journey) =>
    journey.expect({
      "mass.toTagAgain": refused(45065),
      "mass.withoutClientMsgId": accepted,
      "mass.withoutClientMsgIdAgain": refused(45065),
    }),
};

export const MASS_GET: Area = {
  name: "mass get: a send is found by its msg_id of 64 bits",
  check: (journey) => {
    journey.expect({
      "mass.get": ended(journey, "mass.toTag", "SEND_SUCCESS"),
      "mass.getUnknown": refused(40059),
    });
  },
};

export const MASS_DELETE_TEXT: Area = {
  name: "mass delete: a text cannot be deleted",
  check: (journey) => journey.expect({ "mass.deleteText": refused(40008) }),
};

export const PREVIEW: Area = {
  name: "preview: to an openid; not to who is on the blacklist",
  check: (journey) => journey.expect({ "preview.toOpenid": accepted, "preview.toBlacklisted": refused(43019) }),
};

export const PREVIEW_TO_NAME: Area = {
  name: "preview: to a WeChat id",
  check: (journey) => journey.expect({ "preview.toName": accepted, "preview.toUnknownName": refused(40132) }),
};

export const PREVIEW_TO_GARBAGE: Area = {
  name: "preview: what is no openid is refused",
  check: (journey) => journey.expect({ "preview.toGarbage": refused(40003) }),
};

export const SPEED: Area = {
  name: "speed: get and set",
  check: (journey) => {
    journey.expect({
      "speed.get": returned({ speed: 0, realspeed: 80 }),
      "speed.set": done,
      "speed.getAfterwards": returned({ speed: 3, realspeed: 30 }),
      "speed.setOutOfRange": refused(45083),
    });
  },
};

export const QUOTA: Area = {
  name: "quota: cleared for the own appid only",
  check: (journey) => journey.expect({ "quota.clear": done, "quota.clearOfAnother": refused(40013) }),
};

/** A video or news send: who got it, and its end by mass/delete. */
export function sentAndDeleted(kind: "video" | "news", delivery: { kind: string; to: number[] }): Area {
  return {
    name: `mass sends: ${kind}, deleted afterwards`,
    check: (journey) => {
      journey.expect({
        [`mass.${kind}`]: accepted,
        [`mass.${kind}Sent`]: ended(journey, `mass.${kind}`, "SEND_SUCCESS"),
        [`mass.${kind}Delete`]: done,
        [`mass.${kind}Deleted`]: ended(journey, `mass.${kind}`, "DELETE"),
      });
      expect(journey.delivery(kind)).toEqual(delivery);
    },
  };
}

export const VIDEO_SENT = sentAndDeleted("video", { kind: "tag", to: [0, 1] });
export const NEWS_SENT = sentAndDeleted("news", { kind: "openids", to: [6, 7] });
