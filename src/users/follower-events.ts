import type { FollowerEvent } from "../callbacks/index.js";
import type { FollowerStore } from "./follower-store.port.js";

/** Fetches what WeChat knows of people who came by a callback; may take its time, or leave it to the next sync. */
export interface NewcomerProfiles {
  wanted(tenantId: number, openid: string): void;
}

/** Acts on subscribe and unsubscribe callbacks; each may come late, twice, or before the person is known. */
export class FollowerEvents {
  constructor(
    private readonly followers: FollowerStore,
    private readonly newcomers: NewcomerProfiles,
  ) {}

  async subscribed(event: FollowerEvent): Promise<void> {
    const { openid, at } = event;
    const outcome = await this.followers.applyFollowChange(event.tenantId, {
      openid,
      at,
      subscribed: true,
      source: sceneOf(event.eventKey),
    });
    if (outcome !== "ignored") this.newcomers.wanted(event.tenantId, openid);
  }

  async unsubscribed(event: FollowerEvent): Promise<void> {
    const { openid, at } = event;
    await this.followers.applyFollowChange(event.tenantId, { openid, at, subscribed: false, source: null });
  }
}

/** `qrscene_12` → 12. Scenes that are words, or too large for the column, name no channel. */
export function sceneOf(eventKey: string | null): number | null {
  const digits = /^qrscene_(\d{1,10})$/.exec(eventKey ?? "")?.[1];
  const scene = digits === undefined ? Number.NaN : Number(digits);
  return scene <= 2_147_483_647 ? scene : null;
}
