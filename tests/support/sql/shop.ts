/** The project of the plans' golden files: two tables of a source, models, views, Redshift and a dashboard. */
import type { Exposure } from "../../../sql/project/types.ts";
import { exposure, model, redshift, view, type Draft } from "./project.ts";

export const shopTables = ["shop_processed.orders", "shop_processed.customers"] as const;

export const facts = model(
  "shop_curated.fct_orders",
  "SELECT o.order_id, o.customer_id, o.day, o.amount FROM shop_processed.orders AS o",
  "order_id bigint, customer_id int, day date, amount decimal(12,2)",
  { grain: ["order_id"], mode: { kind: "merge" } },
);

export const daily = model(
  "shop_curated.daily_revenue",
  "SELECT f.day, sum(f.amount) AS revenue FROM shop_curated.fct_orders AS f GROUP BY f.day",
  "day date, revenue decimal(22,2)",
  { grain: ["day"] },
);

export const spenders = view(
  "shop_curated.spenders",
  `SELECT
  c.customer_id,
  c.name,
  sum(f.amount) AS amount
FROM shop_processed.customers AS c
JOIN shop_curated.fct_orders AS f ON f.customer_id = c.customer_id
GROUP BY c.customer_id, c.name`,
  "customer_id integer, name varchar, amount decimal(22,2)",
);

export const topSpenders = view(
  "shop_curated.top_spenders",
  "SELECT s.name, s.amount FROM shop_curated.spenders AS s WHERE s.amount > 1000",
  "name varchar, amount decimal(22,2)",
);

export const lake: readonly Draft[] = [facts, daily, spenders, topSpenders];

export const analyst = redshift("role", "analyst", ["CREATE ROLE analyst"]);
export const bi = redshift("role", "bi", ["CREATE ROLE bi"]);
export const shop = redshift("external schema", "shop", [
  "CREATE EXTERNAL SCHEMA shop FROM DATA CATALOG DATABASE 'shop_curated' IAM_ROLE default",
]);
export const reporting = redshift(
  "schema",
  "reporting",
  [
    "CREATE SCHEMA reporting",
    "GRANT USAGE ON SCHEMA reporting TO ROLE analyst",
    "GRANT USAGE ON SCHEMA reporting TO ROLE bi",
  ],
  { needs: ["role analyst", "role bi"] },
);
export const hideAmount = redshift("masking policy", "hide_amount", [
  "CREATE MASKING POLICY hide_amount WITH (amount decimal(22, 2)) USING (CAST(NULL AS decimal(22, 2)))",
]);

const revenueNeeds = [
  "masking policy hide_amount",
  "role analyst",
  "role bi",
  "schema reporting",
  "external schema shop",
];
export const revenueView = (select: string, columns: string, ...more: readonly string[]): Draft =>
  redshift(
    "late-binding view",
    "reporting.revenue",
    [`CREATE VIEW reporting.revenue AS\n${select}\nWITH NO SCHEMA BINDING`, ...more],
    { columns, needs: revenueNeeds },
  );
export const mask = "ATTACH MASKING POLICY hide_amount ON reporting.revenue(revenue) TO ROLE bi";
export const grants = [
  "GRANT SELECT ON reporting.revenue TO ROLE analyst",
  "GRANT SELECT ON reporting.revenue TO ROLE bi",
] as const;
export const revenue = revenueView(
  "SELECT d.day, d.revenue FROM shop.daily_revenue AS d",
  "day date, revenue decimal(22,2)",
  mask,
  ...grants,
);

export const warehouse: readonly Draft[] = [analyst, bi, shop, reporting, hideAmount, revenue];

export const dashboards: readonly Exposure[] = [
  exposure("customers", "view shop_curated.top_spenders"),
  exposure("revenue", "model shop_curated.daily_revenue"),
];

/** The drafts, with `others` replacing those of the same id. */
export const replacing = (drafts: readonly Draft[], ...others: readonly Draft[]): readonly Draft[] =>
  drafts.map((draft) => others.find(({ object }) => object.id === draft.object.id) ?? draft);

export const leavingOut = (drafts: readonly Draft[], ...ids: readonly string[]): readonly Draft[] =>
  drafts.filter(({ object }) => !ids.includes(object.id));
