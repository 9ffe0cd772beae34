import type { GraphQLResolveInfo } from "graphql";
import { Arg, Authorized, Int, Resolver, Root, Subscription } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../../graphql/context.js";
import { Role } from "../../graphql/roles.js";
import { selectedFields } from "../../graphql/selected-fields.js";
import { AudienceInput } from "../audience.input.js";
import { TagPreview } from "../preview.types.js";
import type { PreviewPart, PreviewParts } from "./live-preview.js";
import type { PreviewHub } from "./preview-hub.js";
import type { PreviewState } from "./preview-topic.js";

const PARTS: readonly PreviewPart[] = ["count", "reachable", "sample", "tags"];

/**
 * The resolver class over one `hub`. A function, since TypeGraphQL's `subscribe` option is evaluated with the class and sees no
 * instance; made once for each app, and instantiated without arguments.
 */
export function previewChangesResolver(hub: Pick<PreviewHub, "follow">): new () => object {
  @Resolver()
  class PreviewChangesResolver {
    @Authorized(Role.VIEWER)
    @Subscription(() => TagPreview, {
      description:
        "The preview, then again whenever its answer changes, at most once a second. Of what is asked for, these changes count: `count`, `reachable`, the sample's users and their tags, the commonest tags; what else hangs on users and tags is as it stands when the preview is given. Ends with an error when the audience cannot be worked out any more, as when its tag was deleted.",
      subscribe: ({ args, context, info }) => {
        const { tenantId } = requirePrincipal(context as RequestContext);
        const sampleSize = typeof args.sampleSize === "number" ? args.sampleSize : 20;
        return hub.follow(tenantId, { audience: args.audience, sampleSize, parts: partsOf(info as GraphQLResolveInfo) });
      },
    })
    tagPreviewChanges(
      @Root() state: PreviewState,
      @Arg("audience", () => AudienceInput, { description: "Whom to look at." }) _audience: AudienceInput,
      @Arg("sampleSize", () => Int, { nullable: true, defaultValue: 20, description: "Users in `sample`, 0 to 100." })
      _sampleSize?: number | null,
    ): TagPreview {
      if ("failure" in state) throw state.failure;
      return state.preview;
    }
  }
  return PreviewChangesResolver;
}

function partsOf(info: GraphQLResolveInfo): PreviewParts {
  const selected = selectedFields(info, []);
  const parts = new Set(PARTS.filter((part) => selected.has(part)));
  if (selectedFields(info, ["sample"]).has("tags")) parts.add("sampleTags");
  return parts;
}
