/** Whether an approval covers so many people. Content and audience void it at the server as soon as they are changed. */
export function holds({ min, max }: { min: number; max: number }, reachable: number): boolean {
  return reachable >= min && reachable <= max;
}
