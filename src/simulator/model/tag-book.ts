import { PeopleBits } from "./people.js";

export interface Tag {
  id: number;
  name: string;
  members: PeopleBits;
}

/** 0 to 2 are the system's own; 2 is 星标组. */
export const LAST_SYSTEM_TAG_ID = 2;
const FIRST_OWN_TAG_ID = 100;
export const MOST_TAGS = 100;
export const MOST_TAGS_PER_USER = 20;
const STARRED = { id: 2, name: "星标组" };

/** The account's tags. Own tags are numbered from 100 and no number is used twice. */
export class TagBook {
  private readonly tags = new Map<number, Tag>([[STARRED.id, { ...STARRED, members: new PeopleBits() }]]);
  private nextId = FIRST_OWN_TAG_ID;

  /** System tags first, then in the order they were made. */
  all(): Tag[] {
    return [...this.tags.values()];
  }

  /** How many of the account's 100 are used. */
  get ownCount(): number {
    return this.tags.size - 1;
  }

  get(id: number): Tag | undefined {
    return this.tags.get(id);
  }

  byName(name: string): Tag | undefined {
    return this.all().find((tag) => tag.name === name);
  }

  peekNextId(): number {
    return this.nextId;
  }

  create(id: number, name: string): Tag {
    const tag = { id, name, members: new PeopleBits() };
    this.tags.set(id, tag);
    this.nextId = Math.max(this.nextId, id + 1);
    return tag;
  }

  rename(id: number, name: string): void {
    const tag = this.tags.get(id);
    if (tag) tag.name = name;
  }

  delete(id: number): void {
    this.tags.delete(id);
  }

  setMembers(id: number, people: Iterable<number>, member: boolean): void {
    const tag = this.tags.get(id);
    if (!tag) return;
    for (const n of people) member ? tag.members.add(n) : tag.members.delete(n);
  }

  /** The ids of the person's tags. */
  of(n: number): number[] {
    return this.all()
      .filter((tag) => tag.members.has(n))
      .map((tag) => tag.id);
  }

  /** Whoever unfollows loses the tags. */
  forget(n: number): void {
    for (const tag of this.tags.values()) tag.members.delete(n);
  }
}
