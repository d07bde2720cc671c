const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `1,000,000` */
export const formatCount = (value: number): string => wholeNumber.format(value);

/** `0.4 s`, `12 s`, `3 min 05 s` */
export const formatSeconds = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${(whole % 60).toString().padStart(2, "0")} s`;
};

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** `512 B`, `1.3 GiB` */
export const formatBytes = (bytes: number): string => {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), byteUnits.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value.toString() : value.toFixed(1)} ${byteUnits[power] ?? "B"}`;
};

export const plural = (count: number, singular: string, several = `${singular}s`): string =>
  `${formatCount(count)} ${count === 1 ? singular : several}`;
