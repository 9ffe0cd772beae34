import type { JsonObject } from "../json.js";
import type { AccountConditions } from "./conditions.js";
import { Outbox } from "./outbox.js";
import { ReplyWindows } from "./reply-windows.js";
import type { ServiceChange } from "./service-changes.js";
import { TaggingInHand } from "./tagging-in-hand.js";
import { type Template, TemplateBook } from "./template-book.js";

/** A template message whose event nobody has acknowledged or given up yet. */
export interface TemplateJob {
  msgId: bigint;
  person: number;
  finishAt: number;
}

/** What the account has with single people (remarks, custom and template messages), its menu, and its standing. */
export class Service {
  readonly windows = new ReplyWindows();
  readonly outbox = new Outbox();
  readonly taggingInHand = new TaggingInHand();
  readonly templates: TemplateBook;
  readonly conditions: AccountConditions;
  readonly unpushed = new Map<bigint, TemplateJob>();
  private readonly remarks = new Map<number, string>();
  menu: JsonObject | null = null;

  constructor(conditions: AccountConditions, templates: Iterable<Template>) {
    this.conditions = { ...conditions };
    this.templates = new TemplateBook(templates);
  }

  remarkOf(person: number): string {
    return this.remarks.get(person) ?? "";
  }

  apply(change: ServiceChange, at: number): void {
    switch (change.type) {
      case "remarked":
        if (change.remark === "") this.remarks.delete(change.person);
        else this.remarks.set(change.person, change.remark);
        break;
      case "menu-set":
        this.menu = change.menu;
        break;
      case "conditions-set":
        Object.assign(this.conditions, change.conditions);
        break;
      default:
        this.applyToMessages(change, at);
        break;
    }
  }

  /** Who follows may be written to for a minute; who leaves may not. */
  followed(person: number, follows: boolean, at: number): void {
    if (follows) this.windows.acted(person, "follow", at);
    else this.windows.forget(person);
  }

  private applyToMessages(change: ServiceChange, at: number): void {
    switch (change.type) {
      case "user-acted":
        this.windows.acted(change.person, change.act, at);
        break;
      case "custom-sent":
        this.windows.use(change.person, at);
        this.outbox.add({ at, kind: "custom", person: change.person, what: change.msgtype, content: change.content, msgId: null });
        break;
      case "typing-shown":
        this.windows.showTyping(change.person, change.shown, at);
        break;
      case "template-added":
        this.templates.add(change.template);
        break;
      case "template-removed":
        this.templates.remove(change.id);
        break;
      case "template-sent": {
        const { msgId, person, templateId: what, content, finishAt } = change;
        this.outbox.add({ at, kind: "template", person, what, content, msgId });
        this.unpushed.set(msgId, { msgId, person, finishAt });
        break;
      }
      case "template-pushed":
        this.unpushed.delete(change.msgId);
        break;
    }
  }
}
