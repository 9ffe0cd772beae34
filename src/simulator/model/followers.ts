import { ApiError } from "../errcodes.js";
import { followerNumberOf, isWellFormedOpenid, mix, openidOf, unionidOf } from "../openids.js";
import { PeopleBits } from "./people.js";

/** Numbers above stand for nobody; it bounds the bitsets. */
export const MOST_PEOPLE = 2 ** 25;
const FIRST_FOLLOW_S = 1_388_505_600;
const FOLLOW_SPAN_S = 340_000_000;
const SCENES = ["ADD_SCENE_SEARCH", "ADD_SCENE_QR_CODE", "ADD_SCENE_PROFILE_CARD", "ADD_SCENE_PAID", "ADD_SCENE_OTHERS"];

/**
 * Who follows the account. People 0 to `count` - 1 follow it from the start, everybody else does not; only exceptions to that
 * are stored.
 */
export class Followers {
  private readonly left = new PeopleBits();
  private readonly joined = new PeopleBits();
  private readonly joinedAt = new Map<number, number>();
  /** Scenes of the QR codes that brought people. */
  private readonly scenes = new Map<number, string | number>();
  readonly blacklisted: PeopleBits;

  constructor(
    readonly seed: number,
    private readonly unionidSeed: number,
    readonly count: number,
    blacklisted: Iterable<number>,
  ) {
    this.blacklisted = PeopleBits.of(blacklisted);
  }

  get total(): number {
    return this.count - this.left.size + this.joined.size;
  }

  follows(n: number): boolean {
    return n < this.count ? !this.left.has(n) : this.joined.has(n);
  }

  /** The first follower from `n` on, or -1. */
  nextFrom(n: number): number {
    let at = n;
    while (at < this.count && this.left.has(at)) at++;
    return at < this.count ? at : this.joined.nextFrom(at);
  }

  /** `scene`: of the QR code that led to following. */
  setFollowing(n: number, follows: boolean, atMs: number, scene?: string | number): void {
    if (follows === this.follows(n)) return;
    if (n < this.count) follows ? this.left.delete(n) : this.left.add(n);
    else follows ? this.joined.add(n) : this.joined.delete(n);
    if (follows) this.joinedAt.set(n, Math.floor(atMs / 1000));
    if (scene === undefined) this.scenes.delete(n);
    else this.scenes.set(n, scene);
  }

  openidOf(n: number): string {
    return openidOf(this.seed, n);
  }

  /** The person's number; 40003 for garbage, 49003 for a well-formed openid of another account. */
  numberOf(openid: unknown): number {
    if (typeof openid !== "string" || !isWellFormedOpenid(openid)) throw new ApiError(40003);
    const n = followerNumberOf(this.seed, openid);
    if (n === null) throw new ApiError(49003);
    if (n >= MOST_PEOPLE) throw new ApiError(40003);
    return n;
  }

  /** Where the page after `openid` begins; "" is the start. */
  afterOpenid(openid: unknown): number {
    return openid === undefined || openid === null || openid === "" ? 0 : this.numberOf(openid) + 1;
  }

  /** What user/info says, without tags. Nickname, avatar, sex and region are empty for everyone since the end of 2021. */
  profileOf(n: number, lang: string): Record<string, unknown> {
    const openid = this.openidOf(n);
    const unionid = unionidOf(this.unionidSeed, n);
    if (!this.follows(n)) return { subscribe: 0, openid, unionid };
    const scene = this.scenes.get(n);
    return {
      subscribe: 1,
      openid,
      nickname: "",
      sex: 0,
      language: lang,
      city: "",
      province: "",
      country: "",
      headimgurl: "",
      subscribe_time: this.joinedAt.get(n) ?? FIRST_FOLLOW_S + Math.floor((n / Math.max(1, this.count)) * FOLLOW_SPAN_S),
      unionid,
      remark: "",
      groupid: 0,
      subscribe_scene: scene === undefined ? SCENES[mix(this.seed ^ n) % SCENES.length] : "ADD_SCENE_QR_CODE",
      qr_scene: typeof scene === "number" ? scene : 0,
      qr_scene_str: typeof scene === "string" ? scene : "",
    };
  }
}
