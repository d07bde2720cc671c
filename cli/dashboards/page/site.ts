/** Where things are: below a server that queries Athena, or in the files of a built site. */

/** A built site holds answers as files, next to its one page, wherever it is hosted. */
export const isBuilt = document.querySelector('meta[name="built-site"]') !== null;

const queryOf = (values: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(values).filter((one): one is [string, string] => one[1] !== undefined);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
};

export const overviewAddress = isBuilt ? "./" : "/";

export const dashboardAddress = (name: string, page?: string): string =>
  isBuilt ? `./${queryOf({ dashboard: name, page })}` : `/d/${name}${queryOf({ page })}`;

/** The dashboard that the page's address names; `undefined` for the list of all. */
export const openedDashboard = (): string | undefined => {
  if (isBuilt) return new URLSearchParams(location.search).get("dashboard") ?? undefined;
  const name = /^\/d\/([^/]+)$/.exec(location.pathname)?.[1];
  return name === undefined ? undefined : decodeURIComponent(name);
};

export const documentAddress = (path: string, search = ""): string =>
  isBuilt ? `data/${path}.json` : `/data/${path}${search === "" ? "" : `?${search}`}`;

export const csvAddress = (path: string, search: string): string =>
  isBuilt ? `data/${path}.csv` : `/data/${path}.csv?${search}`;

export const basemapAddress = (name: string): string => `${isBuilt ? "" : "/"}basemaps/${name}.json`;
