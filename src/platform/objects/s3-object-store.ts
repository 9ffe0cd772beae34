import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { create as contentDisposition } from "content-disposition";
import { objectKey } from "./object-key.js";
import type { ByteRange, ListedObject, ObjectContent, ObjectInfo, ObjectStore } from "./object-store.port.js";
import { describeS3Failure, isMissing } from "./s3-failure.js";

export interface S3Settings {
  /** e.g. `https://oss-cn-shanghai.aliyuncs.com`. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `https://endpoint/bucket/key` (MinIO and most gateways) instead of `https://bucket.endpoint/key` (Alibaba, AWS). */
  pathStyle: boolean;
}

/**
 * MinIO, and gateways over file systems, cannot hold `a` beside `a/b`: a name that ends in what no key has is never the folder of
 * another. The sign comes before all that keys are made of, so that the order of names is the order of keys.
 */
const SUFFIX = "+object";
const FILE_NAME = "file-name";
/** S3's smallest; two parts are under way at once. */
const PART_BYTES = 5 * 1_024 * 1_024;
const PARTS_AT_ONCE = 2;
/** A part is written every few seconds; whoever began an upload so long ago is gone. */
const UNFINISHED_MS = 24 * 3_600_000;
const MOST_LISTED = 1_000;
const CONNECT_MS = 5_000;
const SILENCE_MS = 30_000;

/** Objects in a bucket of anything that speaks S3's API: AWS, Alibaba OSS, MinIO. Any number of processes on any number of machines share it. */
export class S3ObjectStore implements ObjectStore {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { endpoint, region, accessKeyId, secretAccessKey, pathStyle } = settings;
    this.client = new S3Client({
      ...{ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: pathStyle },
      // Alibaba and older gateways know neither CRC trailers nor aws-chunked bodies.
      ...{ requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" },
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    });
  }

  async put(key: string, content: ObjectContent, body: AsyncIterable<Uint8Array>): Promise<ObjectInfo> {
    const name = nameOf(key);
    const source = new CountedBody(body);
    const { contentType, fileName } = content;
    const upload = new Upload({
      client: this.client,
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      params: {
        ...{ Bucket: this.settings.bucket, Key: name, ContentType: contentType, Body: Readable.from(source.pieces()) },
        ContentDisposition: contentDisposition(fileName ?? lastPartOf(key)),
        ...(fileName !== null && { Metadata: { [FILE_NAME]: encodeURIComponent(fileName) } }),
      },
    });
    try {
      const { ETag } = await upload.done();
      return { ...content, key, bytes: source.bytes, etag: withoutQuotes(ETag) };
    } catch (error) {
      throw source.failure === null ? describeS3Failure(error) : source.failure.error;
    }
  }

  async stat(key: string): Promise<ObjectInfo | null> {
    const found = await this.orNull(new HeadObjectCommand({ Bucket: this.settings.bucket, Key: nameOf(key) }), (command) =>
      this.client.send(command),
    );
    return found && { ...contentOf(found), key, bytes: found.ContentLength ?? 0, etag: withoutQuotes(found.ETag) };
  }

  async open(key: string, range?: ByteRange): Promise<{ info: ObjectInfo; body: Readable } | null> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const found = await this.orNull(new GetObjectCommand({ Bucket: this.settings.bucket, Key: nameOf(key), Range }), (command) =>
      this.client.send(command),
    );
    if (found === null) return null;
    const whole = /\/(\d+)$/.exec(found.ContentRange ?? "")?.[1];
    const bytes = whole === undefined ? (found.ContentLength ?? 0) : Number(whole);
    return { info: { ...contentOf(found), key, bytes, etag: withoutQuotes(found.ETag) }, body: found.Body as Readable };
  }

  async delete(key: string): Promise<void> {
    await this.orNull(new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: nameOf(key) }), (command) => this.client.send(command));
  }

  async list(prefix: string, { after, limit }: { after: string | null; limit: number }): Promise<ListedObject[]> {
    const listed: ListedObject[] = [];
    for (let start = after === null ? undefined : after + SUFFIX; listed.length < limit; ) {
      const page = await this.page(prefix, start, Math.min(MOST_LISTED, limit - listed.length));
      for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        if (Key.endsWith(SUFFIX)) listed.push({ key: Key.slice(0, -SUFFIX.length), bytes: Size, storedAt: LastModified });
        start = Key;
      }
      if (page.IsTruncated !== true) break;
    }
    return listed;
  }

  /** At most seven days ahead: S3 signs no further. */
  async signedUrl(key: string, expiresAt: Date): Promise<string> {
    const command = new GetObjectCommand({ Bucket: this.settings.bucket, Key: nameOf(key) });
    const signingDate = new Date(Math.min(Date.now(), expiresAt.getTime() - 1_000));
    const expiresIn = Math.floor((expiresAt.getTime() - signingDate.getTime()) / 1_000);
    return getSignedUrl(this.client, command, { signingDate, expiresIn });
  }

  async sweepDrafts(now: Date): Promise<number> {
    const { bucket: Bucket } = this.settings;
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket })).catch(rethrown);
    const old = Uploads.filter(
      ({ Key, Initiated }) => Key?.endsWith(SUFFIX) && now.getTime() - (Initiated?.getTime() ?? 0) >= UNFINISHED_MS,
    );
    for (const { Key, UploadId } of old) {
      await this.orNull(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), (command) => this.client.send(command));
    }
    return old.length;
  }

  close(): void {
    this.client.destroy();
  }

  private page(Prefix: string, StartAfter: string | undefined, MaxKeys: number): Promise<ListObjectsV2CommandOutput> {
    return this.client.send(new ListObjectsV2Command({ Bucket: this.settings.bucket, Prefix, StartAfter, MaxKeys })).catch(rethrown);
  }

  private async orNull<Command, Output>(command: Command, send: (command: Command) => Promise<Output>): Promise<Output | null> {
    try {
      return await send(command);
    } catch (error) {
      if (isMissing(error)) return null;
      throw describeS3Failure(error);
    }
  }
}

/** Tells the failure of what is stored from that of the store. */
class CountedBody {
  bytes = 0;
  failure: { error: unknown } | null = null;

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  async *pieces(): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of this.body) {
        this.bytes += piece.length;
        yield piece;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

function nameOf(key: string): string {
  return objectKey(key) + SUFFIX;
}

function lastPartOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function contentOf({ ContentType, Metadata }: { ContentType?: string; Metadata?: Record<string, string> }): ObjectContent {
  const fileName = Metadata?.[FILE_NAME];
  return { contentType: ContentType ?? "application/octet-stream", fileName: fileName === undefined ? null : decodeURIComponent(fileName) };
}

function withoutQuotes(etag: string | undefined): string {
  return (etag ?? "").replaceAll('"', "");
}

function rethrown(error: unknown): never {
  throw describeS3Failure(error);
}
