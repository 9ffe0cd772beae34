/** Whom tagging calls are at work on: WeChat answers 45159 to a second tag for somebody while the first is being set. */
export class TaggingInHand {
  private readonly people = new Map<number, number>();

  /** Whether one of them is being given or losing another tag. */
  collides(people: Iterable<number>, tagId: number): boolean {
    for (const person of people) {
      const other = this.people.get(person);
      if (other !== undefined && other !== tagId) return true;
    }
    return false;
  }

  begin(people: Iterable<number>, tagId: number): void {
    for (const person of people) this.people.set(person, tagId);
  }

  end(people: Iterable<number>): void {
    for (const person of people) this.people.delete(person);
  }
}
