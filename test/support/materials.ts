import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { UploadFile, WeChatClient } from "../../src/wechat/index.js";
import type { Answer } from "./caller.js";
import type { Client, World } from "./world.js";

export interface Material {
  id: string;
  kind: string;
  title: string | null;
  mediaId: string | null;
  url: string | null;
  updatedAt: string;
  removedAt: string | null;
  usableInMassSend: boolean;
  reason: string | null;
}

export interface SyncJob {
  id: string;
  kind: string;
  status: string;
  total: number | null;
  done: number;
  error: string | null;
}

export const MATERIAL = "id kind title mediaId url updatedAt removedAt usableInMassSend reason";
export const SYNC_MATERIALS = "mutation { syncMaterials { id kind status total done error } }";
const JOB = "query($id: ID!) { syncJob(id: $id) { id kind status total done error } }";

/** The whole list, or that of a kind, page by page. */
export async function materialsOf(client: Client, kind: string | null = null, first = 200): Promise<Material[]> {
  const found: Material[] = [];
  for (let after: string | null = null; ; ) {
    const { materials }: MaterialsPage = await client.get(
      `query($kind: MaterialKind, $first: Int, $after: String) { materials(kind: $kind, first: $first, after: $after) {
         totalCount pageInfo { hasNextPage endCursor } edges { node { ${MATERIAL} } } } }`,
      { kind, first, after },
    );
    found.push(...materials.edges.map(({ node }) => node));
    if (!materials.pageInfo.hasNextPage) {
      if (materials.totalCount !== found.length) throw new Error(`${materials.totalCount} said, ${found.length} listed`);
      return found;
    }
    after = materials.pageInfo.endCursor;
  }
}

interface MaterialsPage {
  materials: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: Material }[] };
}

export async function syncJob(client: Client, id: string, wanted: (job: SyncJob) => boolean): Promise<SyncJob> {
  for (;;) {
    const { syncJob: job } = await client.get<{ syncJob: SyncJob }>(JOB, { id });
    if (wanted(job)) return job;
    await sleep(50);
  }
}

/** Runs a sync to its end. */
export async function syncMaterials(client: Client): Promise<SyncJob> {
  const { syncMaterials: started } = await client.get<{ syncMaterials: SyncJob }>(SYNC_MATERIALS);
  return syncJob(client, started.id, ({ status }) => status === "SUCCEEDED" || status === "FAILED");
}

/** The account as WeChat's own console would act on it. */
export function wechatOf(world: World): Promise<WeChatClient> {
  return world.app.core.wechat.forTenant(world.tenant.id);
}

/** A file as the client uploads it. */
export function uploadFile(fileName: string, contentType: string, bytes: Buffer): UploadFile {
  return { fileName, contentType, size: bytes.length, content: () => Readable.from([bytes]) };
}

export function streamOf(...pieces: Buffer[]): Readable {
  return Readable.from(pieces);
}

interface UploadFields {
  kind: string;
  fileName: string;
  title?: string;
  description?: string;
}

const UPLOAD = `mutation($input: UploadMaterialInput!) { uploadMaterial(input: $input) { ${MATERIAL} } }`;

/** In the request itself, whatever comes of it. */
export function uploadDirect(client: Client, fields: UploadFields, bytes: Buffer): Promise<Answer> {
  return client.ask(UPLOAD, { input: { ...fields, dataUrl: `data:application/octet-stream;base64,${bytes.toString("base64")}` } });
}

/** By a link, as a browser would; must work. */
export async function uploadByKey(world: World, client: Client, fields: UploadFields, bytes: Buffer) {
  const { createUpload } = await client.get<{ createUpload: { objectKey: string; url: string } }>(
    "mutation($kind: MaterialKind!, $name: String!, $bytes: Int!) { createUpload(kind: $kind, fileName: $name, bytes: $bytes) { objectKey url } }",
    { kind: fields.kind, name: fields.fileName, bytes: bytes.length },
  );
  const status = await putFile(world, createUpload.url, bytes);
  if (status !== 201) throw new Error(`PUT was answered ${status}`);
  const { objectKey } = createUpload;
  const { uploadMaterial } = await client.get<{ uploadMaterial: Material }>(UPLOAD, { input: { ...fields, objectKey } });
  return { material: uploadMaterial, objectKey };
}

/** The status it is answered with. */
export async function putFile(world: World, url: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${world.url}${url}`, { method: "PUT", body: new Uint8Array(bytes), headers });
  await answer.text();
  return answer.status;
}

/** Without a length said beforehand. */
export async function putChunked(world: World, url: string, pieces: Buffer[]): Promise<number> {
  const body = Readable.toWeb(streamOf(...pieces)) as ReadableStream<Uint8Array>;
  const answer = await fetch(`${world.url}${url}`, { method: "PUT", body, duplex: "half" } as RequestInit);
  await answer.text();
  return answer.status;
}

/** Articles as they were before the draft box. */
export async function oldNews(world: World, title: string): Promise<string> {
  const answer = await fetch(`${world.simulator.url}/_simulator/materials`, {
    method: "POST",
    body: JSON.stringify({ appId: world.tenant.appId, news: [{ title }] }),
  });
  return ((await answer.json()) as { mediaId: string }).mediaId;
}
