/** A static site for any web server: the page, and the current answers for the principal that it is built as. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Problem } from "../../model/validation/problem.ts";
import { failure } from "../../model/validation/failure.ts";
import { describeError } from "../output/errors.ts";
import type { Asset } from "./assets.ts";
import type { ShownAnswer, ShownDashboard } from "./protocol.ts";
import { savedRows } from "./saved.ts";
import { policy } from "./server.ts";
import type { Views } from "./views.ts";

/** Marks a folder as a built site that may be rebuilt. */
const marker = "data/dashboards.json";

export interface BuiltSite {
  readonly dashboards: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Of visuals without an answer; the page shows the reason in their place. */
  readonly problems: readonly Problem[];
}

/** @throws ProblemsError SITE_FOLDER_TAKEN if the folder holds anything but a site */
const emptied = (folder: string): void => {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, marker))) {
    const message = "the folder contains files that are not a dashboard site";
    throw failure("SITE_FOLDER_TAKEN", folder, message, "name an empty folder, or one that doesn't exist");
  }
  rmSync(folder, { recursive: true, force: true });
};

/** The page as a file next to its parts, with the policy that a server would send. */
const builtPage = (html: string): string =>
  html.replaceAll('="/page.', '="page.').replace(
    "<title>",
    // A page can't forbid framing in a meta tag
    `<meta http-equiv="Content-Security-Policy" content="${policy.replace(/frame-ancestors [^;]+; /, "")}" />
    <meta name="built-site" content="true" />
    <title>`,
  );

interface Visual {
  readonly name: string;
  readonly answer: ShownAnswer | { readonly error: { readonly problems: readonly Problem[] } };
}

const answersOf = (views: Views, { name, pages }: ShownDashboard): Promise<readonly Visual[]> =>
  Promise.all(
    pages
      .flatMap(({ visuals }) => visuals)
      .filter(({ kind }) => kind !== "text")
      .map(async (visual): Promise<Visual> => {
        try {
          return { name: visual.name, answer: await views.answer(name, visual.name, new URLSearchParams()) };
        } catch (error) {
          return { name: visual.name, answer: { error: { problems: describeError(error).problems } } };
        }
      }),
  );

/** A static site can't query again, so nothing can be selected: it shows the defaults. */
const withoutChoices = (dashboard: ShownDashboard): ShownDashboard => ({
  ...dashboard,
  parameters: [],
  pages: dashboard.pages.map((page) => ({
    ...page,
    visuals: page.visuals.map((visual) => ({ ...visual, parameters: [] })),
  })),
});

/** @param folder emptied if it holds a site, created if it doesn't exist */
export const buildSite = async (
  views: Views,
  assets: ReadonlyMap<string, Asset>,
  folder: string,
): Promise<BuiltSite> => {
  emptied(folder);
  let [files, bytes] = [0, 0];
  const write = (path: string, body: string | Uint8Array): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
    files += 1;
    bytes += Buffer.byteLength(body);
  };
  for (const [path, { body }] of assets) {
    if (path === "/page.html") write("index.html", builtPage(body.toString()));
    else write(path.slice(1), body);
  }
  const overview = views.overview();
  const open = overview.dashboards.filter(({ problems }) => problems.length === 0).map(({ name }) => name);
  const problems: Problem[] = [];
  for (const name of open) {
    const dashboard = views.dashboard(name);
    write(`data/dashboards/${name}.json`, JSON.stringify(withoutChoices(dashboard)));
    for (const visual of await answersOf(views, dashboard)) {
      const path = `data/dashboards/${name}/visuals/${visual.name}`;
      write(`${path}.json`, JSON.stringify(visual.answer));
      if ("error" in visual.answer) problems.push(...visual.answer.error.problems);
      else write(`${path}.csv`, savedRows(visual.answer));
    }
  }
  // Last, so that a half-built folder isn't taken for a site; dashboards closed to this principal aren't listed
  const shown = overview.dashboards.filter(({ name }) => open.includes(name));
  write(marker, JSON.stringify({ ...overview, dashboards: shown }));
  return { dashboards: open, files, bytes, problems };
};
