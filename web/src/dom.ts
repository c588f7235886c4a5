// Making elements. Text is only ever set as text, and no attribute that runs anything can be set here:
// names and sentences come from the open web.

export type Child = Node | string | number | null | undefined | false | Child[];

interface Props {
  class?: string;
  id?: string;
  // Attributes as they are, none of them an event handler or an address.
  attrs?: Record<string, string | number | boolean | undefined>;
  on?: Record<string, (event: any) => void>;
}

const FORBIDDEN = /^(on|style$|href$|src$|srcdoc$|action$|formaction$)/i;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class) element.className = props.class;
  if (props.id) element.id = props.id;
  for (const [name, value] of Object.entries(props.attrs ?? {})) {
    if (FORBIDDEN.test(name)) throw new Error(`attribute ${name}`);
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const [name, listener] of Object.entries(props.on ?? {})) {
    element.addEventListener(name, listener);
  }
  append(element, children);
  return element;
}

export function append(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child instanceof Node) parent.append(child);
    else if (child !== null && child !== undefined && child !== false) parent.append(String(child));
  }
}

export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** A name, kept apart from the direction of the text around it. */
export function bdi(text: string): HTMLElement {
  return h("bdi", { attrs: { dir: "auto" } }, text);
}

export function button(
  label: Child,
  click: (event: MouseEvent) => void,
  props: Props = {},
): HTMLButtonElement {
  return h(
    "button",
    { ...props, attrs: { type: "button", ...props.attrs }, on: { click, ...props.on } },
    label,
  );
}

/** A link to the open web, or the text alone if the address is of anything else. */
export function link(address: string, text: Child): HTMLElement {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return h("span", {}, text);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return h("span", {}, text);
  const anchor = h("a", { attrs: { rel: "noopener noreferrer", target: "_blank" } }, text);
  anchor.href = url.href;
  return anchor;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(
  tag: string,
  attrs: Record<string, string | number>,
  ...children: Child[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (FORBIDDEN.test(name)) throw new Error(`attribute ${name}`);
    element.setAttribute(name, String(value));
  }
  append(element, children);
  return element as SVGElement;
}

export const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no #${id}`);
  return element;
};
