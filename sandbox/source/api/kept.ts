const mostKept = 10_000;

/** Something per name, made on first use. The oldest of 10,000 is forgotten, so that a long test can't fill memory. */
export const keptByName = <Item>(make: (name: string) => Item): ((name: string) => Item) => {
  const items = new Map<string, Item>();
  return (name) => {
    const known = items.get(name);
    if (known !== undefined) return known;
    const [oldest] = items.keys();
    if (items.size >= mostKept && oldest !== undefined) items.delete(oldest);
    const made = make(name);
    items.set(name, made);
    return made;
  };
};
