import { Arg, Authorized, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { type Connection, connectionOf } from "../graphql/pagination.js";
import { Role } from "../graphql/roles.js";
import { SyncJob, type SyncService } from "../sync/index.js";
import { MaterialKind } from "./material.enums.js";
import { UploadMaterialInput } from "./material.input.js";
import type { MaterialRecord } from "./material.js";
import type { MaterialService } from "./material.service.js";
import { Material, Upload } from "./material.types.js";
import type { UploadService } from "./upload/upload.service.js";
import { whyUnusable } from "./usability.js";

const MaterialConnection = connectionOf(() => Material, "Material");

@Resolver(() => Material)
export class MaterialResolver {
  constructor(
    private readonly service: MaterialService,
    private readonly syncs: Pick<SyncService, "start">,
    private readonly uploads: UploadService,
  ) {}

  @Authorized(Role.VIEWER)
  @Query(() => MaterialConnection, { description: "Materials, newest first; also those that are no longer at WeChat." })
  materials(
    @CurrentPrincipal() principal: Principal,
    @Arg("kind", () => MaterialKind, { nullable: true, description: "Only this kind." }) kind?: MaterialKind | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Cursor after which the page starts." }) after?: string | null,
  ): Promise<Connection<MaterialRecord>> {
    return this.service.materials(principal.tenantId, { kind: kind ?? null, first: first ?? 20, after: after ?? null });
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => SyncJob, {
    description:
      "Takes over what WeChat's material library and draft box hold, in the background; what is no longer there is marked. One run at a time: while one is under way, that one is given.",
  })
  syncMaterials(@CurrentPrincipal() principal: Principal): Promise<SyncJob> {
    return this.syncs.start(principal);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Upload, {
    description:
      "Where to put a file that is too large for a request: PUT its bytes to `url`, then name `objectKey` in `uploadMaterial` within a day.",
  })
  createUpload(
    @CurrentPrincipal() principal: Principal,
    @Arg("kind", () => MaterialKind, { description: "What the file is to be; it says how large it may be. Not NEWS." }) kind: MaterialKind,
    @Arg("fileName", () => String, { description: "What the file is called, 1 to 100 characters." }) fileName: string,
    @Arg("bytes", () => Int, { description: "How large the file is." }) bytes: number,
  ): Promise<Upload> {
    return this.uploads.createUpload(principal, kind, fileName, bytes);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Material, {
    description:
      "Keeps the file here, then uploads it to WeChat as permanent material. Type and size are judged by the content. Asked again (after a failure, above all) with the same file, title and description, it goes on where it ended and gives the same material.",
  })
  uploadMaterial(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => UploadMaterialInput, { description: "The file, and what it is to be." }) input: UploadMaterialInput,
  ): Promise<MaterialRecord> {
    return this.uploads.uploadMaterial(principal, input);
  }

  @FieldResolver(() => Boolean, { description: "Whether a mass send can carry it now." })
  usableInMassSend(@Root() material: MaterialRecord): boolean {
    return whyUnusable(material) === null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Where to GET the file that was uploaded here, without signing in: absolute, or a path on this server. Good for 15 minutes. Null where WeChat alone has it.",
  })
  fileUrl(@Root() material: MaterialRecord): Promise<string | null> {
    return this.service.fileUrl(material);
  }

  @FieldResolver(() => String, { nullable: true, description: "Why a mass send cannot carry it, and what to do; null where it can." })
  reason(@Root() material: MaterialRecord): string | null {
    return whyUnusable(material);
  }
}
