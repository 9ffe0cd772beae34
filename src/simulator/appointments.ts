export interface Appointment {
  at: number;
  run: () => void;
  calledOff: boolean;
}

/** What is to happen when, earliest first; of those at the same moment the one made first. A binary heap. */
export class Appointments {
  private heap: { appointment: Appointment; order: number }[] = [];
  private made = 0;

  add(appointment: Appointment): void {
    const { heap } = this;
    heap.push({ appointment, order: this.made++ });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.earlier(child, parent)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  /** The earliest that was not called off. */
  peek(): Appointment | undefined {
    while (this.heap[0]?.appointment.calledOff) this.removeFirst();
    return this.heap[0]?.appointment;
  }

  /** Takes out everything due by `now`, in its order. */
  takeDue(now: number): Appointment[] {
    const due: Appointment[] = [];
    for (let first = this.peek(); first && first.at <= now; first = this.peek()) {
      due.push(first);
      this.removeFirst();
    }
    return due;
  }

  clear(): void {
    this.heap = [];
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    this.heap[0] = last;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (this.earlier(child, least)) least = child;
      if (least === parent) return;
      this.swap(parent, least);
      parent = least;
    }
  }

  private earlier(one: number, other: number): boolean {
    const a = this.heap[one];
    const b = this.heap[other];
    if (!a || !b) return false;
    return a.appointment.at < b.appointment.at || (a.appointment.at === b.appointment.at && a.order < b.order);
  }

  private swap(one: number, other: number): void {
    const a = this.heap[one];
    const b = this.heap[other];
    if (!a || !b) return;
    this.heap[one] = b;
    this.heap[other] = a;
  }
}
