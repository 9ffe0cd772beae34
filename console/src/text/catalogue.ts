import { audience } from "./audience";
import { common } from "./common";
import { materials } from "./materials";
import { overview } from "./overview";
import { release } from "./release";
import { sends } from "./sends";
import { session } from "./session";
import { settings } from "./settings";
import { shell } from "./shell";
import { tags } from "./tags";
import { users } from "./users";
import { waiting } from "./waiting";
import { webhooks } from "./webhooks";

export type Language = "zh" | "en";

const zh = {
  audience: audience.zh,
  common: common.zh,
  materials: materials.zh,
  overview: overview.zh,
  release: release.zh,
  sends: sends.zh,
  session: session.zh,
  settings: settings.zh,
  shell: shell.zh,
  tags: tags.zh,
  users: users.zh,
  waiting: waiting.zh,
  webhooks: webhooks.zh,
};

/** One for each language; the compiler sees to it that none lacks a line. */
export type Catalogue = typeof zh;

const en: Catalogue = {
  audience: audience.en,
  common: common.en,
  materials: materials.en,
  overview: overview.en,
  release: release.en,
  sends: sends.en,
  session: session.en,
  settings: settings.en,
  shell: shell.en,
  tags: tags.en,
  users: users.en,
  waiting: waiting.en,
  webhooks: webhooks.en,
};

export const catalogues: Readonly<Record<Language, Catalogue>> = { zh, en };
