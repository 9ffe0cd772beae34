import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { AuditRecord, AuditTrail } from "../../accounts/index.js";
import type { Principal } from "../../graphql/context.js";
import { BadInputError, NotFoundError } from "../../graphql/errors.js";
import type { MaterialKind } from "../material.enums.js";
import type { UploadMaterialInput } from "../material.input.js";
import type { MaterialRecord } from "../material.js";
import type { Upload } from "../material.types.js";
import type { MaterialFiles } from "../material-files.port.js";
import { checkFile, UnfitFile } from "./checked-file.js";
import { bytesOfDataUrl } from "./data-url.js";
import type { HandOver } from "./hand-over.js";
import { isKeyOf, materialKey, uploadKey } from "./object-keys.js";
import { namedAs, readFileName, readKind, readSize, readUpload, requestHash, type UploadOrder } from "./upload-input.js";
import type { UploadStore } from "./upload-store.port.js";

const LINK_MS = 30 * 60_000;

export interface UploadParts {
  store: UploadStore;
  files: MaterialFiles;
  handOver: HandOver;
  audit: AuditTrail;
  clock: () => Date;
}

export class UploadService {
  constructor(private readonly parts: UploadParts) {}

  /** Where a file can be put; nothing is kept of it here before that. */
  async createUpload({ tenantId, name: operator }: Principal, kind: MaterialKind, fileName: string, bytes: number): Promise<Upload> {
    const { files, audit, clock } = this.parts;
    const maxBytes = readSize("bytes", readKind("kind", kind), bytes);
    readFileName("fileName", fileName);
    const objectKey = uploadKey(tenantId, randomUUID());
    const expiresAt = new Date(clock().getTime() + LINK_MS);
    const promised = { objectKey, maxBytes, expiresAt };
    // Before the link is made, and without it: who has it may upload. So no crash leaves a link that nobody recorded.
    await audit.record({
      ...{ tenantId, operator, action: "createUpload", target: `object:${objectKey}` },
      ...{ detail: `${kind}, at most ${maxBytes} bytes`, after: promised },
    });
    return { ...promised, url: files.uploadLink(objectKey, maxBytes, expiresAt) };
  }

  /** Keeps the file, then gives it to WeChat. The same upload again goes on where the last one ended, and gives the same material. */
  async uploadMaterial(principal: Principal, input: UploadMaterialInput): Promise<MaterialRecord> {
    const order = readUpload(input);
    const kept = await this.keep(principal, order, await this.open(principal.tenantId, order));
    // WeChat is told only once the log says, with the row, what is asked; and it says with the row that WeChat has it.
    return this.parts.handOver.give(kept, ({ before, after }) => entryOf(principal, "at WeChat", after, { before, after }));
  }

  private async open(tenantId: number, { dataUrl, objectKey }: UploadOrder): Promise<Readable> {
    if (dataUrl !== null) {
      const bytes = bytesOfDataUrl(dataUrl);
      if (bytes === null) throw new BadInputError("input.dataUrl", "is not of the form data:<type>;base64,<bytes in base64>");
      return Readable.from([bytes]);
    }
    const key = objectKey ?? "";
    const body = isKeyOf(tenantId, key) ? await this.parts.files.open(key) : null;
    if (body === null) throw new NotFoundError("file", key.slice(0, 200), "input.objectKey");
    return body;
  }

  /** First the object, then the row that names it: a crash in between leaves a file that nobody knows, which is swept. */
  private async keep(principal: Principal, order: UploadOrder, source: Readable): Promise<MaterialRecord> {
    const { files, store, clock } = this.parts;
    const { tenantId } = principal;
    const id = randomUUID();
    const at = order.dataUrl === null ? "input.objectKey" : "input.dataUrl";
    try {
      const file = await checkFile(order.kind, source);
      const { contentType, extension } = file;
      const objectKey = materialKey(tenantId, id, extension);
      const fileName = namedAs(order.fileName, extension);
      await files.put(objectKey, { contentType, fileName }, file.body);
      const facts = file.facts();
      const { kind, title, description } = order;
      const what = { id, tenantId, kind, title, description, fileName, contentType, objectKey, ...facts, at: clock() };
      const entry = (after: MaterialRecord) => entryOf(principal, "kept", after, { before: after.id === id ? null : after, after });
      const kept = await store.keep({ ...what, requestHash: requestHash(order, facts.sha256) }, entry);
      return await this.orEarlier(kept, objectKey);
    } catch (error) {
      throw error instanceof UnfitFile ? new BadInputError(at, error.message, error.why) : error;
    } finally {
      source.destroy();
    }
  }

  /** The same upload was kept before: its file stays, unless it is gone. */
  private async orEarlier(material: MaterialRecord, justStored: string): Promise<MaterialRecord> {
    const { files, store } = this.parts;
    const { file } = material;
    if (file === null || file.objectKey === justStored) return material;
    if (await files.exists(file.objectKey)) {
      await files.delete(justStored);
      return material;
    }
    await store.moveFile(material.id, file.objectKey, justStored);
    return { ...material, file: { ...file, objectKey: justStored } };
  }
}

function entryOf(
  { tenantId, name: operator }: Principal,
  how: string,
  { id, kind, title, file }: MaterialRecord,
  change: Pick<AuditRecord, "before" | "after">,
): AuditRecord {
  const detail = `${how}: ${kind} ${title ?? ""}, ${file?.bytes ?? 0} bytes`;
  return { tenantId, operator, action: "uploadMaterial", target: `material:${id}`, detail, ...change };
}
