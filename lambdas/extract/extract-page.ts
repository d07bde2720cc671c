import type { Bundle, Dataset } from "../../model/documents/contract-bundle.ts";
import { rawPageKey } from "../../model/names.ts";
import type { PageMessage } from "../../model/documents/page-message.ts";
import type { Piece } from "../../model/documents/values.ts";
import type { ReadBundle } from "../../aws/artifacts/bundle-reader.ts";
import { Fault, reasonOf } from "../../model/fault.ts";
import { placeOf } from "../../model/page-place.ts";
import type { PageLedger } from "../../aws/ledger/page-ledger.ts";
import type { RawStore } from "../../aws/s3/raw-store.ts";
import type { ConnectorOf } from "../../sources/connectors.ts";
import { pageObject } from "./page-object.ts";

export interface ExtractPorts {
  readonly readBundle: ReadBundle;
  readonly connectorOf: ConnectorOf;
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
  /** The page after it in a chain, whoever landed this one; absent at the chain's end. */
  readonly next?: PageMessage;
}

const datasetOf = ({ datasets }: Bundle, message: PageMessage): Dataset => {
  const dataset = datasets.find(({ id }) => id === message.datasetId);
  if (dataset !== undefined) return dataset;
  const problem = {
    code: "DATASET_UNKNOWN",
    place: placeOf(message),
    message: `the contracts ${message.bundleKey} have no such dataset`,
    fix: "plan the run again",
  };
  throw new Fault(problem, { retry: "never" });
};

const following = (message: PageMessage, piece: Piece | undefined): Pick<PageOutcome, "next"> =>
  piece === undefined ? {} : { next: { ...message, page: message.page + 1, piece } };

const landPage = async (message: PageMessage, delivery: Delivery, ports: ExtractPorts): Promise<PageOutcome> => {
  const bundle = await ports.readBundle(message.bundleKey);
  const dataset = datasetOf(bundle, message);
  const page = await ports.connectorOf(bundle, dataset).fetch(dataset, message, delivery.deadline);
  const extractedAt = new Date(ports.now()).toISOString();
  const { body, rows, sha256, rowHashSum } = await pageObject(page);
  const key = rawPageKey(dataset.source, dataset.name, message.runId, message.page, dataset.extraction.format?.type);
  await ports.raw.putOnce(key, body, sha256);
  const bytes = body.byteLength;
  const proof = { page: message.page, key, rows, bytes, sha256, rowHashSum, extractedAt };
  const record = { ...proof, ...(page.fields !== undefined && { fields: page.fields }) };
  const outcome = await ports.ledger.land(message, record, page.next);
  if (outcome !== "LANDED") return { outcome, rows, bytes };
  return { outcome, rows, bytes, ...following(message, page.next) };
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
  const { state, next } = await ports.ledger.situation(message);
  if (state !== "OPEN") return { outcome: state, rows: 0, bytes: 0, ...following(message, next) };
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
