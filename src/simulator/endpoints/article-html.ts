import { isPublicUrl } from "../public-files.js";

const DIGEST_LENGTH = 54;
const WECHAT_PICTURES = /^https?:\/\/[\w.-]+\.(?:qpic|qlogo)\.cn\//i;

/** What WeChat keeps of an article's HTML: no scripts, and no pictures from elsewhere than its own hosts. */
export function cleanHtml(html: string): string {
  return html
    .replace(/<script\b[^>]*>.*?(?:<\/script\s*>|$)/gis, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\son\w+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, ""))
    .replace(/<img\b[^>]*>/gi, (tag) => (isOwnPicture(tag) ? tag : ""));
}

/** The first 54 characters of the text: the digest of an article that has none. */
export function openingOf(html: string): string {
  const text = html
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return [...text].slice(0, DIGEST_LENGTH).join("");
}

/** Editors keep the address in `data-src`. */
function isOwnPicture(tag: string): boolean {
  const sources = [...tag.matchAll(/\s(?:data-)?src\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi)];
  return sources.every(([, double, single, bare]) => {
    const source = double ?? single ?? bare ?? "";
    return WECHAT_PICTURES.test(source) || isPublicUrl(source);
  });
}
