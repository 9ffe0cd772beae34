import type { PersonActivity } from "../callbacks/index.js";
import { type ActivityStore, personKey } from "./activity-store.port.js";
import type { MovedUsers } from "./moved-users.port.js";
import type { UserLocations } from "./user-locations.js";

/**
 * Notes what callbacks tell of people's doings: when they were last active, and where they are. People nobody knows yet are left
 * out: the sync or their next callback brings them.
 */
export class PeopleActivity {
  constructor(
    private readonly activity: ActivityStore,
    private readonly locations: UserLocations,
    private readonly movements: MovedUsers,
  ) {}

  /** Harmless to repeat. */
  async active(people: readonly PersonActivity[]): Promise<void> {
    const userIds = await this.activity.touch(people);
    const positions = people.flatMap((person) => {
      const userId = userIds.get(personKey(person));
      const { tenantId, position } = person;
      return userId === undefined || position === null ? [] : [{ tenantId, userId, ...position }];
    });
    await this.locations.save(positions);
    await this.movements.moved(positions);
  }
}
