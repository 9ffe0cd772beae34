import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { type WeChatClient, WeChatError } from "../../wechat/index.js";
import { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";
import { MaterialTurns } from "../material-turns.js";
import type { MassVideoIds, MassVideoStore } from "./mass-video-store.port.js";
import { MassVideos } from "./mass-videos.js";

const HOUR_MS = 3_600_000;
const VIDEO: MaterialRecord = {
  ...{ id: "v", tenantId: 1, kind: MaterialKind.VIDEO, draft: false, title: "开业", description: null, mediaId: null, url: null },
  file: { fileName: "a.mp4", contentType: "video/mp4", bytes: 3, objectKey: "materials/1/v.mp4" },
  ...{ updatedAt: new Date(0), removedAt: null },
};
const gone = () => new WeChatError("refused", "/cgi-bin/media/uploadvideo", 40007, "invalid media_id");
const lost = () => new WeChatError("unclear", "/cgi-bin/media/uploadvideo", null, "time-out");

/** The table, in memory. */
class Rows implements MassVideoStore {
  row: MassVideoIds | null = null;
  find = async () => this.row;
  saveTemporary = async (_id: string, _owner: string, { mediaId, at }: { mediaId: string; at: Date }) => {
    this.row = { temporaryMediaId: mediaId, temporaryAt: at, mediaId: null, madeAt: null };
  };
  saveMade = async (_id: string, _owner: string, { mediaId, at }: { mediaId: string; at: Date }) => {
    if (this.row) this.row = { ...this.row, mediaId, madeAt: at };
  };
  forget = async (_id: string, mediaId: string, before: Date) => {
    const dies = this.row?.mediaId === mediaId && (this.row.madeAt ?? before) < before;
    if (dies) this.row = null;
    return dies;
  };
}

let now: Date;
let rows: Rows;
/** What was asked of WeChat. */
let asked: string[];
/** What media/uploadvideo does next; empty: it works. */
let refusals: (() => WeChatError)[];
let videos: MassVideos;
beforeEach(() => {
  now = new Date("2026-03-01T00:00:00Z");
  [rows, asked, refusals] = [new Rows(), [], []];
  let count = 0;
  const client: Pick<WeChatClient, "uploadTemporary" | "makeMassVideo"> = {
    uploadTemporary: async () => {
      asked.push("upload");
      return { mediaId: `temporary ${++count}`, createdAt: now };
    },
    makeMassVideo: async ({ mediaId }) => {
      asked.push(`make of ${mediaId}`);
      const refusal = refusals.shift();
      if (refusal) throw refusal();
      return { mediaId: `video of ${mediaId}`, createdAt: now };
    },
  };
  const held = new Set<string>();
  const turns = new MaterialTurns(
    {
      take: async (id) => !held.has(id) && held.add(id) !== undefined,
      renew: async () => undefined,
      release: async (id) => void held.delete(id),
    },
    { warn: () => undefined },
  );
  const files = { open: async () => Readable.from([Buffer.from("abc")]) };
  videos = new MassVideos(rows, files, turns, { forTenant: async () => client as WeChatClient }, () => now);
});
const advance = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

describe("a video's id for mass sends", () => {
  test("is made once for all who ask at the same time, and kept for seventy hours", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => videos.mediaIdOf(VIDEO)));
    expect(new Set(ids)).toEqual(new Set(["video of temporary 1"]));
    advance(70 * HOUR_MS - 1);
    await videos.mediaIdOf(VIDEO);
    expect(asked).toEqual(["upload", "make of temporary 1"]);
    advance(1);
    expect(await videos.mediaIdOf(VIDEO)).toBe("video of temporary 2");
    expect(asked.slice(2)).toEqual(["upload", "make of temporary 2"]);
  });

  test("after a crash between the two calls is made of what was uploaded, unless that is an hour old or dead", async () => {
    refusals = [lost];
    await expect(videos.mediaIdOf(VIDEO)).rejects.toMatchObject({ kind: "unclear" });
    expect(await videos.mediaIdOf(VIDEO)).toBe("video of temporary 1");
    expect(asked).toEqual(["upload", "make of temporary 1", "make of temporary 1"]);

    [rows.row, refusals, asked] = [null, [lost], []];
    await expect(videos.mediaIdOf(VIDEO)).rejects.toThrow();
    advance(HOUR_MS);
    await videos.mediaIdOf(VIDEO);
    expect(asked).toEqual(["upload", "make of temporary 2", "upload", "make of temporary 3"]);

    [rows.row, refusals, asked] = [null, [lost, gone], []];
    await expect(videos.mediaIdOf(VIDEO)).rejects.toThrow();
    await videos.mediaIdOf(VIDEO);
    expect(asked).toEqual(["upload", "make of temporary 4", "make of temporary 4", "upload", "make of temporary 5"]);
  });

  test("that cannot be made is an error and no loop", async () => {
    refusals = [gone, gone];
    await expect(videos.mediaIdOf(VIDEO)).rejects.toMatchObject({ errcode: 40007 });
    expect(asked).toEqual(["upload", "make of temporary 1"]);
  });

  test("is replaced when WeChat does not know it, but not when it is only just made", async () => {
    const first = await videos.mediaIdOf(VIDEO);
    expect(await videos.replace(VIDEO, first)).toBe(false);
    advance(11 * 60_000);
    expect(await videos.replace(VIDEO, first)).toBe(true);
    // The second driver that met the refusal finds the work done.
    expect(await videos.replace(VIDEO, first)).toBe(true);
    const second = await videos.mediaIdOf(VIDEO);
    expect([second === first, await videos.replace(VIDEO, first)]).toEqual([false, true]);
  });
});
