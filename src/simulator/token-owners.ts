import type { Account } from "./model/account.js";

/** Which account a token belongs to, without asking each of them. */
export class TokenOwners {
  private readonly owners = new Map<string, Account>();

  add(token: string, owner: Account): void {
    this.owners.set(token, owner);
    this.forgetOld();
  }

  of(token: string): Account | undefined {
    const owner = this.owners.get(token);
    return owner?.tokens.knows(token) ? owner : undefined;
  }

  /** Accounts forget their oldest tokens first. */
  private forgetOld(): void {
    for (const [token, owner] of this.owners) {
      if (owner.tokens.knows(token)) break;
      this.owners.delete(token);
    }
  }
}
