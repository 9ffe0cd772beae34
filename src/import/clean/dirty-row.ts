/** Why a row cannot be taken over. Says what is wrong, never what was in it: the reason goes into a file and a table. */
export class DirtyRow extends Error {
  override readonly name = "DirtyRow";
}

/** What `clean` makes of a row; null where it is dirty, after `reject` heard why. */
export function cleanOrReject<Row>(clean: () => Row, reject: (reason: string) => void): Row | null {
  try {
    return clean();
  } catch (error) {
    if (!(error instanceof DirtyRow)) throw error;
    reject(error.message);
    return null;
  }
}
