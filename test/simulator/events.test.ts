import { describe, expect, it } from "vitest";
import { type Bench, bench, eventually, type Received, receiver, xmlField } from "./support.js";

async function pushed(order: object): Promise<{ b: Bench; body: string; push: Received; reply: Record<string, unknown> }> {
  const { received, plain } = await receiver();
  const b = await bench({ app: { callback: plain } });
  const reply = await b.control("POST events", { follower: 5, ...order });
  const [push] = received as [Received];
  return { b, body: push.body, push, reply };
}
const fields = (body: string, ...names: string[]) => names.map((name) => xmlField(body, name));

describe("an event of a person", () => {
  it("comes from that person, to the account, at the simulator's time", async () => {
    const { b, body, push, reply } = await pushed({ event: "CLICK", key: "TODAY" });
    expect(fields(body, "FromUserName", "MsgType", "Event", "EventKey")).toEqual([b.openid(5), "event", "CLICK", "TODAY"]);
    expect(push.query.get("openid")).toBe(b.openid(5));
    expect(Math.abs(Number(xmlField(body, "CreateTime")) * 1000 - b.sim.clock.now())).toBeLessThan(60_000);
    expect(reply).toEqual({ openid: b.openid(5), total: 100, outcome: "acknowledged" });
  });

  it("subscribe by a QR code has qrscene_ and a ticket, without one neither", async () => {
    const { body } = await pushed({ event: "subscribe", scene: "shop-42" });
    expect(fields(body, "EventKey")).toEqual(["qrscene_shop-42"]);
    expect(xmlField(body, "Ticket")).toMatch(/^gQ[\w-]{86}$/);
    expect((await pushed({ event: "subscribe" })).body).toMatch(/<EventKey><!\[CDATA\[\]\]><\/EventKey><\/xml>$/);
  });

  it.each([
    ["shop-42", "<EventKey><![CDATA[shop-42]]></EventKey>"],
    [42, "<EventKey>42</EventKey>"],
  ])("SCAN has the scene %s as it is, and a ticket", async (scene, key) => {
    const { body } = await pushed({ event: "SCAN", scene, ticket: "T" });
    expect(body).toContain(key);
    expect(xmlField(body, "Ticket")).toBe("T");
  });

  it("LOCATION has its numbers bare, with six places", async () => {
    const { body } = await pushed({ event: "LOCATION", latitude: 30.443105, longitude: 116.654735, precision: 2703 });
    expect(body).toContain("<Latitude>30.443105</Latitude>\n<Longitude>116.654735</Longitude>\n<Precision>2703.000000</Precision>");
  });

  it("VIEW has the address and the menu's id", async () => {
    const { body } = await pushed({ event: "VIEW", url: "http://example.com/a?b=1", menuId: 421122 });
    expect(fields(body, "EventKey", "MenuId")).toEqual(["http://example.com/a?b=1", "421122"]);
  });

  it("location_select has SendLocationInfo", async () => {
    const { body } = await pushed({ event: "location_select", key: "k", x: 23, y: 113, label: "广州市", poiname: "P" });
    expect(body).toMatch(/<SendLocationInfo><Location_X>.*23.*<\/SendLocationInfo>/s);
    expect(fields(body, "EventKey", "Label", "Poiname")).toEqual(["k", "广州市", "P"]);
  });

  it.each(["pic_sysphoto", "pic_photo_or_album", "pic_weixin"])("%s has the pictures' sums", async (event) => {
    const md5s = ["1b5f7c23b5bf75682a53e7b6d163e185", "5a75aaca956d97be686719218f275c6b"];
    const { body } = await pushed({ event, key: "k", md5s });
    expect(body).toContain("<SendPicsInfo><Count>2</Count>\n<PicList><item><PicMd5Sum><![CDATA[1b5f7c23b5bf75682a53e7b6d163e185]]>");
  });

  it.each(["scancode_push", "scancode_waitmsg"])("%s has what was scanned", async (event) => {
    const { body } = await pushed({ event, key: "k", scanResult: "6901234567892", scanType: "barcode" });
    expect(fields(body, "ScanType", "ScanResult")).toEqual(["barcode", "6901234567892"]);
  });
});

describe("who follows by a QR code", () => {
  it.each([
    ["shop-42", 0, "shop-42"],
    [42, 42, ""],
  ])("has its scene %s in the profile, until following otherwise", async (scene, qr_scene, qr_scene_str) => {
    const b = await bench();
    const profile = () => b.get("user/info", { openid: b.openid(200) });
    await b.control("POST events", { event: "subscribe", follower: 200, scene });
    expect(await profile()).toMatchObject({ subscribe_scene: "ADD_SCENE_QR_CODE", qr_scene, qr_scene_str });
    await b.control("POST events", { event: "unsubscribe", follower: 200 });
    await b.control("POST events", { event: "subscribe", follower: 200 });
    expect(await profile()).toMatchObject({ qr_scene: 0, qr_scene_str: "" });
  });
});

describe("the end of a job, said out of turn", () => {
  it.each([0, 1, 3])("MASSSENDJOBFINISH with %d articles has as many items", async (articles) => {
    const { body } = await pushed({ event: "MASSSENDJOBFINISH", follower: undefined, msgId: "9007199254740993", articles, checkState: 2 });
    expect(fields(body, "MsgID", "Count", "CheckState")).toEqual(["9007199254740993", String(articles), "2"]);
    expect(body.match(/<CanReprint>1<\/CanReprint>/g)?.length ?? 0).toBe(articles);
    expect(body.match(/<ArticleUrl>/g)?.length ?? 0).toBe(articles);
  });

  it("MASSSENDJOBFINISH of no job at all wants a msgId", async () => {
    const b = await bench();
    expect((await b.control("POST events", { event: "MASSSENDJOBFINISH" })).error).toContain("msgId");
  });

  it("TEMPLATESENDJOBFINISH has MsgID and Status", async () => {
    const { b, body } = await pushed({ event: "TEMPLATESENDJOBFINISH", msgId: 200163836, status: "failed:user block" });
    expect(fields(body, "FromUserName", "MsgID", "Status")).toEqual([b.openid(5), "200163836", "failed:user block"]);
  });

  it("PUBLISHJOBFINISH has the articles' addresses, or which failed", async () => {
    const order = { event: "PUBLISHJOBFINISH", follower: undefined, publishId: 2_247_503_051 };
    const good = (await pushed({ ...order, articleId: "A", articles: 2 })).body;
    expect(fields(good, "publish_id", "publish_status", "article_id", "count")).toEqual(["2247503051", "0", "A", "2"]);
    expect(good).toMatch(/<item><idx>1<\/idx>\n<article_url>.*<item><idx>2<\/idx>/s);
    const bad = (await pushed({ ...order, publishStatus: 2, failIdx: [1, 2] })).body;
    expect(bad).toContain("<publish_status>2</publish_status>\n<fail_idx>1</fail_idx>\n<fail_idx>2</fail_idx>");
  });
});

describe("a message of a person", () => {
  it.each([
    [{ message: "text", content: "你好]]>" }, ["Content"], ["你好]]]]><![CDATA[>"]],
    [{ message: "image", picUrl: "http://e.com/p", mediaId: "m" }, ["PicUrl", "MediaId"], ["http://e.com/p", "m"]],
    [{ message: "voice", format: "speex", recognition: "喂" }, ["Format", "Recognition"], ["speex", "喂"]],
    [{ message: "video", mediaId: "m", thumbMediaId: "t" }, ["MediaId", "ThumbMediaId"], ["m", "t"]],
    [{ message: "shortvideo", mediaId: "m" }, ["MediaId"], ["m"]],
    [{ message: "location", x: 23.1, y: 113.3, label: "L" }, ["Location_X", "Location_Y", "Scale"], ["23.100000", "113.300000", "20"]],
    [{ message: "link", title: "T", url: "http://e.com/" }, ["Title", "Url"], ["T", "http://e.com/"]],
  ])("%o", async (order, names, values) => {
    const { body } = await pushed(order);
    expect(xmlField(body, "MsgType")).toBe(order.message);
    const written = names.filter((name, i) => {
      const value = values[i] ?? "";
      return body.includes(`<${name}><![CDATA[${value}]]></${name}>`) || body.includes(`<${name}>${value}</${name}>`);
    });
    expect(written).toEqual(names);
    expect(xmlField(body, "MsgId")).toMatch(/^\d{16,19}$/);
  });

  it("has a MsgId of its own, the same in all tries, as CreateTime is", async () => {
    const { received, plain } = await receiver((_call, index) => (index < 2 ? "no" : "success"));
    const b = await bench({ app: { callback: plain } });
    await b.control("POST events", { message: "text", content: "a", follower: 1 });
    await b.control("POST events", { message: "text", content: "a", follower: 1 });
    const ids = received.map(({ body }) => xmlField(body, "MsgId"));
    expect([ids[0], ids[0], ids[0]]).toEqual(ids.slice(0, 3));
    expect(ids[3]).not.toBe(ids[0]);
    expect(new Set(received.slice(0, 3).map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ query }) => query.get("nonce"))).size).toBe(4);
  });
});

describe("an order that cannot be meant", () => {
  it.each([
    [{}, "event is one of subscribe"],
    [{ event: "SUBSCRIBE", follower: 1 }, "event is one of subscribe"],
    [{ message: "fax", follower: 1 }, "message"],
    [{ event: "SCAN", follower: 1 }, "scene"],
    [{ event: "LOCATION", latitude: 91, longitude: 0, follower: 1 }, "latitude"],
    [{ event: "CLICK", key: "k", url: "http://e.com", follower: 1 }, "url"],
    [{ event: "CLICK", key: "k" }, "openid or follower says who"],
    [{ event: "CLICK", key: "k", follower: 1, count: 3 }, "count picks the people itself"],
    [{ event: "CLICK", key: "k", follower: 1, ratePerSecond: 3 }, "ratePerSecond goes with count"],
    [{ message: "text", content: "", follower: 1 }, "content"],
  ])("%o: %s", async (order, problem) => {
    const b = await bench();
    expect((await b.control("POST events", order)).error).toContain(problem);
  });
});

describe("many people in turn", () => {
  it("each say the next of the texts, as many as were ordered", async () => {
    const { received, plain } = await receiver();
    const b = await bench({ app: { callback: plain } });
    const talk = await b.control("POST events", { message: "text", content: ["一", "二"], count: 20, ratePerSecond: 2000 });
    expect(talk).toMatchObject({ what: "text", count: 20 });
    await eventually(async () => expect(await b.control("GET events")).toEqual([]));
    expect(received.map(({ body }) => xmlField(body, "Content")).sort()).toEqual([...Array(10).fill("一"), ...Array(10).fill("二")]);
    const people = new Set(received.map(({ body }) => xmlField(body, "FromUserName")));
    expect(people.size).toBeGreaterThan(5);
    for (const openid of people) expect((await b.get("user/info", { openid: openid ?? "" })).subscribe).toBe(1);
  });

  it("who follow are new", async () => {
    const b = await bench();
    await b.control("POST events", { event: "subscribe", count: 7, ratePerSecond: 2000 });
    await eventually(async () => expect((await b.control("GET state")).apps).toMatchObject([{ followers: 107 }]));
  });

  it("can be ended", async () => {
    const b = await bench();
    const { id } = await b.control("POST events", { event: "subscribe", count: 1000, ratePerSecond: 0.1 });
    expect(await b.control("GET events")).toMatchObject([{ id, count: 1000 }]);
    expect(await b.control("DELETE events", { id })).toEqual([]);
  });
});
