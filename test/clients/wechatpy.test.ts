import { describe, expect } from "vitest";
import * as mass from "./areas/mass.js";
import * as materials from "./areas/materials.js";
import * as people from "./areas/people.js";
import { EXPIRY, token } from "./areas/token.js";
import { type Area, testLibrary } from "./support/journey.js";
import { PROGRAMS } from "./support/programs.js";

const PECULIARITIES: Area = {
  name: "its peculiarities were met: JSON without a Content-Type, group_id for tag_id, a video's description in the query",
  check: (journey) => {
    const [toTag] = journey.sent("message/mass/sendall");
    expect(toTag?.contentType).toBeUndefined();
    expect(JSON.parse(toTag?.body ?? "")).toMatchObject({ filter: { group_id: 100, is_to_all: false } });
    const video = journey.sent("material/add_material").find(({ query }) => query.get("type") === "video");
    // With non-ASCII escaped, as JSON may be.
    expect(video?.query.get("description")).toBe(
      String.raw`{"title": "\u65b0\u54c1\u53d1\u5e03", "introduction": "\u4e09\u5206\u949f\u770b\u5b8c"}`,
    );
  },
};

describe("wechatpy", () => {
  testLibrary(PROGRAMS.python("driver.py"), [
    token(0),
    EXPIRY,
    people.USERS,
    people.ALL_FOLLOWERS,
    people.REMARK,
    people.TAGS,
    people.TAGGING,
    people.GROUPS,
    people.BLACKLIST,
    mass.MASS_SENDS,
    mass.CLIENT_MSG_ID,
    mass.MASS_GET,
    mass.MASS_DELETE_TEXT,
    mass.PREVIEW,
    mass.PREVIEW_TO_NAME,
    materials.MEDIA,
    materials.MATERIAL,
    materials.VIDEO,
    materials.NEWS_UPLOAD,
    mass.VIDEO_SENT,
    mass.NEWS_SENT,
    PECULIARITIES,
  ]);
});
