import { registerEnumType } from "type-graphql";

export enum MaterialKind {
  IMAGE = "IMAGE",
  VOICE = "VOICE",
  VIDEO = "VIDEO",
  THUMB = "THUMB",
  NEWS = "NEWS",
}

registerEnumType(MaterialKind, {
  name: "MaterialKind",
  description: "What a material is.",
  valuesConfig: {
    IMAGE: { description: "A picture." },
    VOICE: { description: "A voice message." },
    VIDEO: { description: "A video." },
    THUMB: { description: "A small cover picture (缩略图)." },
    NEWS: { description: "Articles (图文): a draft, or news from before the draft box." },
  },
});
