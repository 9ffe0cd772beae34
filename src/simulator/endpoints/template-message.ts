import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import { isObject } from "../json.js";
import type { Account } from "../model/account.js";
import { MOST_TEMPLATES, placesOf, type Template, templateId } from "../model/template-book.js";
import { receiver } from "./receiver.js";

const SHORT_ID = /^[A-Z]{2,10}\d{2,12}$/;

export const templateMessageEndpoints = [
  endpoint("POST", "message/template/send", send),
  endpoint("GET", "template/get_all_private_template", list),
  endpoint("POST", "template/api_add_template", add),
  endpoint("POST", "template/del_private_template", remove),
];

/** How it ended comes as TEMPLATESENDJOBFINISH. */
function send({ world, templateRunner, account, body, now }: AccountCall): Reply {
  assertMayUseTemplates(account);
  const person = receiver(account, body.touser);
  const template = knownTemplate(account, body.template_id);
  const content = checkedData(template, body.data);
  if (!account.followers.follows(person)) throw new ApiError(43004);
  if (account.followers.blacklisted.has(person)) throw new ApiError(43019);
  const msgId = world.nextMsgId();
  const finishAt = now + ASSUMED.templateJobMs / world.options.speedFactor;
  world.commit(account, { type: "template-sent", msgId, person, templateId: template.id, content, finishAt });
  templateRunner.start(account, { msgId, person, finishAt });
  return { ...OK, msgid: msgId };
}

function list({ account }: AccountCall): Reply {
  assertMayUseTemplates(account);
  return {
    template_list: account.service.templates.all().map(({ id, title, content }) => ({
      template_id: id,
      title,
      primary_industry: "IT科技",
      deputy_industry: "互联网|电子商务",
      content,
      example: content.replace(/\{\{\s*(\w+)\.DATA\s*\}\}/g, "$1"),
    })),
  };
}

/** The library's template of that number. Adding it again gives the same id. */
function add({ world, account, body }: AccountCall): Reply {
  assertMayUseTemplates(account);
  const short = textIn(body, "template_id_short");
  if (short === null || !SHORT_ID.test(short)) throw new ApiError(40037);
  const { templates } = account.service;
  const id = templateId(account.appId, short);
  if (!templates.get(id)) {
    if (templates.size >= MOST_TEMPLATES) throw new ApiError(45026);
    const content = "{{first.DATA}}\n{{keyword1.DATA}}\n{{keyword2.DATA}}\n{{remark.DATA}}";
    world.commit(account, { type: "template-added", template: { id, title: `模板 ${short}`, content } });
  }
  return { ...OK, template_id: id };
}

function remove({ world, account, body }: AccountCall): Reply {
  assertMayUseTemplates(account);
  const { id } = knownTemplate(account, body.template_id);
  world.commit(account, { type: "template-removed", id });
  return OK;
}

/** Template messages are for verified service accounts, and for trying them out on test accounts. */
function assertMayUseTemplates({ settings }: Account): void {
  if (settings.kind === "subscription" || !settings.verified) throw new ApiError(48001);
}

function knownTemplate({ service }: Account, id: unknown): Template {
  const template = typeof id === "string" ? service.templates.get(id) : undefined;
  if (!template) throw new ApiError(40037);
  return template;
}

/** `{"first":{"value":"…","color":"#173177"}}`, with a value for each place of the template. */
function checkedData(template: Template, data: unknown): Record<string, unknown> {
  if (!isObject(data)) throw new ApiError(47003);
  for (const place of placesOf(template)) {
    const given = data[place];
    const value = isObject(given) ? given.value : undefined;
    if ((typeof value !== "string" && typeof value !== "number") || value === "") {
      throw new ApiError(47003, {}, `argument invalid! data.${place}.value is empty`);
    }
  }
  return data;
}
