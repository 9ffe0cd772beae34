import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isUnavailable } from "../../src/graphql/unavailable.js";
import { S3ObjectStore, type S3Settings } from "../../src/platform/objects/s3-object-store.js";
import { describeObjectStore } from "../contracts/object-store.js";
import { newBucket } from "../support/s3.js";

const BYTES = { contentType: "application/octet-stream", fileName: null };

describeObjectStore("a bucket of a real S3 server", async () => {
  const store = new S3ObjectStore(await newBucket());
  return { store, get: (url, init) => fetch(url, init), close: async () => store.close() };
});

describe("the bucket", () => {
  let settings: S3Settings;
  let store: S3ObjectStore;
  let client: S3Client;
  beforeAll(async () => {
    settings = await newBucket();
    store = new S3ObjectStore(settings);
    const { endpoint, region, accessKeyId, secretAccessKey } = settings;
    client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  });
  afterAll(() => {
    store.close();
    client.destroy();
  });

  test("streams 150 MB in and out, holding a part of it", async () => {
    const piece = randomBytes(1_000_000);
    let given = 0;
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    const body = async function* () {
      for (; given < 150; given++) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield Buffer.from(piece);
      }
    };
    expect((await store.put("large", BYTES, body())).bytes).toBe(150_000_000);
    // Two parts of 5 MiB under way, one gathered, and what the garbage collector has not taken yet: on a busy machine some 50 MB.
    expect(most).toBeLessThan(100_000_000);
    const opened = await store.open("large");
    expect((await buffer(opened?.body ?? Readable.from([]))).subarray(149_000_000).equals(piece)).toBe(true);
  });

  test("what killed processes left of an upload is aborted when it is old, and only what is ours", async () => {
    const { bucket: Bucket } = settings;
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "half+object" }));
    await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "somebody-elses" }));
    expect(await store.sweepDrafts(new Date())).toBe(0);
    expect(await store.sweepDrafts(new Date(Date.now() + 25 * 3_600_000))).toBe(1);
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads.map(({ Key }) => Key)).toEqual(["somebody-elses"]);
    expect(await store.stat("half")).toBeNull();
  });

  test("others' objects in it are not listed, and do not hide ours", async () => {
    for (let i = 0; i < 5; i++) await client.send(new PutObjectCommand({ Bucket: settings.bucket, Key: `mixed/a${i}`, Body: "x" }));
    await store.put("mixed/b", BYTES, Readable.from([Buffer.from("x")]));
    expect((await store.list("mixed/", { after: null, limit: 2 })).map(({ key }) => key)).toEqual(["mixed/b"]);
  });

  test("a store that does not answer, a wrong secret, a bucket that is not there are told apart from a missing object, and no secret is in the error", async () => {
    const faults: [Partial<S3Settings>, RegExp][] = [
      [{ endpoint: "http://127.0.0.1:9" }, /ECONNREFUSED/],
      [{ secretAccessKey: "wrong-secret-of-the-store" }, /SignatureDoesNotMatch|403/],
      [{ bucket: "tagcast-nowhere" }, /NoSuchBucket|404/],
    ];
    for (const [change, says] of faults) {
      const broken = new S3ObjectStore({ ...settings, ...change });
      const error = await broken.put("a", BYTES, Readable.from([Buffer.from("x")])).catch((caught: unknown) => caught);
      expect([change, isUnavailable(error), String(error)]).toEqual([change, true, expect.stringMatching(says)]);
      expect(String(error)).not.toMatch(/wrong-secret/);
      broken.close();
    }
  });
});
