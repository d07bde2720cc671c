import { describeInfluence, personalOf } from "./influence.ts";
import type { Classification } from "../../model/documents/contract-bundle.ts";
import type { LineageNode, RelationInfluence } from "../../sql/project/lineage.ts";

export interface ColumnLineage {
  readonly column: string;
  readonly kind: LineageNode["kind"];
  readonly classification: Classification | undefined;
  readonly madeOf: readonly LineageNode[];
  readonly readBy: readonly LineageNode[];
  readonly influencedBy: readonly RelationInfluence[];
}

const label = ({ name, kind, classification }: Omit<LineageNode, "below">): string =>
  `${name} (${[kind, ...(classification === undefined ? [] : [classification])].join(", ")})`;

const branches = (nodes: readonly LineageNode[], indent: string): readonly string[] =>
  nodes.flatMap((node, index) => {
    const isLast = index === nodes.length - 1;
    const own = `${indent}${isLast ? "└─" : "├─"} ${label(node)}`;
    return [own, ...branches(node.below, `${indent}${isLast ? "   " : "│  "}`)];
  });

const section = (title: string, nodes: readonly LineageNode[], nothing: string): readonly string[] =>
  nodes.length === 0 ? [`  ${title}: ${nothing}`] : [`  ${title}:`, ...branches(nodes, "  ")];

const influenceLines = (influences: readonly RelationInfluence[]): readonly string[] => {
  const lines = personalOf(influences).map((influence) => `    ${describeInfluence(influence)}, of ${influence.on}`);
  return lines.length === 0 ? [] : ["  rows influenced by:", ...lines];
};

/** A column with its upstream columns above it and its downstream columns below, each as a tree. */
export const renderLineage = (lineage: ColumnLineage): string => {
  const { column, kind, classification, madeOf, readBy, influencedBy } = lineage;
  return [
    label({ name: column, kind, ...(classification !== undefined && { classification }) }),
    ...section("made of", madeOf, kind === "contract" ? "its source's records" : "no column"),
    ...section("read by", readBy, "nothing"),
    ...influenceLines(influencedBy),
  ].join("\n");
};
