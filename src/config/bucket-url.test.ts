import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketUrl } from "./bucket-url.js";

const read = (text: string) => bucketUrl.parse(text);
const fault = (text: string) => bucketUrl.safeParse(text).error?.issues[0]?.message;

describe("bucketUrl", () => {
  it("reads a MinIO, an Alibaba OSS and an AWS bucket", () => {
    const keys = { accessKeyId: "AK", secretAccessKey: "SK" };
    expect(read("http://AK:SK@minio:9000/tagcast")).toEqual({
      ...{ endpoint: "http://minio:9000", bucket: "tagcast", region: "us-east-1", pathStyle: true, ...keys },
    });
    expect(read("https://AK:SK@oss-cn-shanghai.aliyuncs.com/tagcast?region=oss-cn-shanghai")).toEqual({
      ...{ endpoint: "https://oss-cn-shanghai.aliyuncs.com", bucket: "tagcast", region: "oss-cn-shanghai", pathStyle: false, ...keys },
    });
    expect(read("https://AK:SK@s3.cn-north-1.amazonaws.com.cn/my.bucket/?region=cn-north-1").pathStyle).toBe(false);
    expect(read("https://AK:SK@s3.amazonaws.com/tagcast?pathStyle=true").pathStyle).toBe(true);
  });

  it("takes any key and secret, percent-encoded", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: "grapheme-ascii" }),
        fc.string({ minLength: 1, unit: "grapheme-ascii" }),
        (key, secret) => {
          const url = `https://${encodeURIComponent(key)}:${encodeURIComponent(secret)}@s3.example.com/tagcast`;
          expect(read(url)).toMatchObject({ accessKeyId: key, secretAccessKey: secret });
        },
      ),
    );
  });

  it.each([
    ["not an address", /^must be an address/],
    ["s3://AK:SK@host/bucket", /^must be an address/],
    ["https://host/bucket", /access key and the secret/],
    ["https://AK@host/bucket", /access key and the secret/],
    ["https://AK:SK@host", /names no bucket/],
    ["https://AK:SK@host/a/b", /names no bucket/],
    ["https://AK:SK@host/UPPER", /names no bucket/],
    ["https://AK:SK@host/bucket?regon=x", /not known/],
    ["https://AK:SK@host/bucket?region=Nowhere!", /region that is none/],
    ["https://AK:SK@host/bucket?pathStyle=maybe", /neither true nor false/],
  ])("refuses %s, and repeats no secret", (text, says) => {
    expect(fault(text)).toMatch(says);
    expect(fault(text)).not.toContain("SK@");
  });
});
