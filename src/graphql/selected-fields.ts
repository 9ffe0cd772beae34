import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";

/**
 * Names of the fields that a request selects below the field being resolved, `path` fields further down; whatever their aliases, and
 * also where a directive leaves them out.
 */
export function selectedFields(info: Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">, path: readonly string[]): Set<string> {
  let nodes: readonly FieldNode[] = info.fieldNodes;
  for (const name of path) nodes = fieldsBelow(nodes, info).filter((field) => field.name.value === name);
  return new Set(fieldsBelow(nodes, info).map((field) => field.name.value));
}

function fieldsBelow(nodes: readonly FieldNode[], { fragments }: Pick<GraphQLResolveInfo, "fragments">): FieldNode[] {
  const inside = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      return inside(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet);
    });
  return nodes.flatMap(({ selectionSet }) => inside(selectionSet));
}
