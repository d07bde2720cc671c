import { asOneProblem, checkDocument } from "../../model/documents/document.ts";
import { pageMessageKind, type PageMessage } from "../../model/documents/page-message.ts";
import { Fault } from "../../model/fault.ts";
import { parseJson } from "../../model/validation/json.ts";

/**
 * A page's message from an SQS body.
 *
 * @throws Fault PAGE_MESSAGE_INVALID for anything else, such as a message sent by hand
 */
export const parsePageMessage = (messageId: string, body: string): PageMessage => {
  const checked = checkDocument(pageMessageKind, parseJson(body) ?? null, `message ${messageId}`);
  if (checked.problems !== undefined) throw new Fault(asOneProblem(checked.problems), { retry: "never" });
  return checked.document;
};
