import { BadInputError } from "../graphql/errors.js";
import type { Tag } from "../tags/index.js";
import type { User } from "../users/index.js";
import type { Audience } from "./audience.js";
import type { AudienceIndex } from "./audience-index.port.js";
import type { AudienceChecker } from "./check-audience.js";
import type { TagPreview } from "./preview.types.js";

export const MAX_SAMPLE_SIZE = 100;
export const TOP_TAGS = 10;

/** The people behind ordinals, in the given order. */
export interface SampledUsers {
  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]>;
}

/** The tags behind ids; one that was deleted meanwhile is missing. */
export interface NamedTags {
  tagsByIds(tenantId: number, ids: readonly number[]): Promise<Tag[]>;
}

/** 标签预览: what an audience holds, before anything is saved. */
export class PreviewService {
  constructor(
    private readonly audiences: Pick<AudienceChecker, "read">,
    private readonly index: Pick<AudienceIndex, "preview">,
    private readonly users: SampledUsers,
    private readonly tags: NamedTags,
  ) {}

  /**
   * `input` is an AudienceInput, `sampleSize` 0 to 100; of `sample` and `tags` only those in `parts` are worked out. BadInputError names
   * the field at fault.
   */
  async preview(tenantId: number, input: unknown, sampleSize: number, parts: ReadonlySet<string>): Promise<TagPreview> {
    checkSampleSize(sampleSize);
    const audience = await this.audiences.read(tenantId, input);
    return this.previewOf(tenantId, audience, {
      sampleSize: parts.has("sample") ? sampleSize : 0,
      topTags: parts.has("tags") ? TOP_TAGS : 0,
    });
  }

  /** Of an expression that was checked. */
  async previewOf(tenantId: number, audience: Audience, wanted: { sampleSize: number; topTags: number }): Promise<TagPreview> {
    let reading = null as Promise<User[]> | null;
    const onSample = (sample: readonly number[]): void => {
      reading = this.users.usersByOrdinals(tenantId, sample);
      // Awaited below; should the index fail meanwhile, this failure is not the one to tell.
      reading.catch(() => undefined);
    };
    const { sample, topTags, ...answer } = await this.index.preview(tenantId, audience, { ...wanted, onSample });
    if (reading === null && sample.length > 0) onSample(sample);
    const tagIds = topTags.map(({ tagId }) => tagId);
    const [users, tags] = await Promise.all([reading ?? [], tagIds.length > 0 ? this.tags.tagsByIds(tenantId, tagIds) : []]);
    const byId = new Map(tags.map((tag) => [tag.tagId, tag]));
    const counts = topTags.flatMap(({ tagId, count }) => {
      const tag = byId.get(tagId);
      return tag ? [{ tag, count }] : [];
    });
    return { ...answer, sample: users, tags: counts };
  }
}

/** BadInputError unless it is 0 to 100. */
export function checkSampleSize(sampleSize: number): void {
  if (sampleSize >= 0 && sampleSize <= MAX_SAMPLE_SIZE) return;
  throw new BadInputError("sampleSize", `must be from 0 to ${MAX_SAMPLE_SIZE}, got ${sampleSize}`);
}
