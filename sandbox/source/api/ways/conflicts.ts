import { answerFaults, betweenFaults, sourceFaults, type Fault } from "./faults.ts";
import { hasEnvelope, type BehaviorValues } from "./keys.ts";

/** A key or a fault that means nothing without something else. */
interface Need {
  readonly names: readonly string[];
  readonly holds: boolean;
  readonly words: string;
}

const someOf = (list: readonly Fault[], behavior: BehaviorValues): boolean =>
  behavior.fault.some((fault) => list.includes(fault));

const needs = (behavior: BehaviorValues): readonly Need[] => {
  const { paging, format, total, window, auth, fault, rate, quota } = behavior;
  const follows = paging === "cursor" || paging === "next-link" || paging === "link-header";
  const links = paging === "next-link" || paging === "link-header";
  const limits = rate !== undefined || quota !== undefined;
  return [
    { names: ["first"], holds: paging === "page", words: "paging=page" },
    { names: ["next"], holds: links, words: "paging=next-link or paging=link-header" },
    { names: ["delimiter"], holds: format === "csv", words: "format=csv" },
    { names: ["client", "scope", "expires", "uses"], holds: auth === "oauth2", words: "auth=oauth2" },
    { names: ["limited", "retry"], holds: limits, words: "rate or quota" },
    { names: ["at", "call", "times", "on"], holds: fault.length > 0, words: "fault" },
    {
      names: ["status"],
      holds: someOf(["500", "cursor-expired"], behavior),
      words: "fault=500 or fault=cursor-expired",
    },
    { names: ["csv-ragged", "csv-header-changes", "csv-header-missing"], holds: format === "csv", words: "format=csv" },
    { names: ["null-records", "records-not-list"], holds: format === "json", words: "format=json" },
    { names: ["duplicate-json-key", "deep-nesting"], holds: format !== "csv", words: "format=json or format=ndjson" },
    { names: ["header-total-text"], holds: total === "header", words: "total=header" },
    { names: ["total-capped", "total-stale"], holds: total !== "none", words: "a total" },
    { names: ["ignores-window", "wide-window"], holds: window !== "none", words: "a window" },
    { names: ["cursor-loops", "cursor-expired"], holds: follows, words: "paging=cursor, next-link or link-header" },
    { names: ["next-link-elsewhere"], holds: links, words: "paging=next-link or paging=link-header" },
    { names: ["keyset-repeats"], holds: paging === "keyset", words: "paging=keyset" },
    { names: ["short-middle", "empty-middle", "capped"], holds: paging !== "none", words: "pages" },
  ];
};

/** Combinations that contradict each other. */
const contradictions = (behavior: BehaviorValues): readonly string[] => {
  const { paging, records, format, total, sort, fault, on, at } = behavior;
  const problems: string[] = [];
  if (!hasEnvelope(behavior)) {
    const plain = format === "json" ? "records=top" : `format=${format}`;
    if (total === "body") problems.push(`${plain} has no place for total=body; allowed: header, count, none`);
    if (paging === "cursor" || paging === "next-link") problems.push(`${plain} has no place for paging=${paging}`);
  }
  if (format !== "json" && records !== "data") problems.push(`format=${format} has no place for records=${records}`);
  if (paging === "keyset" && (sort === "optional" || fault.includes("shuffle"))) {
    problems.push("paging=keyset needs a stable order; sort=optional and fault=shuffle have none");
  }
  if (on !== "items" && fault.some((name) => !answerFaults.some((known) => known === name))) {
    problems.push(`on=${on} takes only ${answerFaults.join(", ")}`);
  }
  if (on === "count" && total !== "count") problems.push("on=count needs total=count");
  if (on === "token" && behavior.auth !== "oauth2") problems.push("on=token needs auth=oauth2");
  if (at !== undefined && (on !== "items" || someOf([...sourceFaults, ...betweenFaults], behavior))) {
    problems.push(
      `at names a page of items; state call or times for on=${on} and for ${sourceFaults.join(", ")}, and call for ${betweenFaults.join(", ")}`,
    );
  }
  return problems;
};

/** What is stated and means nothing, or contradicts something else that is stated. */
export const conflicts = (behavior: BehaviorValues, stated: ReadonlySet<string>): readonly string[] => [
  ...needs(behavior).flatMap(({ names, holds, words }) =>
    names
      .filter((name) => !holds && (stated.has(name) || behavior.fault.some((fault) => fault === name)))
      .map((name) => `${name} needs ${words}`),
  ),
  ...contradictions(behavior),
];
