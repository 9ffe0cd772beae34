import { ASSUMED } from "../assumptions.js";
import type { MediaChange } from "./content-changes.js";
import type { MassMedia, Material, StoredFile, TemporaryMedia } from "./content-types.js";

/** "Kept 3 days, reusable within them." */
export const TEMPORARY_MS = 3 * 86_400_000;

/** The account's files: temporary media, permanent materials, pictures of articles, and what mass sends take. */
export class MediaLibrary {
  private readonly temporaries = new Map<string, TemporaryMedia>();
  private readonly massMedia = new Map<string, MassMedia>();
  private readonly materials = new Map<string, Material>();
  private readonly articleImages = new Map<string, StoredFile>();
  /** Materials that a menu or an automatic reply shows. */
  private readonly usedElsewhere = new Set<string>();

  apply(change: MediaChange): void {
    switch (change.type) {
      case "media-uploaded":
        this.temporaries.set(change.media.id, change.media);
        break;
      case "article-image-uploaded":
        this.articleImages.set(change.file.key, change.file);
        break;
      case "mass-media-made":
        this.massMedia.set(change.media.id, change.media);
        break;
      case "material-added":
        this.materials.set(change.material.id, change.material);
        break;
      case "material-deleted":
        this.materials.delete(change.id);
        break;
      case "material-used":
        change.inUse ? this.usedElsewhere.add(change.id) : this.usedElsewhere.delete(change.id);
        break;
    }
  }

  /** Undefined when unknown or past its three days. */
  temporary(id: string, now: number): TemporaryMedia | undefined {
    const media = this.temporaries.get(id);
    return media && now - media.at < TEMPORARY_MS ? media : undefined;
  }

  forMassSend(id: string, now: number): MassMedia | undefined {
    const media = this.massMedia.get(id);
    return media && now - media.at < ASSUMED.massMediaLifeMs ? media : undefined;
  }

  material(id: string): Material | undefined {
    return this.materials.get(id);
  }

  /** Newest first; those of one moment in the opposite order of their coming. */
  materialsOf(kind: Material["kind"]): Material[] {
    return [...this.materials.values()].filter((material) => material.kind === kind).reverse();
  }

  isUsedElsewhere(id: string): boolean {
    return this.usedElsewhere.has(id);
  }

  /** The file with this key, of anything that still lives. */
  file(key: string, now: number): StoredFile | undefined {
    const temporaries = [...this.temporaries.values()].filter(({ id }) => this.temporary(id, now));
    const massMedia = [...this.massMedia.values()].filter(({ id }) => this.forMassSend(id, now));
    const files = [...temporaries, ...massMedia, ...this.materials.values()].map(({ file }) => file);
    return this.articleImages.get(key) ?? files.find((file) => file?.key === key) ?? undefined;
  }

  /** Forgets what is past its life and returns the keys of its files. It needs no journal: time alone decides. */
  forgetExpired(now: number): string[] {
    const gone = [
      ...[...this.temporaries.values()].filter(({ id }) => !this.temporary(id, now)),
      ...[...this.massMedia.values()].filter(({ id }) => !this.forMassSend(id, now)),
    ];
    for (const { id } of gone) {
      this.temporaries.delete(id);
      this.massMedia.delete(id);
    }
    return gone.flatMap(({ file }) => file?.key ?? []);
  }

  counts(now: number): { temporaryMedia: number; materials: Record<Material["kind"], number>; articleImages: number } {
    const of = (kind: Material["kind"]) => this.materialsOf(kind).length;
    return {
      temporaryMedia: [...this.temporaries.keys()].filter((id) => this.temporary(id, now)).length,
      materials: { image: of("image"), voice: of("voice"), video: of("video"), thumb: of("thumb"), news: of("news") },
      articleImages: this.articleImages.size,
    };
  }
}
