import { randomBytes } from "node:crypto";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { inject } from "vitest";
import { bucketUrl } from "../../src/config/bucket-url.js";
import type { S3Settings } from "../../src/platform/objects/s3-object-store.js";

/** A new bucket of the real S3 server that `npm run test:services` starts. */
export async function newBucket(): Promise<S3Settings> {
  const settings = { ...bucketUrl.parse(inject("s3Url")), bucket: `tagcast-${randomBytes(6).toString("hex")}` };
  const { endpoint, region, accessKeyId, secretAccessKey, pathStyle, bucket } = settings;
  const client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: pathStyle });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return settings;
}

/** The same, as OBJECT_STORE_URL says it. */
export async function newBucketUrl(): Promise<string> {
  const { bucket } = await newBucket();
  const url = new URL(inject("s3Url"));
  url.pathname = `/${bucket}`;
  return url.href;
}
