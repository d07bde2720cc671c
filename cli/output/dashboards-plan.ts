/** What changes in QuickSight, for people. */
import type { Plain } from "../../model/dashboards/quicksight/normal-form.ts";
import type { Difference, PartChange } from "../../model/dashboards/quicksight/compare.ts";
import type { AssetChange } from "../dashboards/quicksight/plan.ts";
import { painter, type Paint } from "./colour.ts";
import { plural } from "./format.ts";
import { indented, paintedDiff, paintedLine } from "./plan-lines.ts";

const signs = { add: "+", remove: "-", change: "~", same: "=" } as const;

/** Longer values are truncated: the JSON has them in full. */
const longest = 80;

const shown = (value: Plain | undefined): string => {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

const differenceLine = ({ path, from, to }: Difference): string =>
  `${path === "" ? "" : `${path}: `}${shown(from)} → ${shown(to)}`;

const partLines = ({ change, part, differences }: PartChange, paint: Paint): readonly string[] => [
  paintedLine(signs[change], `${signs[change]} ${part}`, paint),
  ...indented(differences.map(differenceLine), 4),
];

const assetLines = ({ change, kind, name, persona, parts, sql }: AssetChange, paint: Paint): readonly string[] => [
  paintedLine(signs[change], `${signs[change]} ${kind} ${name} for ${persona}`, paint),
  ...indented(
    parts.flatMap((part) => partLines(part, paint)),
    4,
  ),
  // A new data set's SQL is in its file
  ...(change === "change" && sql !== "" ? indented(paintedDiff(sql, paint), 4) : []),
];

export const renderDashboardsPlan = (changes: readonly AssetChange[], colour: boolean): string => {
  const paint = painter(colour);
  const count = (change: AssetChange["change"]): number => changes.filter((one) => one.change === change).length;
  const counts = [
    ...(["add", "change", "remove"] as const).map((one) => `${count(one)} to ${one}`),
    `${count("same")} as declared`,
  ];
  const differing = changes.filter(({ change }) => change !== "same");
  return [
    ...differing.flatMap((change) => [...assetLines(change, paint), ""]),
    `QuickSight: ${plural(changes.length, "dashboard or data set", "dashboards and data sets")}; ${counts.join(", ")}.`,
    ...(differing.length > 0 ? ['"pulumi up" applies the changes.'] : []),
  ].join("\n");
};
