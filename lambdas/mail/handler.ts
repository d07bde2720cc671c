import wasm from "@resvg/resvg-wasm/index_bg.wasm";
import type { Context } from "aws-lambda";
import font from "dejavu-fonts-ttf/ttf/DejaVuSans.ttf";
import { bundleReader } from "../../aws/artifacts/bundle-reader.ts";
import { readConcerns } from "../../aws/artifacts/read-concerns.ts";
import { Athena } from "../../aws/athena/athena.ts";
import { athenaClient } from "../../aws/athena/client.ts";
import { systemClock } from "../../aws/clock.ts";
import { documentClient } from "../../aws/dynamodb/client.ts";
import { ledgerReader } from "../../aws/ledger/ledger-reader.ts";
import { sentLedger } from "../../aws/ledger/sent-ledger.ts";
import { standingReader } from "../../aws/ledger/standing-ledger.ts";
import { s3Client } from "../../aws/s3/client.ts";
import { s3Documents } from "../../aws/s3/documents.ts";
import { sesClient } from "../../aws/ses/client.ts";
import { sesSender } from "../../aws/ses/mail-sender.ts";
import { mostRows } from "../../model/dashboards/sql.ts";
import { listOf, readDocument } from "../../model/documents/document.ts";
import { mailBundleKind } from "../../model/documents/mail-bundle.ts";
import { map, text } from "../../model/validation/schema.ts";
import { jsonVariable, requireVariables } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { rasterizer } from "./rasterize.ts";
import { sendMail, type MailEvent, type MailPorts, type MailResult } from "./send-mail.ts";

const variables = requireVariables(process.env, [
  "ARTIFACTS_BUCKET",
  "BUNDLE_KEY",
  "LEDGER_TABLE",
  "MAILS_KEY",
  "MAIL_FROM",
  "MAIL_TO",
  "SCHEDULES_ENABLED",
  "WORKGROUP",
]);
const dynamo = documentClient();
const s3 = s3Client();
const artifacts = s3Documents(s3, variables.ARTIFACTS_BUCKET);
const readBundle = bundleReader(artifacts);
const athena = new Athena(variables.WORKGROUP, athenaClient(), s3);
const standings = standingReader(dynamo, variables.LEDGER_TABLE);
/** Addresses by the mail's name. */
const recipients = map("a map from mails to addresses", text, listOf(text));
const png = rasterizer({ wasm, fonts: [font] });

const openPorts = async (): Promise<MailPorts> => {
  const [bundle, mails] = await Promise.all([
    readBundle(variables.BUNDLE_KEY),
    artifacts.read(variables.MAILS_KEY).then((found) => readDocument(mailBundleKind, found, variables.MAILS_KEY)),
  ]);
  const isScheduled = variables.SCHEDULES_ENABLED === "true";
  return {
    mails,
    compose: {
      ledger: ledgerReader(dynamo, variables.LEDGER_TABLE),
      ...{ artifacts, bundle, mails, png },
      ask: (statement) => athena.query(statement, { maxRows: mostRows }),
      concerns: (now) => readConcerns({ artifacts, bundle, standings, isScheduled }, now),
      dashboardsUrl: process.env["DASHBOARDS_URL"],
    },
    sender: sesSender(sesClient()),
    sentLedger: sentLedger(dynamo, variables.LEDGER_TABLE),
    from: variables.MAIL_FROM,
    to: jsonVariable("MAIL_TO", variables.MAIL_TO, recipients),
    now: systemClock.now,
  };
};

export const handler = async (event: MailEvent, context: Context): Promise<MailResult> => {
  logger.addContext(context);
  logger.appendKeys({ mail: event.mail });
  const result = await sendMail(event, await openPorts());
  logger.info("mail sent", { ...result });
  return result;
};
