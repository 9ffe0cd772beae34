import { WeChatError } from "./wechat-error.js";

/** Pages of materials, drafts and published articles. */
const MAX_PAGE = 20;

/**
 * Refuses, before it is sent, what WeChat would refuse: `invalid` without errcode. A WeChatError and no RangeError, because
 * whoever calls must handle this kind anyway, and because lengths may come from the callers of our API.
 */
export function checkLimit(holds: boolean, endpoint: string, otherwise: string): void {
  if (!holds) throw new WeChatError("invalid", endpoint, null, otherwise);
}

export function checkOpenids(endpoint: string, openids: readonly string[], min: number, max: number): void {
  checkCount(endpoint, openids.length, min, max);
}

export function checkCount(endpoint: string, count: number, min: number, max: number): void {
  checkLimit(count >= min && count <= max, endpoint, `${count} openids in one call; it takes ${min} to ${max}`);
}

export function checkPage(endpoint: string, offset: number, count: number): void {
  checkLimit(Number.isSafeInteger(offset) && offset >= 0, endpoint, "offset is no whole number from 0");
  checkLimit(Number.isSafeInteger(count) && count >= 1 && count <= MAX_PAGE, endpoint, `count is not 1 to ${MAX_PAGE}`);
}

export function checkFile(endpoint: string, { size }: { size: number }, maxBytes: number): void {
  checkLimit(Number.isSafeInteger(size) && size > 0, endpoint, "the file is empty, or its size is unknown");
  checkLimit(size <= maxBytes, endpoint, `the file has ${size} bytes; WeChat takes ${maxBytes}`);
}
