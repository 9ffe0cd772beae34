import { S3ServiceException } from "@aws-sdk/client-s3";

/** The object store does not answer, or not to us: nothing that a request could mend. */
export class ObjectStoreUnavailable extends Error {
  override readonly name = "ObjectStoreUnavailable";
}

/** No such object, or no such upload (any more). A missing bucket is another matter. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return error.$metadata.httpStatusCode === 404 && error.name !== "NoSuchBucket";
}

/** S3's own name for what went wrong: its sentences may quote keys and signatures. */
export function describeS3Failure(error: unknown): Error {
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const name = error instanceof S3ServiceException ? `${error.name} (${error.$metadata.httpStatusCode ?? "no status"})` : codeOf(error);
  return new ObjectStoreUnavailable(`the object store does not do as asked: ${name}`, { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown failure";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
