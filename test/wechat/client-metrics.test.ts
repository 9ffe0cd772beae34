import { expect, it } from "vitest";
import { createWorld } from "../support/world.js";

it("calls to WeChat are shown at /metrics, by endpoint and outcome, without anything of a tenant's", async () => {
  const world = await createWorld({ seeded: false, followers: 10 });
  try {
    const client = await world.app.core.wechat.forTenant(world.tenant.id);
    await client.tags();
    await client.tagsOfUser("o-nobody").catch(() => null);
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(text).toMatch(/^tagcast_wechat_calls_total\{endpoint="\/cgi-bin\/tags\/get",outcome="ok"\} [1-9]/m);
    expect(text).toContain('tagcast_wechat_calls_total{endpoint="/cgi-bin/tags/getidlist",outcome="invalid"} 1');
    expect(text).toMatch(/^tagcast_wechat_call_duration_seconds_count\{endpoint="\/cgi-bin\/stable_token"\} [1-9]/m);
    for (const secret of [world.tenant.appId, "o-nobody", "access_token="]) expect(text).not.toContain(secret);
  } finally {
    await world.close();
  }
});
