import { describe, expect } from "vitest";
import * as mass from "./areas/mass.js";
import * as materials from "./areas/materials.js";
import * as people from "./areas/people.js";
import { EXPIRY, token } from "./areas/token.js";
import { type Area, testLibrary } from "./support/journey.js";
import { PROGRAMS } from "./support/programs.js";

const PECULIARITIES: Area = {
  name: "its peculiarities were met: no is_to_all beside a tag, msg_id as text",
  check: (journey) => {
    const [toTag] = journey.sent("message/mass/sendall");
    expect(JSON.parse(toTag?.body ?? "")).toMatchObject({ filter: { tag_id: 100 }, clientmsgid: "to-tag" });
    expect(toTag?.body).not.toContain("is_to_all");
    const { msgId } = journey.returned<{ msgId: string }>("mass.toTag");
    expect(journey.sent("message/mass/get")[0]?.body).toBe(JSON.stringify({ msg_id: msgId }));
  },
};

describe("co-wechat-api", () => {
  testLibrary(PROGRAMS.node("driver.mjs"), [
    token(10),
    EXPIRY,
    people.USERS,
    people.REMARK,
    people.TAGS,
    people.TAGGING,
    people.GROUPS,
    mass.MASS_SENDS,
    mass.CLIENT_MSG_ID,
    mass.MASS_GET,
    mass.MASS_DELETE_TEXT,
    mass.PREVIEW,
    mass.PREVIEW_TO_GARBAGE,
    materials.MEDIA,
    materials.MATERIAL,
    materials.VIDEO,
    materials.NEWS_UPLOAD,
    mass.VIDEO_SENT,
    mass.NEWS_SENT,
    PECULIARITIES,
  ]);
});
