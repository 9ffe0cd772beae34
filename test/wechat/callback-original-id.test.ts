import { describe, expect, it } from "vitest";
import { EVENT, SUCCESS, useCallbackRig } from "./callback-rig.js";
import { encryptedRequest, signedUrl, xmlOf } from "./callback-server.js";

let sent = 0;
const from = (ToUserName: string) => xmlOf({ ...EVENT, ToUserName, FromUserName: `o${sent++}`, Event: "CLICK", EventKey: "k" });

describe("an account whose gh_ id is not known", () => {
  const rig = useCallbackRig({ originalId: null });

  it("has it learned from the first callback that is rightly signed", async () => {
    await rig().post(encryptedRequest(from("gh_forged"), { token: "other" }));
    expect(rig().server.account.originalId).toBeNull();
    expect(await rig().post(encryptedRequest(from("gh_first")))).toEqual(SUCCESS);
    expect(rig().server.account.originalId).toBe("gh_first");
    expect(rig().server.log.lines.join()).not.toContain("has changed");
  });

  it.each(["gh 1", "x".repeat(65), "<a>"])("is taught nothing by %j", async (id) => {
    expect((await rig().post(encryptedRequest(from(id)))).status).toBe(400);
    expect(rig().server.account.originalId).toBeNull();
  });
});

describe("another gh_ id than the account's", () => {
  const safe = useCallbackRig();
  const plain = useCallbackRig({ encodingAesKey: null });

  it("is believed inside the encryption, which names the appid: the account has moved; that is logged once", async () => {
    expect(await safe().post(encryptedRequest(from("gh_moved")))).toEqual(SUCCESS);
    expect(await safe().post(encryptedRequest(from("gh_moved")))).toEqual(SUCCESS);
    expect(safe().server.account.originalId).toBe("gh_moved");
    expect(safe().server.log.lines.filter((line) => line.includes("has changed"))).toHaveLength(1);
  });

  it("is refused in plain mode, where the body is not signed", async () => {
    expect((await plain().post({ url: signedUrl(), payload: from("gh_other") })).status).toBe(403);
    expect(plain().server.account.originalId).toBe("gh_1");
    expect(await plain().stored()).toEqual([]);
    expect(plain().server.log.lines.join()).toContain("tagcast update-tenant --original-id");
  });
});
