/** A mail as it would be sent, queried through a stack's Athena and sent to nobody. */
import { composeMail, type ComposedMail } from "../../lambdas/mail/compose-mail.ts";
import { rasterizer } from "../../lambdas/mail/rasterize.ts";
import { mostRows } from "../../model/dashboards/sql.ts";
import { timeZoneOf } from "../../model/mails/check.ts";
import type { Mail } from "../../model/mails/definition.ts";
import { htmlOf } from "../../model/mails/html.ts";
import { textOf } from "../../model/mails/text.ts";
import { escaped } from "../../model/markup.ts";
import { ProblemsError } from "../../model/validation/problem.ts";
import { dueAfter, lastDue } from "../../model/mails/due.ts";
import { openLake } from "../aws/lake.ts";
import { failure } from "../../model/validation/failure.ts";
import { readShown } from "../dashboards/read.ts";
import { readConcerns } from "../night/concerns.ts";
import { drawingParts } from "./drawing-parts.ts";
import { mailNamed } from "./named.ts";

export interface PreviewRequest {
  readonly stack: string;
  /** The only mail if `undefined`. */
  readonly name: string | undefined;
  /** Principal whose role queries Athena; one of the mail's audience if `undefined`. */
  readonly as: string | undefined;
  /** The reported night; the last one if `undefined`. */
  readonly date: string | undefined;
  readonly signal: AbortSignal;
}

export interface Preview {
  readonly mail: Mail;
  readonly as: string;
  readonly dueAt: string;
  readonly composed: ComposedMail;
  readonly html: string;
  readonly text: string;
}

/** A principal of the mail's audience: the mail may show what this principal may see. */
const principalFor = ({ name, audience }: Mail, principals: readonly { name: string; persona: string }[]): string => {
  const found = principals.find(({ persona }) => persona === audience);
  if (found !== undefined) return found.name;
  const message = `the mail is for ${audience}, and the stack has no such principal`;
  throw failure("MAIL_PRINCIPAL_MISSING", name, message, "name one with --as, or add one to lakehouse:principals");
};

export const previewMail = async (request: PreviewRequest): Promise<Preview> => {
  const { stack, signal } = request;
  const [lake, read, parts] = await Promise.all([openLake(stack), readShown(), drawingParts()]);
  const { mails, dashboards } = read();
  const checked = mailNamed(mails, request.name);
  const { mail } = checked;
  if (mail === undefined) throw new ProblemsError(checked.file, checked.problems);
  const bundle = await lake.bundle();
  const timeZone = timeZoneOf(mail, bundle.schedules);
  const as = request.as ?? principalFor(mail, lake.deployment.governance.principals);
  const athena = await lake.athenaAs(as);
  const dueAt =
    request.date === undefined
      ? lastDue(mail, timeZone, new Date().toISOString())
      : dueAfter(mail, timeZone, request.date);
  const composed = await composeMail(mail, dueAt, {
    ...{ ledger: lake.ledger, artifacts: lake.artifacts, bundle },
    mails: { dashboards: dashboards.flatMap(({ dashboard }) => dashboard ?? []) },
    ask: (statement) => athena.query(statement, { maxRows: mostRows, signal }),
    png: rasterizer(parts),
    concerns: (now) => readConcerns(lake, now),
    dashboardsUrl: undefined,
  });
  const pictures = new Map(composed.pictures.map(({ id, png }) => [id, Buffer.from(png).toString("base64")]));
  const html = htmlOf(composed.content, (id) => `data:image/png;base64,${pictures.get(id) ?? ""}`);
  return { ...{ mail, as, dueAt, composed, html }, text: textOf(composed.content) };
};

/** Both parts on one page: as HTML mail clients show it, and as plain text ones do. */
export const previewPage = ({ mail, as, dueAt, composed, html, text }: Preview): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(composed.content.subject)}</title>
<style>:root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}body{margin:0;padding:16px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 12px;margin:0 0 16px}dt{opacity:.7}dd{margin:0}
main{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}section{flex:1 1 480px;min-width:0}
iframe{width:100%;height:1900px;border:1px solid;box-sizing:border-box}pre{overflow-x:auto;padding:12px;border:1px solid}</style></head>
<body><dl><dt>Subject</dt><dd>${escaped(composed.content.subject)}</dd><dt>Mail</dt><dd>${escaped(mail.name)}, due at ${escaped(dueAt)}</dd><dt>Asked as</dt><dd>${escaped(as)}</dd></dl>
<main><section><h2>HTML part</h2><iframe title="HTML part" sandbox="" srcdoc="${escaped(html)}"></iframe></section>
<section><h2>Text part</h2><pre tabindex="0">${escaped(text)}</pre></section></main></body></html>
`;
