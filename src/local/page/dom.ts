type Attributes = Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>;
type Child = Node | string | undefined | false;

/**
 * Makes an element. Strings among the children become text, never HTML. The page's policy (Trusted Types) rejects
 * anything else. `false` and `undefined` omit an attribute or a child. A function listens to the event of the
 * attribute's name.
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

export function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Sets a text only if it differs, since setting it makes the browser compute the layout. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
