import { Gauge, type Registry } from "prom-client";
import type { TokenLife } from "../wechat/index.js";

/** What `/metrics` tells of the access tokens in use; nothing before the first. */
export function tokenMetrics(registry: Registry, lives: () => readonly TokenLife[]): void {
  gauge(registry, "tagcast_access_token_age_seconds", "Age of the oldest access token in use.", () =>
    Math.max(...lives().map(({ ageMs }) => ageMs)),
  );
  gauge(registry, "tagcast_access_token_left_seconds", "Until the end of the access token that ends first; below 0 it has ended.", () =>
    Math.min(...lives().map(({ leftMs }) => leftMs)),
  );
}

/** `milliseconds` is asked at each look at the metrics; infinite where there is no token. */
function gauge(registry: Registry, name: string, help: string, milliseconds: () => number): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    collect() {
      const value = milliseconds() / 1000;
      if (Number.isFinite(value)) this.set(value);
      else this.remove();
    },
  });
}
