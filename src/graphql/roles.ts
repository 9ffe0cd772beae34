import { registerEnumType } from "type-graphql";

/** Each role may do what those before it may. */
export enum Role {
  VIEWER = "VIEWER",
  OPERATOR = "OPERATOR",
  APPROVER = "APPROVER",
  ADMIN = "ADMIN",
}

registerEnumType(Role, {
  name: "Role",
  description:
    "Each role may do what those before it may. VIEWER reads (personal data masked); OPERATOR edits tags, segments and drafts; APPROVER approves and sends; ADMIN handles accounts, tokens, operators, deletion and sees personal data.",
  valuesConfig: {
    VIEWER: { description: "Reads everything, with personal data masked." },
    OPERATOR: { description: "Edits tags, segments and drafts." },
    APPROVER: { description: "Approves and sends." },
    ADMIN: { description: "Handles accounts, tokens, operators and deletion; sees personal data." },
  },
});

const ORDER = [Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ADMIN];

/** Whether someone with `has` may do what asks for `needs`. */
export function roleAtLeast(has: Role, needs: Role): boolean {
  return ORDER.indexOf(has) >= ORDER.indexOf(needs);
}
