/** Cell colors by value. Pure. */
import type { TextConditionalFormat } from "@aws-sdk/client-quicksight";
import type { TableColumn } from "../visual-schema.ts";

/** The page's own colors for text and background. */
const colors = {
  good: { text: "#1A6E3C", ground: "#E2F3E8" },
  warning: { text: "#7A5200", ground: "#FDF0D2" },
  bad: { text: "#A5252A", ground: "#FBE4E4" },
} as const;

/** @param value the cell's value as an expression */
export const highlightsOf = ({ highlight = [] }: TableColumn, value: string): readonly TextConditionalFormat[] =>
  highlight.flatMap(({ above, below, as }, index) => {
    const bounds = (condition: (typeof highlight)[number]): readonly string[] => [
      ...(condition.above === undefined ? [] : [`${value} > ${condition.above}`]),
      ...(condition.below === undefined ? [] : [`${value} < ${condition.below}`]),
    ];
    const own = bounds({ as, ...(above !== undefined && { above }), ...(below !== undefined && { below }) });
    if (own.length === 0) return [];
    // The first match wins
    const earlier = highlight.slice(0, index).map((one) => `NOT (${bounds(one).join(" AND ")})`);
    const Expression = [...own, ...earlier].join(" AND ");
    return [
      {
        // The provider requires both
        BackgroundColor: { Solid: { Expression, Color: colors[as].ground } },
        TextColor: { Solid: { Expression, Color: colors[as].text } },
      },
    ];
  });
