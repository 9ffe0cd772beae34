import { describe, expect } from "vitest";
import * as mass from "./areas/mass.js";
import * as materials from "./areas/materials.js";
import * as people from "./areas/people.js";
import { EXPIRY, STABLE_TOKEN, token } from "./areas/token.js";
import { type Area, testLibrary } from "./support/journey.js";
import { PROGRAMS } from "./support/programs.js";

const PECULIARITIES: Area = {
  name: "its peculiarities were met: next_openid left out, an empty description beside a picture",
  check: (journey) => {
    expect(journey.sent("user/get")[0]?.query.has("next_openid")).toBe(false);
    expect(journey.sent("material/add_material")[0]?.body).toMatch(/name="description".*?\r\n\r\n\{\}\r\n/s);
    expect(journey.sent("message/mass/sendall")[0]?.contentType).toBe("application/json; charset=utf-8");
  },
};

describe("weixin-java-mp", () => {
  testLibrary(PROGRAMS.java("Driver"), [
    token(200),
    EXPIRY,
    STABLE_TOKEN,
    people.USERS,
    people.ALL_FOLLOWERS,
    people.REMARK,
    people.TAGS,
    people.TAGGING,
    people.BLACKLIST,
    mass.MASS_SENDS,
    mass.CLIENT_MSG_ID,
    mass.MASS_GET,
    mass.MASS_DELETE_TEXT,
    mass.PREVIEW,
    mass.PREVIEW_TO_NAME,
    mass.PREVIEW_TO_GARBAGE,
    mass.SPEED,
    mass.QUOTA,
    materials.MEDIA,
    materials.MATERIAL,
    materials.VIDEO,
    materials.DRAFTS,
    materials.PUBLISH,
    mass.VIDEO_SENT,
    mass.NEWS_SENT,
    PECULIARITIES,
  ]);
});
