/** An item as the model knows it: the attributes without the table's key. The table holds what this package wrote. */
export const itemOf = (record: Record<string, unknown>): unknown =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== "pk" && name !== "sk"));
