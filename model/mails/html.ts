/**
 * A mail's HTML part. Mail programs support tables, inline styles, and little else; colors also have classes, so that
 * dark mode can override them. Pure.
 */
import { escaped } from "../markup.ts";
import type { Block, Cell, MailContent, Tone } from "./content.ts";
import { pictureWidth } from "./picture.ts";

const colors: Readonly<Record<Tone, string>> = { good: "#1a6e3c", warning: "#7a5200", bad: "#a5252a" };

const dark = `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: #12161c !important; } .card { background: #1c222b !important; color: #e8ebf0 !important; }
  .quiet { color: #a4aebd !important; } .line { border-color: #343d4a !important; }
  .good { color: #7fd6a0 !important; } .warning { color: #f0c674 !important; } .bad { color: #ff9c9c !important; }
  a { color: #7cb8f5 !important; }
}`;

const heading = (title: string): string =>
  `<h2 style="margin:24px 0 8px;font-size:16px;font-weight:600">${escaped(title)}</h2>`;

const cellStyle = "padding:5px 8px;border-bottom:1px solid #d9dde3;vertical-align:top";
const numberStyle = "text-align:right;font-variant-numeric:tabular-nums";

const cell = ({ text, tone, isNumber }: Cell): string => {
  const color = tone === undefined ? "" : `;color:${colors[tone]}`;
  const style = `${cellStyle};${isNumber ? numberStyle : "text-align:left"}${color}`;
  return `<td class="line${tone === undefined ? "" : ` ${tone}`}" style="${style}">${escaped(text)}</td>`;
};

const table = ({ title, columns, rows }: Extract<Block, { kind: "table" }>): string => {
  const head = columns.map(
    (column) =>
      `<th scope="col" class="line quiet" style="${cellStyle};font-weight:500;color:#556070;text-align:${column.isNumber ? "right" : "left"}">${escaped(column.title)}</th>`,
  );
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`);
  return [
    heading(title),
    '<table role="table" cellspacing="0" cellpadding="0" style="border-collapse:collapse;width:100%;font-size:14px">',
    `<thead><tr>${head.join("")}</tr></thead>`,
    `<tbody>${body.join("\n")}</tbody></table>`,
  ].join("\n");
};

const items = (lines: readonly string[]): string =>
  `<ul style="margin:0;padding-left:20px">${lines.map((line) => `<li style="margin:3px 0;overflow-wrap:anywhere">${line}</li>`).join("\n")}</ul>`;

const blockHtml = (block: Block, sourceOf: (id: string) => string): string => {
  switch (block.kind) {
    case "paragraph":
      return `<p style="margin:16px 0">${escaped(block.text)}</p>`;
    case "list":
      return heading(block.title) + items(block.lines.map(escaped));
    case "table":
      return table(block);
    case "picture": {
      const size = `width="${pictureWidth}" style="display:block;width:100%;max-width:${pictureWidth}px;height:auto;border:0"`;
      return `${heading(block.title)}<img src="${escaped(sourceOf(block.id))}" alt="${escaped(block.alt)}" ${size}>`;
    }
    case "links":
      return (
        heading(block.title) +
        items(block.links.map(({ title, url }) => `<a href="${escaped(url)}">${escaped(title)}</a>`))
      );
  }
};

/** @param sourceOf URL of a picture by its id: `cid:…` in a message */
export const htmlOf = (content: MailContent, sourceOf: (id: string) => string): string => {
  const { subject, title, tone, verdicts, blocks, footer } = content;
  const verdict = verdicts.map((line) => `<div>${escaped(line)}</div>`).join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title><style>${dark}</style></head>
<body class="ground" style="margin:0;padding:16px;background:#f4f5f7">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center">
<table role="presentation" class="card" width="100%" cellspacing="0" cellpadding="0" style="max-width:640px;background:#ffffff;color:#1c2430;font:15px/1.45 system-ui,'Segoe UI',Roboto,Arial,sans-serif"><tr><td style="padding:24px 28px;text-align:left">
<h1 style="margin:0 0 12px;font-size:21px;font-weight:600">${escaped(title)}</h1>
<div class="${tone}" style="padding:8px 12px;border-left:4px solid ${colors[tone]};color:${colors[tone]};font-weight:600">
${verdict}
</div>
${blocks.map((block) => blockHtml(block, sourceOf)).join("\n")}
<p class="quiet line" style="margin:28px 0 0;padding-top:12px;border-top:1px solid #d9dde3;color:#556070;font-size:13px">${escaped(footer)}</p>
</td></tr></table>
</td></tr></table>
</body></html>
`;
};
