import { describe, expect, it } from "vitest";
import { AT, SUCCESS, useCallbackRig } from "./callback-rig.js";
import { encryptedRequest, signedUrl } from "./callback-server.js";
import { JOB_EVENTS } from "./fixtures/job-events.js";
import { MESSAGES, PERSON_EVENTS } from "./fixtures/person-events.js";

const HEAD = `<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>${AT}</CreateTime>`;
const event = (xml: string) => `<xml>${HEAD}<MsgType><![CDATA[event]]></MsgType>${xml}</xml>`;
const WHO_AND_WHEN = { openid: "o1", at: new Date(AT * 1_000).toISOString() };

describe("what callbacks say is stored by its type", () => {
  const rig = useCallbackRig();

  it.each([...PERSON_EVENTS, ...JOB_EVENTS])("%s", async (_name, xml, details) => {
    expect(await rig().post(encryptedRequest(event(xml)))).toEqual(SUCCESS);
    const [stored] = await rig().stored();
    expect(stored).toMatchObject({ error: null, openid: "o1" });
    expect(stored?.details).toEqual({ ...WHO_AND_WHEN, ...details });
  });

  it.each(MESSAGES)("message %s", async (_name, xml, details) => {
    expect(await rig().post(encryptedRequest(`<xml>${HEAD}${xml}</xml>`))).toEqual(SUCCESS);
    expect((await rig().stored())[0]?.details).toEqual({ ...WHO_AND_WHEN, ...details });
  });
});

describe("JSON accounts", () => {
  const rig = useCallbackRig();
  const head = { ToUserName: "gh_1", FromUserName: "o1", CreateTime: AT, MsgType: "event" };
  const counts = { MsgID: 3147494552, Status: "send success", TotalCount: 8, FilterCount: 0, SentCount: 0, ErrorCount: 0 };

  it.each([
    ["numbers", { Event: "LOCATION", Latitude: 30.5, Longitude: -1e-7, Precision: 40 }, { latitude: 30.5, longitude: -1e-7 }],
    ["an id of 64 bits", { Event: "TEMPLATESENDJOBFINISH", MsgID: 9007199254740993n, Status: "success" }, { msgId: "9007199254740993" }],
    ["a list as null", { Event: "MASSSENDJOBFINISH", ...counts, ArticleUrlResult: { Count: 0, ResultList: null } }, { articles: [] }],
    [
      "a bare list",
      { Event: "MASSSENDJOBFINISH", ...counts, ArticleUrlResult: { ResultList: [{ ArticleIdx: 1, ArticleUrl: "u" }] } },
      { articles: [{ article: 1, url: "u" }] },
    ],
    [
      "a single object for a list",
      { Event: "MASSSENDJOBFINISH", ...counts, ArticleUrlResult: { ResultList: { ArticleIdx: 1, ArticleUrl: "u" } } },
      { articles: [{ article: 1, url: "u" }] },
    ],
    ["a whole block as null", { Event: "MASSSENDJOBFINISH", ...counts, ArticleUrlResult: null }, { articles: null, totalCount: 8 }],
  ])("may send %s", async (_name, fields, details) => {
    const json = JSON.stringify({ ...head, ...fields }, (_key, value) => (typeof value === "bigint" ? `big${value}` : value));
    const body = json.replace(/"big(\d+)"/, "$1");
    const { url, payload } = encryptedRequest(body);
    const Encrypt = /CDATA\[(.*?)\]\]>/.exec(payload)?.[1];
    expect(await rig().post({ url, payload: JSON.stringify({ ToUserName: "gh_1", Encrypt }) })).toEqual(SUCCESS);
    expect((await rig().stored())[0]?.details).toMatchObject(details);
  });
});

describe("what makes no sense is kept as it came, and nobody acts on it", () => {
  const rig = useCallbackRig({ encodingAesKey: null });
  const location = (latitude: string, longitude = "1", precision = "1") =>
    `<Event>LOCATION</Event><Latitude>${latitude}</Latitude><Longitude>${longitude}</Longitude><Precision>${precision}</Precision>`;
  const finished = (fields: string) => `<Event>MASSSENDJOBFINISH</Event><Status>send success</Status>${fields}`;
  const COUNTS = "<TotalCount>1</TotalCount><FilterCount>1</FilterCount><SentCount>1</SentCount>";

  it.each([
    ["a latitude of 91°", location("91"), "Latitude"],
    ["a longitude of -181°", location("1", "-181"), "Longitude"],
    ["a negative precision", location("1", "1", "-1"), "Precision"],
    ["a latitude that is no decimal", location("0x10"), "Latitude"],
    ["a latitude that is infinite", location("Infinity"), "Latitude"],
    ["no longitude", "<Event>LOCATION</Event><Latitude>1</Latitude>", "Longitude"],
    ["two latitudes", location("1</Latitude><Latitude>2"), "Latitude"],
    ["a negative count", finished(`<MsgID>1</MsgID>${COUNTS}<ErrorCount>-1</ErrorCount>`), "ErrorCount"],
    ["a count beyond all people", finished(`<MsgID>1</MsgID>${COUNTS}<ErrorCount>1000000000</ErrorCount>`), "ErrorCount"],
    ["an id above 64 bits", finished(`<MsgID>9223372036854775808</MsgID>${COUNTS}<ErrorCount>0</ErrorCount>`), "MsgID"],
    ["a block that is missing", "<Event>location_select</Event><EventKey>6</EventKey>", "SendLocationInfo"],
    [
      "a field inside a block",
      "<Event>scancode_push</Event><ScanCodeInfo><ScanType>qrcode</ScanType></ScanCodeInfo>",
      "ScanCodeInfo.ScanResult",
    ],
  ])("%s", async (_name, xml, field) => {
    expect(await rig().postPlain(event(xml))).toEqual(SUCCESS);
    const [stored] = await rig().stored();
    expect(stored).toMatchObject({ details: null, processedAt: expect.any(Date), attempts: 0, payload: { FromUserName: "o1" } });
    expect(stored?.error).toBe(`missing or not as it should be: ${field}`);
    expect(rig().server.handlers.attempts).toBe(0);
    expect(rig().server.handlers.people).toEqual([]);
    expect(rig().server.log.lines.join()).toContain(field);
  });

  it("an event that nobody knows is no problem", async () => {
    await rig().postPlain(event("<Event>card_pass_check</Event><CardId>c</CardId>"));
    expect(await rig().stored()).toMatchObject([{ event: "card_pass_check", details: null, error: null, payload: { CardId: "c" } }]);
    expect(rig().server.handlers.people).toEqual([]);
  });
});

describe("repetitions", () => {
  const rig = useCallbackRig({ encodingAesKey: null });
  const url = () => signedUrl();
  const text = (id: string) => `<xml>${HEAD}<MsgType>text</MsgType><Content>x</Content><MsgId>${id}</MsgId></xml>`;
  const job = (name: string, id: string) => event(`<Event>${name}</Event><MsgID>${id}</MsgID><Status>success</Status>`);
  const publish = (id: string) =>
    event(
      `<Event>PUBLISHJOBFINISH</Event><PublishEventInfo><publish_id>${id}</publish_id><publish_status>0</publish_status></PublishEventInfo>`,
    );
  const later = (xml: string) => xml.replace(String(AT), String(AT + 5)).replace("[o1]", "[o2]");

  it.each([
    ["messages go by MsgId, whoever and whenever", later(text("1")), text("1"), text("2")],
    ["sends by MsgID", later(job("MASSSENDJOBFINISH", "1")), job("MASSSENDJOBFINISH", "1"), job("MASSSENDJOBFINISH", "2")],
    [
      "template messages by MsgID",
      later(job("TEMPLATESENDJOBFINISH", "1")),
      job("TEMPLATESENDJOBFINISH", "1"),
      job("TEMPLATESENDJOBFINISH", "2"),
    ],
    ["publications by publish_id", later(publish("1")), publish("1"), publish("2")],
    [
      "events by sender and time",
      event("<Event>CLICK</Event><EventKey>a</EventKey>"),
      event("<Event>CLICK</Event><EventKey>b</EventKey>"),
      later(event("<Event>CLICK</Event><EventKey>a</EventKey>")),
    ],
    [
      "what the platform tells by the person",
      event("<Event>user_info_modified</Event><OpenID>a</OpenID>"),
      event("<Event>user_info_modified</Event><OpenID>a</OpenID>"),
      event("<Event>user_info_modified</Event><OpenID>b</OpenID>"),
    ],
  ])("%s", async (_name, one, same, other) => {
    for (const payload of [one, same, other]) expect(await rig().post({ url: url(), payload })).toEqual(SUCCESS);
    expect(await rig().stored()).toHaveLength(2);
  });

  it("of one moment are stored once, though they go out in one statement", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => rig().post({ url: url(), payload: text(String(index % 5)) })),
    );
    expect(answers).toEqual(Array(50).fill(SUCCESS));
    expect((await rig().stored()).map(({ dedupeKey }) => dedupeKey).sort()).toEqual([0, 1, 2, 3, 4].map((id) => `message:${id}`));
  });
});
