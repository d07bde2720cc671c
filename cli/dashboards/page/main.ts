/** The page: a list of dashboards, or one of them. */
import type { Overview, ShownDashboard } from "../protocol.ts";
import { ask, problemsOf, shownProblems } from "./ask.ts";
import { Card } from "./card.ts";
import { button, element } from "./dom.ts";
import { filterForm } from "./filters.ts";
import { dashboardAddress, documentAddress, openedDashboard, overviewAddress } from "./site.ts";
import { onThemeChange } from "./theme.ts";

const search = (): URLSearchParams => new URLSearchParams(location.search);

const frame = (title: string, as: string | undefined, top: readonly (Node | undefined)[], main: Node): void => {
  document.title = title;
  const trail = element(
    "div",
    { class: "trail" },
    element("a", { href: overviewAddress }, "All dashboards"),
    as === undefined ? undefined : element("span", {}, `As ${as}`),
  );
  const header = element("header", { class: "top" }, trail, element("h1", {}, title));
  header.append(...top.flatMap((one) => one ?? []));
  document.body.replaceChildren(
    element("a", { class: "skip", href: "#content" }, "Skip to the content"),
    header,
    element("main", { id: "content", tabindex: "-1" }, main),
  );
};

const showOverview = async (): Promise<void> => {
  const { as, dashboards } = await ask<Overview>(documentAddress("dashboards"));
  const items = dashboards.map(({ name, title, description, problems }) =>
    element(
      "li",
      {},
      element("h2", {}, problems.length === 0 ? element("a", { href: dashboardAddress(name) }, title) : title),
      element("p", {}, description),
      problems.length === 0 ? undefined : shownProblems(problems),
    ),
  );
  frame("Dashboards", as, [], element("ul", { class: "list" }, ...items));
};

const showDashboard = async (name: string): Promise<void> => {
  const dashboard = await ask<ShownDashboard>(documentAddress(`dashboards/${encodeURIComponent(name)}`));
  const { title, description, as, parameters, pages } = dashboard;
  const page = pages.find((one) => one.name === search().get("page")) ?? pages[0];
  if (page === undefined) return;
  const cards = page.visuals.map((visual) => new Card({ dashboard: name, visual, search }));
  const near = new Set<Card>();
  const refreshNear = (): void => {
    for (const card of near) void card.refresh();
  };
  // Only visuals in or near the viewport are queried
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const card = cards.find(({ root }) => root === entry.target);
        if (card === undefined) continue;
        if (entry.isIntersecting) near.add(card);
        else near.delete(card);
      }
      refreshNear();
    },
    { rootMargin: "400px" },
  );
  const tabs = (): readonly HTMLElement[] =>
    pages.map((one) => {
      const kept = search();
      kept.set("page", one.name);
      const current = one === page ? { "aria-current": "page" } : {};
      return element("a", { href: `?${kept}`, ...current }, one.title);
    });
  const nav = element("nav", { class: "pages", "aria-label": "Pages" }, ...tabs());
  const choose = (parameter: string, values: readonly string[]): void => {
    const now = search();
    now.delete(parameter);
    for (const value of values) now.append(parameter, value);
    history.pushState(null, "", `?${now}`);
    nav.replaceChildren(...tabs());
    filters.refresh(parameter);
    refreshNear();
  };
  const filters = filterForm({ dashboard: name, parameters, search, choose });
  const print = button("Print", () => {
    void Promise.all(cards.map((card) => card.refresh())).then(() => {
      window.print();
    });
  });
  filters.root.append(print);
  const grid = element("div", { class: "grid" }, ...cards.map(({ root }) => root));
  frame(title, as, [element("p", {}, description), pages.length > 1 ? nav : undefined, filters.root], grid);
  filters.refresh();
  for (const { root } of cards) observer.observe(root);
  onThemeChange(() => {
    for (const card of cards) void card.draw();
  });
  addEventListener("popstate", () => {
    filters.refresh();
    nav.replaceChildren(...tabs());
    refreshNear();
  });
};

const show = async (): Promise<void> => {
  try {
    const name = openedDashboard();
    await (name === undefined ? showOverview() : showDashboard(name));
  } catch (error) {
    frame("Dashboards", undefined, [], shownProblems(problemsOf(error)));
  }
};

// A menu closes when something else is used
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll<HTMLDetailsElement>("details[open]")) {
    if (event.target instanceof Node && !open.contains(event.target)) open.open = false;
  }
});
await show();
