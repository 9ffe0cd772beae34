import type { Principal } from "../graphql/context.js";
import { ConflictError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import type { UserUpdateInput } from "./user.input.js";
import type { User } from "./user.types.js";
import { readUserChanges } from "./user-changes.js";
import type { UserEdited, UserEditStore } from "./user-edit-store.port.js";

/** Changes what is known of a person. */
export class UserEditService {
  constructor(
    private readonly store: Pick<UserEditStore, "update">,
    private readonly clock: () => Date,
  ) {}

  /** NOT_FOUND for a user who is not there, CONFLICT for one with status DELETED. The audit log tells the fields, never what they hold. */
  async update(principal: Principal, id: string, input: UserUpdateInput): Promise<User> {
    const { tenantId, name: operator } = principal;
    const changes = readUserChanges(input, this.clock());
    const userId = intIdOrNull(id);
    const entry = ({ before, after, changed }: UserEdited) => ({
      ...{ tenantId, operator, action: "updateUser", target: `user:${id}`, detail: changed.join(", "), before, after },
    });
    const edit = userId === null ? ({ outcome: "unknown" } as const) : await this.store.update(tenantId, userId, changes, entry);
    if (edit.outcome === "unknown") throw new NotFoundError("user", id, "id");
    if (edit.outcome === "deleted")
      throw new ConflictError("id", "this person is deleted: nothing is stored about them any more", { reason: "PERSON_DELETED" });
    return edit.user;
  }
}
