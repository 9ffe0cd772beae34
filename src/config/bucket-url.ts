import { z } from "zod";

/** A bucket of an S3-compatible object store. */
export interface Bucket {
  /** e.g. `https://oss-cn-shanghai.aliyuncs.com`. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  pathStyle: boolean;
}

const EXAMPLE = "https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=us-east-1";
const EXPECTED = `must be an address such as ${EXAMPLE}`;
/** As Alibaba, AWS and MinIO allow them. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const REGION = /^[a-z0-9-]{1,64}$/;
const OPTIONS = new Set(["region", "pathStyle"]);
/** These answer only under the bucket's own host name. */
const VIRTUAL_HOSTED = /\.(aliyuncs|amazonaws)\.com(\.cn)?$/;

/** The endpoint with the access key as its user, the bucket as its path; `region` (us-east-1) and `pathStyle` as its options. */
export const bucketUrl = z.string().transform((text, context): Bucket => {
  const problem = (message: string): never => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (!URL.canParse(text)) return problem(EXPECTED);
  const { protocol, username, password, host, hostname, pathname, searchParams } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return problem(EXPECTED);
  if (username === "" || password === "") return problem(`needs the access key and the secret, each percent-encoded: ${EXAMPLE}`);
  const bucket = pathname.replace(/^\/|\/$/g, "");
  if (!BUCKET.test(bucket)) return problem(`names no bucket: ${EXPECTED}`);
  const unknown = [...searchParams.keys()].find((name) => !OPTIONS.has(name));
  if (unknown !== undefined) return problem(`has an option that is not known: it takes region and pathStyle`);
  const region = searchParams.get("region") ?? "us-east-1";
  const pathStyle = searchParams.get("pathStyle") ?? String(!VIRTUAL_HOSTED.test(hostname));
  if (!REGION.test(region)) return problem("has a region that is none, such as us-east-1 or oss-cn-shanghai");
  if (pathStyle !== "true" && pathStyle !== "false") return problem("has a pathStyle that is neither true nor false");
  const [accessKeyId, secretAccessKey] = [decodeURIComponent(username), decodeURIComponent(password)];
  return { endpoint: `${protocol}//${host}`, bucket, region, accessKeyId, secretAccessKey, pathStyle: pathStyle === "true" };
});
