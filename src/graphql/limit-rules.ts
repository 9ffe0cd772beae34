import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext, type ValidationRule } from "graphql";

export const MAX_DEPTH = 10;
export const MAX_ALIASES = 15;
export const MAX_DIRECTIVES = 8;
/** The same field in one selection set, fragments spread: 490 times `a{b}` cost graphql-js's own rules 150 ms. */
export const MAX_REPEATS = 30;
/** Fragment definitions, and twice as many spreads of them: graphql-js compares each with each. */
export const MAX_FRAGMENTS = 30;
/** Objects and lists inside each other in one argument; AudienceInput at its depth of 8 needs 22. */
export const MAX_VALUE_DEPTH = 50;

/** Armor's rules throw unless told otherwise, which would end the request as our own failure. */
const reported = {
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null, error: GraphQLError) => context?.reportError(error)],
};

/** What a document must keep to before graphql-js's own, costlier rules look at it. */
export const limitRules: readonly ValidationRule[] = [
  fragmentsRule,
  repeatsRule,
  valuesRule,
  // By default aliases of __typename would not count.
  maxAliasesRule({ n: MAX_ALIASES, allowList: [], ...reported }),
  maxDirectivesRule({ n: MAX_DIRECTIVES, ...reported }),
  // A fragment is a way to write, not a level; __schema has graphql-js's own depth rule.
  maxDepthRule({ n: MAX_DEPTH, flattenFragments: true, ignoreIntrospection: true, ...reported }),
];

function fragmentsRule(context: ValidationContext): ASTVisitor {
  let definitions = 0;
  let spreads = 0;
  return {
    FragmentDefinition() {
      definitions += 1;
    },
    FragmentSpread() {
      spreads += 1;
    },
    Document: {
      leave() {
        if (definitions <= MAX_FRAGMENTS && spreads <= 2 * MAX_FRAGMENTS) return;
        context.reportError(new GraphQLError(`Fragments limit of ${MAX_FRAGMENTS} exceeded, found ${definitions} in ${spreads} places.`));
      },
    },
  };
}

function repeatsRule(context: ValidationContext): ASTVisitor {
  return {
    SelectionSet(node) {
      const counts = new Map<string, number>();
      countFields(node, context, counts, new Set());
      const [name, times] = [...counts].find(([, count]) => count > MAX_REPEATS) ?? [];
      if (name === undefined) return;
      context.reportError(
        new GraphQLError(`Repeats limit of ${MAX_REPEATS} exceeded: ${name} stands ${times} times in one selection set.`),
      );
    },
  };
}

/** By response name; what fragments hold belongs to the set they are spread in. */
function countFields(set: SelectionSetNode, context: ValidationContext, counts: Map<string, number>, spread: Set<string>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      countFields(selection.selectionSet, context, counts, spread);
    } else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) countFields(fragment.selectionSet, context, counts, spread);
    }
  }
}

function valuesRule(context: ValidationContext): ASTVisitor {
  let depth = 0;
  const nesting = {
    enter() {
      depth += 1;
      if (depth === MAX_VALUE_DEPTH + 1) context.reportError(new GraphQLError(`Value depth limit of ${MAX_VALUE_DEPTH} exceeded.`));
    },
    leave() {
      depth -= 1;
    },
  };
  return {
    ListValue: nesting,
    ObjectValue: nesting,
    StringValue(node) {
      if (node.value.includes("\0")) context.reportError(new GraphQLError("Text must not contain the character U+0000.", { nodes: node }));
    },
  };
}
