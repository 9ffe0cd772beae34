import { createHash } from "node:crypto";

export interface Template {
  id: string;
  title: string;
  /** With places like `{{first.DATA}}`. */
  content: string;
}

export const MOST_TEMPLATES = 25;
const PLACE = /\{\{\s*(\w+)\.DATA\s*\}\}/g;

/** The account's message templates. */
export class TemplateBook {
  private readonly templates = new Map<string, Template>();

  constructor(initial: Iterable<Template>) {
    for (const template of initial) this.add(template);
  }

  get size(): number {
    return this.templates.size;
  }

  all(): Template[] {
    return [...this.templates.values()];
  }

  get(id: string): Template | undefined {
    return this.templates.get(id);
  }

  add(template: Template): void {
    this.templates.set(template.id, template);
  }

  remove(id: string): void {
    this.templates.delete(id);
  }
}

/** Names of the places in a template's content. */
export function placesOf({ content }: Template): string[] {
  return [...content.matchAll(PLACE)].map(([, name]) => name ?? "");
}

/** 43 characters, the same for the same words. */
export function templateId(...words: string[]): string {
  return createHash("sha256").update(words.join("\n")).digest("base64url");
}

/** What an account has before it chose any: enough to try a send. */
export function firstTemplate(appId: string): Template {
  const content = "{{first.DATA}}\n{{keyword1.DATA}}\n{{remark.DATA}}";
  return { id: templateId(appId, "first"), title: "订单状态通知", content };
}
