/** What every visual has: its id, title, and the text below it. Pure. */
import type { VisualSubtitleLabelOptions, VisualTitleLabelOptions } from "@aws-sdk/client-quicksight";
import type { Visual } from "../visual-schema.ts";

/**
 * Plain text, because the provider reports QuickSight's own layout of rich text as a change, every time:
 * https://github.com/hashicorp/terraform-provider-aws/issues/36802
 */
export const frameOf = ({
  name,
  title,
  description,
}: Visual): {
  readonly VisualId: string;
  readonly Title: VisualTitleLabelOptions;
  readonly Subtitle: VisualSubtitleLabelOptions;
} => ({
  VisualId: name,
  Title: { Visibility: "VISIBLE", FormatText: { PlainText: title } },
  Subtitle:
    description === undefined
      ? { Visibility: "HIDDEN" }
      : { Visibility: "VISIBLE", FormatText: { PlainText: description } },
});
