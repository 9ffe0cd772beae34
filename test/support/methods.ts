import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./world.js";

/** Lists the followers from WeChat, and waits for the end. */
export async function syncFollowers(client: Client): Promise<void> {
  const { syncFromWeChat } = await client.get<{ syncFromWeChat: { id: string } }>("mutation { syncFromWeChat { id } }");
  for (;;) {
    const { syncJob } = await client.get<{ syncJob: { status: string; error: string | null } }>(
      "query($id: ID!) { syncJob(id: $id) { status error } }",
      syncFromWeChat,
    );
    if (syncJob.status === "SUCCEEDED") return;
    if (syncJob.status === "FAILED") throw new Error(`the sync failed: ${syncJob.error}`);
    await sleep(50);
  }
}

/** A tag at WeChat, in step with the audience. Gives its id. */
export async function mirroredTag(client: Client, name: string, audience: object): Promise<string> {
  const { createTag } = await client.get<{ createTag: { id: string } }>(
    "mutation($name: String!) { createTag(input: { name: $name, mirrorToWeChat: true }) { id } }",
    { name },
  );
  const { tagUsers } = await client.get<{ tagUsers: { id: string } }>(
    "mutation($id: ID!, $audience: AudienceInput!) { tagUsers(input: { tagIds: [$id], audience: $audience }) { id } }",
    { id: createTag.id, audience },
  );
  for (;;) {
    const { tag, tagJob } = await client.get<{ tag: { mirror: { state: string } }; tagJob: { status: string } }>(
      "query($tag: ID!, $job: ID!) { tag(id: $tag) { mirror { state } } tagJob(id: $job) { status } }",
      { tag: createTag.id, job: tagUsers.id },
    );
    if (tagJob.status === "SUCCEEDED" && tag.mirror.state === "IN_STEP") return createTag.id;
    await sleep(50);
  }
}
