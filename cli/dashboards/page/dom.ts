/** Creates elements without ever parsing text as HTML. */
type Child = Node | string | undefined;

export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children.flatMap((child) => (child === undefined ? [] : [child])));
  return made;
};

export const button = (
  text: string,
  onClick: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement => {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", onClick);
  return made;
};
