/** A mail as parts, from which both text and HTML are rendered: neither can say what the other doesn't. Pure. */
import type { Concerns } from "../concerns.ts";
import type { Mail } from "./definition.ts";
import { comparisons, type FigureGroup } from "./figures.ts";
import type { PictureText } from "./picture.ts";
import { daysOf } from "../windows.ts";
import { concernLines, counted, overallState, verdictOf, type NightFacts, type NightState } from "./verdict.ts";

export type Tone = "good" | "warning" | "bad";

export interface Cell {
  readonly text: string;
  readonly tone?: "good" | "bad";
  readonly isNumber?: true;
}

export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly title: string; readonly lines: readonly string[] }
  | {
      readonly kind: "table";
      readonly title: string;
      readonly columns: readonly { readonly title: string; readonly isNumber?: true }[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | ({ readonly kind: "picture"; readonly id: string } & PictureText)
  | { readonly kind: "links"; readonly title: string; readonly links: readonly { title: string; url: string }[] };

export interface MailContent {
  readonly subject: string;
  readonly title: string;
  readonly state: NightState;
  readonly tone: Tone;
  /** One line per night: group, day, state, and reason. */
  readonly verdicts: readonly string[];
  readonly blocks: readonly Block[];
  /** Why the recipient gets it, and how to unsubscribe. */
  readonly footer: string;
}

export interface MailFacts {
  readonly mail: Mail;
  /** The nights that the mail reports on. */
  readonly nights: readonly NightFacts[];
  readonly concerns: Concerns;
  /** Absent if a night isn't complete: there are no figures for it then. */
  readonly figures?: readonly FigureGroup[];
  readonly pictures?: readonly (PictureText & { readonly id: string })[];
  /** Figures and pictures that could not be queried, each with its reason. */
  readonly failures: readonly string[];
  /** Where dashboards are served; `undefined` if they aren't. */
  readonly dashboardsUrl: string | undefined;
}

const tones: Readonly<Record<NightState, Tone>> = {
  complete: "good",
  "complete with findings": "warning",
  failed: "bad",
  "not done": "bad",
};

const dayPattern = (dates: readonly string[]): string => [...new Set(dates)].join(", ");

const subjectOf = ({ mail, nights }: MailFacts): string => {
  const verdicts = nights.map(verdictOf);
  const state = overallState(verdicts);
  const worst = verdicts.filter((one) => one.state === state);
  const name = `${nights.map(({ group }) => group).join(", ")} ${dayPattern(nights.map(({ night }) => daysOf(night)))}`;
  if (state === "not done") {
    return `${name}: NOT DONE at ${mail.at} – ${worst.map(({ because }) => because).join("; ")}`;
  }
  if (state === "failed") return `${name}: FAILED – ${worst.map(({ because }) => because).join("; ")}`;
  const findings = verdicts.reduce((sum, one) => sum + one.findings.length, 0);
  const rows = verdicts.reduce((sum, one) => sum + one.rows, 0);
  return `${name}: complete – ${counted(rows, "row")}${findings === 0 ? "" : `, ${counted(findings, "finding")}`}`;
};

const figureRows = (figures: FigureGroup["figures"]): readonly (readonly Cell[])[] =>
  figures.map(({ title, value, changes }) => [
    { text: title },
    { text: value, isNumber: true },
    ...changes.map(({ text, tone }): Cell => ({ text, isNumber: true, ...(tone && { tone }) })),
  ]);

const figureTable = (title: string, first: string, day: string, figures: FigureGroup["figures"]): Block => ({
  kind: "table",
  title,
  columns: [
    { title: first },
    { title: day, isNumber: true },
    ...comparisons.map((one) => ({ title: one.title, isNumber: true as const })),
  ],
  rows: figureRows(figures),
});

/** Single figures share a table; figures by category have one table each. */
const figureBlocks = (groups: readonly FigureGroup[], day: string): readonly Block[] => {
  const single = groups.filter(({ category }) => category === undefined).flatMap(({ figures }) => figures);
  return [
    ...(single.length === 0 ? [] : [figureTable("Figures", "Figure", day, single)]),
    ...groups.flatMap(({ title, category, figures }): readonly Block[] => {
      if (category === undefined) return [];
      return figures.length === 0
        ? [{ kind: "list", title, lines: [`no figure for ${day}`] }]
        : [figureTable(title, category, day, figures)];
    }),
  ];
};

const list = (title: string, lines: readonly string[]): readonly Block[] =>
  lines.length === 0 ? [] : [{ kind: "list", title, lines }];

const links = ({ mail, dashboardsUrl }: MailFacts): readonly Block[] => {
  if (dashboardsUrl === undefined) return [];
  const names = [...new Set([...mail.figures, ...(mail.pictures ?? [])].map(({ dashboard }) => dashboard))];
  return [
    {
      kind: "links",
      title: "Dashboards",
      links: names.map((name) => ({ title: name, url: `${dashboardsUrl}/d/${name}` })),
    },
  ];
};

const withoutFigures = (state: NightState): string =>
  state === "failed"
    ? "Figures are omitted: for a failed night they would be incomplete."
    : "Figures are omitted: the night's aren't available yet, and older ones could be mistaken for them.";

export const contentOf = (facts: MailFacts): MailContent => {
  const { mail, nights, concerns, figures, pictures = [], failures } = facts;
  const verdicts = nights.map(verdictOf);
  const state = overallState(verdicts);
  const day = nights[0]?.night.date ?? "";
  return {
    subject: subjectOf(facts),
    title: `${mail.title}, ${dayPattern(nights.map(({ night }) => daysOf(night)))}`,
    state,
    tone: tones[state],
    verdicts: verdicts.map(({ group, days, state: own, because }) => `${group} ${days}: ${own}, ${because}`),
    blocks: [
      ...list("What is wrong", [...verdicts.flatMap(({ problems }) => problems), ...failures]),
      ...(figures === undefined ? [{ kind: "paragraph" as const, text: withoutFigures(state) }] : []),
      ...figureBlocks(figures ?? [], day),
      ...pictures.map((picture): Block => ({ kind: "picture", ...picture })),
      ...list(
        "Worth a look",
        verdicts.flatMap(({ findings }) => findings),
      ),
      ...list("Late or missing", concernLines(concerns, nights)),
      ...links(facts),
      ...list(
        "More",
        nights.flatMap(({ run }) => (run === undefined ? ["lakehouse status"] : [`lakehouse status ${run.runId}`])),
      ),
    ],
    footer: `You get this because lakehouse:mails.to.${mail.name} names your address. To be removed, unsubscribe or write to ${mail.owner}.`,
  };
};
