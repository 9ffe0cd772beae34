import { Gauge } from "prom-client";
import { PostgresTenantWatch } from "../audiences/adapters/postgres-tenant-watch.js";
import { AudienceRuleResolver } from "../audiences/audience-rule.resolver.js";
import { ExplainResolver } from "../audiences/explain.resolver.js";
import { ExplainService } from "../audiences/explain.service.js";
import { AudienceChecker, type AudienceIndex } from "../audiences/index.js";
import { PreviewHub } from "../audiences/live/preview-hub.js";
import { PreviewResolver } from "../audiences/preview.resolver.js";
import { PreviewService } from "../audiences/preview.service.js";
import { SegmentResolver } from "../audiences/segment.resolver.js";
import { SegmentService } from "../audiences/segment.service.js";
import type { Core } from "./core.js";
import type { TagParts } from "./wire-tags.js";
import type { UserParts } from "./wire-users.js";

export interface AudienceParts {
  previewChanges: PreviewHub;
  resolvers: object[];
}

/** What operators ask of audiences themselves. The index, the checker and the words are made before: tags and users need them too. */
export function wireAudiences(core: Core, index: AudienceIndex, { tags, users }: { tags: TagParts; users: UserParts }): AudienceParts {
  const { database, logger, clock, metrics } = core;
  const { audiences, words, segments } = tags;
  const previews = new PreviewService(new AudienceChecker(tags.known, segments), index, users.service, tags.known);
  const previewChanges = new PreviewHub({
    ...{ audiences, previews, clock, log: logger },
    tags: tags.service,
    watch: new PostgresTenantWatch(database),
  });
  new Gauge({
    name: "tagcast_watched_previews",
    help: "Audience previews that subscribers watch in this process, each counted once.",
    registers: [metrics],
    collect() {
      this.set(previewChanges.watched);
    },
  });
  return {
    previewChanges,
    resolvers: [
      new PreviewResolver(previews),
      new SegmentResolver(new SegmentService(segments, segments, index)),
      new AudienceRuleResolver(words),
      new ExplainResolver(new ExplainService(audiences, index, users.service, words)),
    ],
  };
}
