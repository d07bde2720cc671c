import type { Dataset } from "../../model/documents/contract-bundle.ts";
import { noteFields } from "../../model/field-notes.ts";
import { rawPageKey } from "../../model/names.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import type { ReadBundle } from "../../aws/artifacts/bundle-reader.ts";
import { checkNothingBeyond, checkPage, isOnlyPage, mayHideRows, refusesPastTheEnd } from "../shared/check-page.ts";
import { Fault, reasonOf } from "../../model/fault.ts";
import { keyFieldsOf } from "../shared/page-keys.ts";
import type { PageLedger } from "../../aws/ledger/page-ledger.ts";
import { pageRequest, placeOf } from "../shared/page-request.ts";
import type { RawStore } from "../../aws/s3/raw-store.ts";
import type { AskSource } from "../../aws/sources/source-client.ts";
import type { SourceByName } from "../../aws/sources/sources.ts";
import { pageObject } from "./page-object.ts";

export interface ExtractPorts {
  readonly readBundle: ReadBundle;
  readonly sources: SourceByName;
  readonly raw: Pick<RawStore, "putOnce">;
  readonly ledger: PageLedger;
  readonly now: () => number;
}

/** State of this delivery of the message. */
export interface Delivery {
  /** Epoch milliseconds by which the source has to answer. */
  readonly deadline: number;
  /** Whether the page is given up if this delivery fails. Called only if it fails. */
  readonly isLast: () => Promise<boolean>;
}

export interface PageOutcome {
  /** SETTLED: another delivery has done the work. CLOSED: the run is over; nothing may be added to it. */
  readonly outcome: "LANDED" | "SETTLED" | "CLOSED";
  readonly rows: number;
  readonly bytes: number;
}

const datasetOf = async (message: PageMessage, readBundle: ReadBundle): Promise<Dataset> => {
  const bundle = await readBundle(message.bundleKey);
  const dataset = bundle.datasets.find(({ id }) => id === message.datasetId);
  if (dataset !== undefined) return dataset;
  const problem = {
    code: "DATASET_UNKNOWN",
    place: placeOf(message),
    message: `the contracts ${message.bundleKey} have no such dataset`,
    fix: "plan the run again",
  };
  throw new Fault(problem, { retry: "never" });
};

/** @param askNext requests the row after the last one */
const checkEnd = async (message: PageMessage, askNext: () => ReturnType<AskSource>): Promise<void> => {
  try {
    checkNothingBeyond(message, (await askNext()).value);
  } catch (error) {
    if (!refusesPastTheEnd(error)) throw error;
  }
};

const landPage = async (message: PageMessage, delivery: Delivery, ports: ExtractPorts): Promise<PageOutcome> => {
  const dataset = await datasetOf(message, ports.readBundle);
  const ask = ports.sources(dataset.source);
  const answer = await ask(pageRequest(dataset, message, delivery.deadline));
  const extractedAt = new Date(ports.now()).toISOString();
  const records = checkPage(message, answer.value);
  if (mayHideRows(message)) {
    const next = { offset: message.expectedTotal, limit: 1 };
    await checkEnd(message, () => ask(pageRequest(dataset, message, delivery.deadline, next)));
  }
  const fields = noteFields(dataset.columns, records);
  const { body, rows, sha256, rowHashSum } = await pageObject(
    answer.body,
    isOnlyPage(message) ? undefined : { records, fields: keyFieldsOf(dataset) },
  );
  const key = rawPageKey(dataset.source, dataset.name, message.runId, message.page);
  await ports.raw.putOnce(key, body, sha256);
  const bytes = body.byteLength;
  const proof = { page: message.page, key, rows, bytes, sha256, rowHashSum, extractedAt };
  const record = { ...proof, ...(fields !== undefined && { fields }) };
  return { outcome: await ports.ledger.land(message, record), rows, bytes };
};

/**
 * Copies one page from the source to the raw zone and counts it. Any step may have been done by an earlier delivery, or
 * may be in progress in a concurrent one: the object is written once, and counted once.
 *
 * A page that fails and is given up is recorded as failed before the error is rethrown, so that the run can end and
 * name it.
 */
export const extractPage = async (
  message: PageMessage,
  delivery: Delivery,
  ports: ExtractPorts,
): Promise<PageOutcome> => {
  const situation = await ports.ledger.situation(message);
  if (situation !== "OPEN") return { outcome: situation, rows: 0, bytes: 0 };
  try {
    return await landPage(message, delivery, ports);
  } catch (error) {
    if (await delivery.isLast()) {
      const reason = error instanceof Fault ? error.message : reasonOf(error);
      await ports.ledger.fail(message, reason, new Date(ports.now()).toISOString());
    }
    throw error;
  }
};
