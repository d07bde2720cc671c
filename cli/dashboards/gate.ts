/** Lets so many pieces of work run at once; the others wait in the order in which they came. */
export const gate = (width: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= width) {
      await new Promise<void>((enter) => waiting.push(enter));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever waited takes over the place
      if (next === undefined) running -= 1;
      else next();
    }
  };
};
