import { act, createSend, until } from "./mass-sends.js";
import { mediaFiles } from "./media-files.js";
import type { Client, World } from "./world.js";

/** What an entry holds of its object: hashes before and afterwards, which are equal for what only looked at it. */
export type Shape = "made" | "changed" | "gone" | "seen" | "event";

/** How a mutation is called well, and what the audit log tells of it. */
export interface MutationCase {
  args?: () => Promise<string> | string;
  shape: Shape;
  /** Of what is done outside the database, so that an entry stands before it and one after it. */
  outside?: {
    /** What is called at WeChat between the two; absent: nothing there, but a store is written. */
    path?: string;
    /** How the detail of the first begins; default "asked". */
    first?: string;
  };
}

const AUDIENCE = "audience: { everyone: true }";
const PASSWORD = "correct horse battery";
const id = (value: string) => `id: "${value}"`;
const tomorrow = () => `at: "${new Date(Date.now() + 86_400_000).toISOString()}"`;

export interface CaseParts {
  readonly world: World;
  readonly admin: Client;
  readonly author: Client;
}

/** Every mutation of the schema, in an order in which they can be called one after the other. */
export class MutationCases {
  private names = 0;

  /** `parts` are there only once something is called. */
  constructor(private readonly parts: CaseParts) {}

  all(): Record<string, MutationCase> {
    return { ...this.ofTags(), ...this.ofSends(), ...this.ofMaterials(), ...this.ofTheAccount(), ...this.ofPeople(), ...this.ofPrograms() };
  }

  private ofTags(): Record<string, MutationCase> {
    return {
      login: { args: () => `username: "${this.parts.admin.username}", password: "${PASSWORD}"`, shape: "event" },
      createTag: { args: () => `input: { name: ${this.name()} }`, shape: "made" },
      updateTag: { args: async () => `${id(await this.tag())}, input: { name: ${this.name()} }`, shape: "changed" },
      deleteTag: { args: async () => id(await this.tag()), shape: "gone" },
      syncFromWeChat: { shape: "made" },
      tagUsers: { args: async () => `input: { tagIds: ["${await this.tag()}"], ${AUDIENCE} }`, shape: "made" },
      untagUsers: { args: async () => `input: { tagIds: ["${await this.tag()}"], ${AUDIENCE} }`, shape: "made" },
      undoTagJob: { args: async () => id(await this.taggedOnce()), shape: "made" },
      createSegment: { args: () => `input: { name: ${this.name()}, ${AUDIENCE} }`, shape: "made" },
      updateSegment: { args: async () => `${id(await this.segment())}, input: { name: ${this.name()}, ${AUDIENCE} }`, shape: "changed" },
      deleteSegment: { args: async () => id(await this.segment()), shape: "gone" },
    };
  }

  private ofSends(): Record<string, MutationCase> {
    const previewed = { path: "/cgi-bin/message/mass/preview" };
    const unknown = () => this.sent("status = 'NEEDS_ATTENTION'", "status = 'UNKNOWN'");
    return {
      createMassSend: { args: () => this.send(), shape: "made" },
      updateMassSend: { args: async () => `${id(await this.draft())}, ${this.send()}`, shape: "changed" },
      previewMassSend: {
        args: async () => `${id(await this.draft())}, openid: "${await this.openid()}"`,
        shape: "seen",
        outside: previewed,
      },
      approveMassSend: { args: async () => id(await this.draft()), shape: "changed" },
      rejectMassSend: { args: async () => `${id(await this.scheduled())}, reason: "the wrong picture"`, shape: "changed" },
      scheduleMassSend: { args: async () => `${id(await this.draft())}, ${tomorrow()}`, shape: "changed" },
      unscheduleMassSend: { args: async () => id(await this.scheduled()), shape: "changed" },
      startMassSend: { args: async () => id(await this.draft()), shape: "changed" },
      pauseMassSend: { args: async () => id(await this.sent("status = 'SENDING'", "status = 'PENDING', attempts = 0")), shape: "changed" },
      resumeMassSend: { args: async () => id(await this.sent("status = 'PAUSED'")), shape: "changed" },
      cancelMassSend: { args: async () => id(await this.draft()), shape: "changed" },
      recallMassSend: { args: async () => id(await this.sent(`content = '{"kind":"NEWS","mediaId":"m"}'`)), shape: "seen" },
      retryMassSend: { args: async () => id(await this.sent("status = 'CANCELLED'", "status = 'CANCELLED'")), shape: "made" },
      resolveUnknownBatch: { args: async () => `batchId: "${await unknown()}.0", resolution: TREAT_AS_SENT`, shape: "changed" },
    };
  }

  private ofMaterials(): Record<string, MutationCase> {
    const added = { path: "/cgi-bin/material/add_material", first: "kept" };
    return {
      syncMaterials: { shape: "made" },
      createUpload: { args: () => 'kind: IMAGE, fileName: "a.png", bytes: 100', shape: "made" },
      uploadMaterial: { args: () => this.picture(), shape: "changed", outside: added },
    };
  }

  private ofTheAccount(): Record<string, MutationCase> {
    return {
      refreshAccessToken: { args: () => "force: true", shape: "changed", outside: { path: "/cgi-bin/stable_token" } },
      replaceAccessToken: { args: async () => `token: "${await this.token()}", expiresInSeconds: 600`, shape: "changed", outside: {} },
      clearQuota: { shape: "event", outside: { path: "/cgi-bin/clear_quota" } },
    };
  }

  private ofPeople(): Record<string, MutationCase> {
    const listed = { path: "/cgi-bin/tags/members/batchblacklist" };
    const unlisted = { path: "/cgi-bin/tags/members/batchunblacklist" };
    return {
      updateUser: { args: async () => `${id(await this.user())}, input: { job: ${this.name()} }`, shape: "changed" },
      blacklistUsers: { args: async () => `ids: ["${await this.user()}"]`, shape: "changed", outside: listed },
      unblacklistUsers: { args: async () => `ids: ["${await this.user()}"]`, shape: "changed", outside: unlisted },
      requestUserDeletion: { args: async () => `userId: "${await this.user()}"`, shape: "made" },
      processDeletionRequest: {
        args: async () => id(await this.made(`requestUserDeletion(userId: "${await this.user()}")`)),
        shape: "changed",
      },
      exportUsers: { args: () => `input: { ${AUDIENCE} }`, shape: "made" },
    };
  }

  private ofPrograms(): Record<string, MutationCase> {
    return {
      createOperator: { args: () => `username: ${this.name()}, password: "${PASSWORD}", role: VIEWER`, shape: "made" },
      updateOperator: { args: async () => `${id(await this.operator())}, disabled: true`, shape: "changed" },
      createApiKey: { args: () => `name: ${this.name()}, role: VIEWER`, shape: "made" },
      revokeApiKey: { args: async () => id(await this.made(`createApiKey(name: ${this.name()}, role: VIEWER)`)), shape: "gone" },
      createWebhook: { args: () => 'url: "http://127.0.0.1:9/hook", events: [MASS_SEND_CANCELLED]', shape: "made" },
      updateWebhook: { args: async () => `${id(await this.webhook())}, enabled: false`, shape: "changed" },
      rotateWebhookSecret: { args: async () => id(await this.webhook()), shape: "changed" },
      sendTestWebhook: { args: async () => id(await this.webhook()), shape: "seen" },
      deleteWebhook: { args: async () => id(await this.webhook()), shape: "gone" },
      // Last: it ends the session of whoever calls.
      logout: { shape: "event" },
    };
  }

  private name(): string {
    return `"n${this.names++}"`;
  }

  private async made(mutation: string): Promise<string> {
    const data = await this.parts.admin.get<Record<string, { id: string }>>(`mutation { ${mutation} { id } }`);
    return Object.values(data)[0]?.id ?? "";
  }

  private tag(): Promise<string> {
    return this.made(`createTag(input: { name: ${this.name()} })`);
  }

  private segment(): Promise<string> {
    return this.made(`createSegment(input: { name: ${this.name()}, ${AUDIENCE} })`);
  }

  private operator(): Promise<string> {
    return this.made(`createOperator(username: ${this.name()}, password: "${PASSWORD}", role: VIEWER)`);
  }

  private webhook(): Promise<string> {
    return this.made('createWebhook(url: "http://127.0.0.1:9/hook", events: [MASS_SEND_CANCELLED])');
  }

  private send(): string {
    return `input: { name: ${this.name()}, ${AUDIENCE}, content: { text: "hello" } }`;
  }

  private async draft(): Promise<string> {
    return (await createSend(this.parts.author)).id;
  }

  private async scheduled(): Promise<string> {
    const sendId = await this.draft();
    await this.parts.admin.get(`mutation { scheduleMassSend(${id(sendId)}, ${tomorrow()}) { id } }`);
    return sendId;
  }

  /** A send that was sent, then put where the mutation begins. */
  private async sent(set: string, batches = "status = status"): Promise<string> {
    const { pool } = this.parts.world.test.database;
    const sendId = (await act(this.parts.admin, "start", await this.draft())).id;
    await until(this.parts.admin, sendId, ({ finishedAt }) => finishedAt !== null);
    await pool.query(`UPDATE mass_send SET ${set}, wake_at = NULL WHERE id = $1`, [sendId]);
    await pool.query(`UPDATE mass_send_batch SET ${batches} WHERE mass_send_id = $1`, [sendId]);
    // Of an earlier month: the fifth send of this one would reach nobody.
    await pool.query("UPDATE mass_send_batch SET first_attempt_at = first_attempt_at - interval '60 days' WHERE mass_send_id = $1", [
      sendId,
    ]);
    await pool.query("UPDATE delivery_ledger SET version = version + 1");
    return sendId;
  }

  private async taggedOnce(): Promise<string> {
    const jobId = await this.made(`tagUsers(input: { tagIds: ["${await this.tag()}"], ${AUDIENCE} })`);
    for (;;) {
      const { tagJob } = await this.parts.admin.get<{ tagJob: { status: string } }>(`{ tagJob(${id(jobId)}) { status } }`);
      if (tagJob.status === "SUCCEEDED") return jobId;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Another file each time. */
  private picture(): string {
    const bytes = Buffer.concat([mediaFiles.png(), Buffer.from(this.name())]);
    return `input: { kind: IMAGE, fileName: "a.png", dataUrl: "data:image/png;base64,${bytes.toString("base64")}" }`;
  }

  /** As the old system would get one, beside ours. */
  private async token(): Promise<string> {
    const { simulator, tenant } = this.parts.world;
    const { appId, appSecret: secret } = simulator.account(tenant.appId).settings;
    const response = await fetch(`${simulator.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${secret}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }

  private async user(): Promise<string> {
    return String((await this.follower()).user_id);
  }

  private async openid(): Promise<string> {
    return (await this.follower()).openid;
  }

  private async follower(): Promise<{ user_id: number; openid: string }> {
    const sql = "SELECT user_id, openid FROM users WHERE subscribed ORDER BY user_id LIMIT 1";
    const [row] = (await this.parts.world.test.database.pool.query<{ user_id: number; openid: string }>(sql)).rows;
    if (!row) throw new Error("nobody follows");
    return row;
  }
}
