import { type AudienceChecker, type AudienceWords, audienceToStored } from "../audiences/index.js";
import type { Principal } from "../graphql/context.js";
import { ConflictError, NotFoundError } from "../graphql/errors.js";
import { uuidOrNull } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import { shortText } from "../graphql/text-input.js";
import { readContent } from "./content.js";
import type { MassSendContents } from "./contents.js";
import { MassSendStatus } from "./mass-send.enums.js";
import type { MassSendInput } from "./mass-send.input.js";
import type { BatchRecord, MassSendRecord, SendRef } from "./mass-send.js";
import { statusAfter } from "./mass-send.state.js";
import type { MassSendStore, NewMassSend, SendPosition } from "./mass-send-store.port.js";
import type { SendWriter } from "./send-writer.js";

const MAX_NAME = 64;
const LIST = "massSends";
const BATCH_LIST = "massSendBatches";
/** Milliseconds and UUID, so narrow that the database can read whatever passes. */
const POSITION = /^(\d{1,13})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const INDEX = /^\d{1,9}$/;

export interface MassSendServiceParts {
  store: MassSendStore;
  writer: SendWriter;
  checker: AudienceChecker;
  contents: Pick<MassSendContents, "check">;
  words: Pick<AudienceWords, "text">;
  clock: () => Date;
}

/** Drafts, and reading. Nothing here makes a send move. */
export class MassSendService {
  constructor(private readonly parts: MassSendServiceParts) {}

  async massSend(tenantId: number, id: string): Promise<MassSendRecord> {
    const uuid = uuidOrNull(id);
    const send = uuid === null ? null : await this.parts.store.find({ tenantId, id: uuid });
    if (send === null) throw new NotFoundError("mass send", id, "id");
    return send;
  }

  /** Newest first. */
  async massSends(
    tenantId: number,
    query: { statuses: readonly MassSendStatus[] | null; first: number; after: string | null },
  ): Promise<Connection<MassSendRecord>> {
    const first = pageSize(query.first);
    const before = positionOf(decodeCursor(LIST, query.after, POSITION));
    const [rows, totalCount] = await Promise.all([
      this.parts.store.page(tenantId, query.statuses, before, first + 1),
      this.parts.store.count(tenantId, query.statuses),
    ]);
    return toConnection(rows, { first, after: query.after, totalCount }, (node) => ({
      cursor: encodeCursor(LIST, `${node.createdAt.getTime()}.${node.id}`),
      node,
    }));
  }

  /** By index. */
  async batches(send: MassSendRecord, page: { first: number; after: string | null }): Promise<Connection<BatchRecord>> {
    const first = pageSize(page.first);
    const after = decodeCursor(BATCH_LIST, page.after, INDEX);
    const rows = await this.parts.store.batches(send, after === null ? null : Number(after), first + 1);
    return toConnection(rows, { first, after: page.after, totalCount: send.batches }, (node) => ({
      cursor: encodeCursor(BATCH_LIST, node.index),
      node,
    }));
  }

  async createMassSend(principal: Principal, input: MassSendInput): Promise<MassSendRecord> {
    const { store, clock } = this.parts;
    const { tenantId, name: operator } = principal;
    const draft = await this.read(tenantId, input);
    const author = { createdById: principal.operatorId ?? 0, createdByName: operator };
    return store.create({ tenantId, ...draft, ...author }, { operator, action: "createMassSend", detail: draft.name }, clock());
  }

  async updateMassSend(principal: Principal, id: string, input: MassSendInput): Promise<MassSendRecord> {
    const { tenantId } = principal;
    const ref = refOf(tenantId, id);
    const fields = await this.read(tenantId, input);
    return this.parts.writer.change(ref, ({ status }) => {
      if (statusAfter("update", status) === null)
        throw new ConflictError("id", notDraft(status), { reason: "STATE", action: "update", status });
      const audit = { operator: principal.name, action: "updateMassSend", detail: fields.name };
      return { send: { ...fields, editedByName: principal.name, approval: null, error: null }, audit };
    });
  }

  private async read(tenantId: number, input: MassSendInput): Promise<Omit<NewMassSend, "tenantId" | "createdById" | "createdByName">> {
    const { checker, contents, words } = this.parts;
    const name = shortText("input.name", input.name, { min: 1, max: MAX_NAME });
    const content = readContent(input.content, "input.content");
    await contents.check(tenantId, content, "input.content");
    const audience = await checker.read(tenantId, input.audience, "input.audience");
    return {
      name,
      content,
      audience: audienceToStored(audience, "input.audience"),
      audienceText: await words.text(tenantId, audience),
      sendIgnoreReprint: input.sendIgnoreReprint ?? false,
    };
  }
}

function notDraft(status: MassSendStatus): string {
  const what = status === MassSendStatus.SCHEDULED ? "; unscheduleMassSend makes it one again" : "";
  return `only a DRAFT can be changed, this send is ${status}${what}`;
}

/** NOT_FOUND for what cannot be the id of a send. */
export function refOf(tenantId: number, id: string): SendRef {
  const uuid = uuidOrNull(id);
  if (uuid === null) throw new NotFoundError("mass send", id, "id");
  return { tenantId, id: uuid };
}

function positionOf(key: string | null): SendPosition | null {
  const [, ms, id] = (key !== null && POSITION.exec(key)) || [];
  return ms === undefined || id === undefined ? null : { createdAt: new Date(Number(ms)), id };
}
