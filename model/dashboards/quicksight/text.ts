/** Text as QuickSight's text boxes hold it. Pure. */
import type { SheetTextBox } from "@aws-sdk/client-quicksight";
import type { Text } from "../visual-schema.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * On one line and without white space between its elements, so that no layout of the XML differs from QuickSight's:
 * https://github.com/hashicorp/terraform-provider-aws/issues/36802
 */
export const textBox = ({ name, title, text }: Text): SheetTextBox => {
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => escaped(paragraph.trim().replaceAll(/\s+/g, " ")));
  const lines = [`<inline font-size="18px"><b>${escaped(title)}</b></inline>`, ...paragraphs];
  return { SheetTextBoxId: name, Content: `<text-box>${lines.join("<br/><br/>")}</text-box>` };
};
