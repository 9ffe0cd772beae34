import { audience } from "./audience";
import { common } from "./common";
import { overview } from "./overview";
import { sends } from "./sends";
import { session } from "./session";
import { settings } from "./settings";
import { shell } from "./shell";
import { tags } from "./tags";
import { users } from "./users";

export type Language = "zh" | "en";

const zh = {
  audience: audience.zh,
  common: common.zh,
  overview: overview.zh,
  sends: sends.zh,
  session: session.zh,
  settings: settings.zh,
  shell: shell.zh,
  tags: tags.zh,
  users: users.zh,
};

/** One for each language; the compiler sees to it that none lacks a line. */
export type Catalogue = typeof zh;

const en: Catalogue = {
  audience: audience.en,
  common: common.en,
  overview: overview.en,
  sends: sends.en,
  session: session.en,
  settings: settings.en,
  shell: shell.en,
  tags: tags.en,
  users: users.en,
};

export const catalogues: Readonly<Record<Language, Catalogue>> = { zh, en };
