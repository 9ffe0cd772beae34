// Makes what is on the page like newly made elements without replacing it: nothing flickers, and focus and scrolling stay.

/** An element; `key` in its attributes tells list items apart. Attributes that are null or false are left out. */
export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for drawings. */
export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, { key, ...attributes }, children) {
  if (key !== undefined) element.dataset.key = String(key);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Shows these children in `parent`, keeping what is there already. */
export function show(parent, ...children) {
  morphChildren(parent, make("div", {}, ...children));
}

function morph(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  morphChildren(old, wanted);
}

function morphChildren(parent, wantedParent) {
  const keyed = new Map();
  for (const child of parent.children) if (child.dataset.key !== undefined) keyed.set(child.dataset.key, child);
  let next = parent.firstChild;
  for (const wanted of [...wantedParent.childNodes]) {
    const match = counterpart(wanted, next, keyed);
    if (!match) {
      parent.insertBefore(wanted, next);
      continue;
    }
    if (match === next) next = next.nextSibling;
    else parent.insertBefore(match, next);
    morph(match, wanted);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

/** What stands for `wanted` already: the one of its key, or the next one if it is of its kind. */
function counterpart(wanted, next, keyed) {
  const key = wanted.dataset?.key;
  if (key !== undefined) {
    const match = keyed.get(key);
    return match?.nodeName === wanted.nodeName ? match : undefined;
  }
  return next && next.nodeName === wanted.nodeName && next.dataset?.key === undefined ? next : undefined;
}
