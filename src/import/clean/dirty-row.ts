/** Why a row cannot be taken over. Says what is wrong, never what was in it: the reason goes into a file and a table. */
export class DirtyRow extends Error {
  override readonly name = "DirtyRow";
}
