import { registerEnumType } from "type-graphql";

export enum Sex {
  MALE = "MALE",
  FEMALE = "FEMALE",
  UNKNOWN = "UNKNOWN",
}

registerEnumType(Sex, {
  name: "Sex",
  description: "Sex as the person gave it.",
  valuesConfig: {
    MALE: { description: "Male." },
    FEMALE: { description: "Female." },
    UNKNOWN: { description: "Nobody said." },
  },
});

export enum UserStatus {
  NORMAL = "NORMAL",
  BLACKLISTED = "BLACKLISTED",
  DELETED = "DELETED",
}

registerEnumType(UserStatus, {
  name: "UserStatus",
  description: "The brand's own mark on a person.",
  valuesConfig: {
    NORMAL: { description: "In use." },
    BLACKLISTED: { description: "Marked by the brand: gets no mass sends." },
    DELETED: { description: "Deleted: in no audience but that of this status." },
  },
});

/** Values are those of TextLanguage (audience-text.ts). */
export enum Language {
  ZH = "zh",
  EN = "en",
}

registerEnumType(Language, {
  name: "TextLanguage",
  description: "A language that expressions are put into words in.",
  valuesConfig: {
    ZH: { description: "Simplified Chinese." },
    EN: { description: "English." },
  },
});
