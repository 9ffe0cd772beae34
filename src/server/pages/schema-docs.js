const TYPE_REF = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
const INTROSPECTION = `{
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description
      enumValues { name description }
      inputFields { name description defaultValue type { ${TYPE_REF} } }
      fields { name description args { name description defaultValue type { ${TYPE_REF} } } type { ${TYPE_REF} } }
    }
  }
}`;

/** Reads the schema by introspection and shows it in `panel`, one type at a time. `ask(query)` gives the data. */
export async function showSchema(panel, ask) {
  const { __schema: schema } = await ask(INTROSPECTION);
  const types = new Map(schema.types.map((type) => [type.name, type]));
  const roots = [schema.queryType, schema.mutationType, schema.subscriptionType].filter(Boolean).map(({ name }) => name);
  const show = (name) => panel.replaceChildren(...page(types, roots, name, show));
  show(roots[0]);
}

function page(types, roots, name, show) {
  const type = types.get(name);
  const menu = element("p", {}, ...roots.flatMap((root) => [link(root, () => show(root)), " "]));
  const title = element("h3", {}, type.name);
  const about = element("p", {}, type.description ?? type.kind.toLowerCase());
  const fields = [...(type.fields ?? []), ...(type.inputFields ?? [])].flatMap((field) => describeField(field, show));
  const values = (type.enumValues ?? []).flatMap((value) => [element("code", {}, value.name), element("p", {}, value.description ?? "")]);
  return [menu, title, about, ...fields, ...values];
}

function describeField(field, show) {
  const args = (field.args ?? []).flatMap((arg, index) => [
    index === 0 ? "(" : ", ",
    element("span", { title: arg.description ?? "" }, `${arg.name}: `),
    ...typeLink(arg.type, show),
    arg.defaultValue === null ? "" : ` = ${arg.defaultValue}`,
  ]);
  if (args.length > 0) args.push(")");
  return [element("code", {}, field.name, ...args, ": ", ...typeLink(field.type, show)), element("p", {}, field.description ?? "")];
}

/** `[User!]!` with the name as a link. */
function typeLink(type, show) {
  if (type.kind === "NON_NULL") return [...typeLink(type.ofType, show), "!"];
  if (type.kind === "LIST") return ["[", ...typeLink(type.ofType, show), "]"];
  return [link(type.name, () => show(type.name))];
}

function link(text, onclick) {
  return element("button", { type: "button", onclick }, text);
}

function element(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}
