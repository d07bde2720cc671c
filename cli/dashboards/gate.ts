/** Runs at most `width` pieces of work at once; the others wait in order of arrival. */
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
      // The next in line takes over the slot
      if (next === undefined) running -= 1;
      else next();
    }
  };
};
