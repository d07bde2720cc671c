/** Text in the format of QuickSight's text boxes. Pure. */
import type { SheetTextBox } from "@aws-sdk/client-quicksight";
import type { Text } from "../visual-schema.ts";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * On one line and without white space between elements, so that the XML doesn't differ from QuickSight's in layout:
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
