import { registerEnumType } from "type-graphql";

export enum UserExportStatus {
  QUEUED = "QUEUED",
  RUNNING = "RUNNING",
  READY = "READY",
  FAILED = "FAILED",
  EXPIRED = "EXPIRED",
  WITHDRAWN = "WITHDRAWN",
}

registerEnumType(UserExportStatus, {
  name: "UserExportStatus",
  description: "How far an export is.",
  valuesConfig: {
    QUEUED: { description: "Waiting: a brand's exports are written one after the other." },
    RUNNING: { description: "Being written, or about to be begun anew after a crash." },
    READY: { description: "The file can be downloaded until `expiresAt`." },
    FAILED: { description: "Ended early; `error` says why. There is no file." },
    EXPIRED: { description: "The file was deleted when its time was over." },
    WITHDRAWN: { description: "The file was deleted before its time, since somebody in it had their data deleted. Export again." },
  },
});

/** The order of the columns in a file without `columns`, and in CHINESE_TITLES. */
export enum UserExportColumn {
  USER_ID = "USER_ID",
  OPENID = "OPENID",
  UNIONID = "UNIONID",
  MINI_PROGRAM_OPENID = "MINI_PROGRAM_OPENID",
  PHONE = "PHONE",
  NICKNAME = "NICKNAME",
  REAL_NAME = "REAL_NAME",
  SEX = "SEX",
  BIRTHDAY = "BIRTHDAY",
  IDENTITY_CARD = "IDENTITY_CARD",
  QQ = "QQ",
  WECHAT = "WECHAT",
  HEAD_IMAGE_URL = "HEAD_IMAGE_URL",
  PROVINCE_ID = "PROVINCE_ID",
  CITY_ID = "CITY_ID",
  REGION_ID = "REGION_ID",
  JOB = "JOB",
  EAT_SCENE = "EAT_SCENE",
  COMPANY_CHANNEL = "COMPANY_CHANNEL",
  COMPANY_ID = "COMPANY_ID",
  SOURCE = "SOURCE",
  VIP = "VIP",
  STATUS = "STATUS",
  SUBSCRIBED = "SUBSCRIBED",
  BLACKLISTED = "BLACKLISTED",
  TAGS = "TAGS",
  CREATED_AT = "CREATED_AT",
}

const DESCRIPTIONS: Readonly<Record<UserExportColumn, string>> = {
  USER_ID: "`user_id`.",
  OPENID: "The person's id at the Official Account.",
  UNIONID: "The person's id over all accounts of one WeChat Open Platform owner.",
  MINI_PROGRAM_OPENID: "The person's id at the brand's mini program.",
  PHONE: "Phone number, masked (138****0000) unless an ADMIN asked.",
  NICKNAME: "Nickname.",
  REAL_NAME: "Real name.",
  SEX: "MALE, FEMALE or UNKNOWN.",
  BIRTHDAY: "Day of birth, YYYY-MM-DD.",
  IDENTITY_CARD: "Identity card number, masked unless an ADMIN asked. Spreadsheets cut numbers of 18 digits: read the column in as text.",
  QQ: "QQ number.",
  WECHAT: "WeChat name the person gave.",
  HEAD_IMAGE_URL: "Address of the profile picture.",
  PROVINCE_ID: "Province, by its administrative division code.",
  CITY_ID: "City, by its administrative division code.",
  REGION_ID: "District or county, by its administrative division code.",
  JOB: "Occupation.",
  EAT_SCENE: "Occasions on which the person eats the brand's food.",
  COMPANY_CHANNEL: "Channel of the company that brought the person.",
  COMPANY_ID: "Company the person belongs to.",
  SOURCE: "Channel the person came from.",
  VIP: "Whether the person is a VIP member: true or false.",
  STATUS: "The brand's own mark on the person.",
  SUBSCRIBED: "Whether the person follows the Official Account: true or false.",
  BLACKLISTED: "Whether the person is on the account's blacklist at WeChat: true or false.",
  TAGS: "Names of the tags, oldest tag first, with a semicolon between them.",
  CREATED_AT: "When the person entered the base: ISO 8601, UTC.",
};

registerEnumType(UserExportColumn, {
  name: "UserExportColumn",
  description: "What a user's row may tell; what is not known is empty.",
  valuesConfig: Object.fromEntries(Object.entries(DESCRIPTIONS).map(([column, description]) => [column, { description }])),
});

export enum UserExportHeader {
  KEYS = "KEYS",
  CHINESE = "CHINESE",
}

registerEnumType(UserExportHeader, {
  name: "UserExportHeader",
  description: "What stands in the first line.",
  valuesConfig: {
    KEYS: { description: "The columns' names in lower case, for programs: `user_id`, `openid`, …" },
    CHINESE: { description: "Titles for people: 用户编号, 手机号, …" },
  },
});
