import { readFile } from "node:fs/promises";
import {
  CreateEmailIdentityCommand,
  GetEmailIdentityCommand,
  SendEmailCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { format } from "d3-format";
import { simpleParser, type ParsedMail } from "mailparser";
import type { MailResult } from "../../../lambdas/mail/send-mail.ts";
import type { MailboxMessage } from "../../../sandbox/mailbox.ts";
import { lakehouse, lakehouseJson } from "../../support/command.ts";
import { missionDemo } from "../../support/mission-demo.ts";

const [from, operator] = ["lakehouse@laptop.localhost", "operator@laptop.localhost"];
const day = "2026-03-01";
const usd = format("$,.0f");

const confirm = (address: string) => lakehouse(["sandbox", "mailbox", "--confirm", address]);

const mailbox = async (): Promise<readonly MailboxMessage[]> =>
  (await lakehouseJson<{ messages: readonly MailboxMessage[] }>("sandbox", "mailbox")).messages;

const lastMail = async (): Promise<ParsedMail> => {
  const last = (await mailbox()).at(-1);
  return simpleParser(await readFile(last?.file ?? ""));
};

const send = (...more: readonly string[]) => lakehouseJson<MailResult>("mail", "send", "operations", ...more);

describe("the morning's mail in the sandbox", () => {
  before(async () => {
    await missionDemo();
    await confirm(from);
    await confirm(operator);
  });

  it("brings a complete night's figures as SQL has them, in both parts, with three pictures", async () => {
    const { sent } = await send("--date", day, "--again");
    expect(sent).to.equal(1);
    const sql = `SELECT cast(sum(revenue_usd) AS double) AS revenue, cast(sum(operating_cost_usd) AS double) AS cost
      FROM mission_curated.fct_transactions WHERE recorded_on = DATE '${day}'`;
    const centers = `SELECT cost_centre, cast(sum(operating_cost_usd) AS double) AS cost
      FROM mission_curated.daily_operating_cost WHERE day = DATE '${day}' GROUP BY 1`;
    interface Answer {
      readonly rows: readonly (readonly string[])[];
    }
    const [total, byCenter] = [
      await lakehouseJson<Answer>("query", sql),
      await lakehouseJson<Answer>("query", centers),
    ];
    const { subject, text = "", html, attachments, headers, to } = await lastMail();
    expect(subject).to.match(new RegExp(`^mission ${day}: complete – [\\d,]+ rows`));
    expect([to].flat()[0]?.text).to.equal(operator);
    expect(headers.get("list")).to.have.nested.property("unsubscribe.mail");
    const figures = [...(total.rows[0] ?? []), ...byCenter.rows.map(([, cost = ""]) => cost)].map(Number).map(usd);
    expect(figures).to.have.length.above(3);
    for (const figure of figures) {
      expect(text).to.contain(figure);
      expect(html).to.contain(figure);
    }
    expect(text).to.contain("no figure for 2026-02-28");
    expect(attachments.map(({ content }) => content.subarray(1, 4).toString())).to.deep.equal(["PNG", "PNG", "PNG"]);
  });

  it("goes to nobody twice", async () => {
    await send("--date", day);
    const before = (await mailbox()).length;
    const { sent, sentBefore } = await send("--date", day);
    expect([sent, sentBefore]).to.deep.equal([0, 1]);
    expect(await mailbox()).to.have.length(before);
  });

  it("says of a night that isn't there that it isn't done, instead of sending older figures", async () => {
    await send("--date", "2030-01-01", "--again");
    const { subject, text = "", attachments } = await lastMail();
    expect(subject).to.equal("mission 2030-01-01: NOT DONE at 08:00 – 17 of 17 datasets missing");
    expect(attachments).to.deep.equal([]);
    expect(text).to.contain("Figures are omitted").and.not.to.contain("$");
  });

  it("shows in its preview what it sends, and to a persona no value that is closed to it", async () => {
    const preview = (...more: readonly string[]) =>
      lakehouseJson<{ subject: string; text: string }>("mail", "preview", "operations", "--date", day, ...more);
    await send("--date", day, "--again");
    const { subject, text = "" } = await lastMail();
    const own = await preview();
    expect([own.subject, own.text.trim()]).to.deep.equal([subject, text.trim()]);
    const closed = await preview("--as", "bi");
    expect(closed.text).to.contain("What is wrong").and.to.contain("- Revenue: ").and.not.to.contain("$");
  });

  it("reaches no address, and comes from none, before its owner has confirmed it", async () => {
    const client = new SESv2Client({});
    const address = `reader-${Date.now()}@laptop.localhost`;
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity: address }));
    const sendIt = () =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [address] },
          Content: { Raw: { Data: Buffer.from(`From: ${from}\r\nTo: ${address}\r\nSubject: Hello\r\n\r\nHello\r\n`) } },
        }),
      );
    const refused = await sendIt().then(
      () => "sent",
      (error: unknown) => (error as Error).name,
    );
    expect(refused).to.equal("MessageRejected");
    await confirm(address);
    const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: address }));
    expect(identity.VerifiedForSendingStatus).to.equal(true);
    await sendIt();
    expect((await lastMail()).subject).to.equal("Hello");
  });
});
