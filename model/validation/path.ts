/** Where something is inside a file or document: keys and indexes from 0. */
export type Path = readonly (string | number)[];

/** `schema[0].properties[2].name` */
export const formatPath = (path: Path): string =>
  path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
