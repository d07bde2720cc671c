/** A mail for tests, the dashboard that it shows, and an engine's results for it. */
import { stringify } from "yaml";
import type { Schedule } from "../../../../model/documents/contract-bundle.ts";
import type { Dashboard } from "../../../../model/dashboards/definition.ts";
import type { QueryRelation } from "../../../../model/dashboards/checked.ts";
import { checkMails, type CheckedMail } from "../../../../model/mails/check.ts";
import type { Mail } from "../../../../model/mails/definition.ts";
import { readMail } from "../../../../model/mails/read.ts";
import { checked as checkedDashboards, dashboardOf, sales } from "../dashboards/files.ts";

export const schedules: readonly Schedule[] = [
  { group: "shops", expression: "cron(30 4 * * ? *)", timeZone: "America/New_York" },
];

const sum = { field: "amount", aggregate: "sum", format: "$,.0f" } as const;
const day = { field: "day", timeUnit: "yearmonthdate" } as const;

export const shops: Dashboard = dashboardOf({
  pages: [
    {
      name: "main",
      title: "Main",
      visuals: [
        {
          name: "revenue",
          kind: "kpi",
          title: "Revenue",
          query: "sales",
          value: sum,
          time: day,
          comparison: { offset: 1, title: "the day before", better: "higher" },
        },
        {
          name: "by-shop",
          kind: "area",
          title: "Revenue by shop",
          query: "sales",
          encoding: { x: day, y: sum, color: { field: "shop", title: "Shop" } },
        },
        {
          name: "months",
          kind: "bar",
          title: "Months",
          query: "sales",
          encoding: { x: { field: "day", timeUnit: "yearmonth" }, y: sum },
        },
        { name: "all", kind: "table", title: "All", query: "sales", columns: [{ field: "shop" }] },
      ],
    },
  ],
});

export const mailOf = (changes: Partial<Mail> = {}): Mail => ({
  name: "shops",
  title: "Shops",
  description: "What shops sell.",
  owner: "sales",
  audience: "analyst",
  at: "08:00",
  nights: ["shops"],
  figures: [
    { dashboard: "shops", visual: "revenue" },
    { dashboard: "shops", visual: "by-shop" },
  ],
  pictures: [{ dashboard: "shops", visual: "by-shop" }],
  ...changes,
});

/** Checked mails, each in the file of its name; a string is used as the file's text. */
export const checked = (
  mails: readonly (Mail | string)[],
  dashboards: readonly (Dashboard | string)[] = [shops],
  relationOf: () => QueryRelation = () => sales,
): readonly CheckedMail[] =>
  checkMails(
    mails.map((mail) =>
      typeof mail === "string"
        ? readMail("mails/text.yaml", mail)
        : readMail(`mails/${mail.name}.yaml`, stringify(mail)),
    ),
    { dashboards: checkedDashboards(dashboards, relationOf), schedules },
  );
