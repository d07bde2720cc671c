import type { Mail } from "../../model/mails/definition.ts";
import type { MailBundle } from "../../model/documents/mail-bundle.ts";
import { Fault } from "../../model/fault.ts";
import { composeMail, type ComposedMail, type ComposePorts } from "./compose-mail.ts";
import { messageOf } from "./message.ts";
import { RefusedError, type Sender } from "../../aws/ses/mail-sender.ts";
import type { SentLedger } from "../../aws/ledger/sent-ledger.ts";

export interface MailEvent {
  /** Name of the mail. */
  readonly mail: string;
  /** Instant at which it is due, ISO 8601. */
  readonly scheduledTime: string;
  /** Also sends it to addresses that have already received it. */
  readonly again?: boolean;
}

export interface MailResult {
  readonly mail: string;
  readonly day: string;
  readonly subject: string;
  /** Numbers of addresses that got it now, and of those that already had it. */
  readonly sent: number;
  readonly sentBefore: number;
}

export interface MailPorts {
  readonly mails: MailBundle;
  readonly compose: ComposePorts;
  readonly sender: Sender;
  readonly sentLedger: SentLedger;
  readonly from: string;
  /** Addresses by mail. */
  readonly to: Readonly<Record<string, readonly string[]>>;
  readonly now: () => number;
}

/** An address for logs and errors: recognizable only to those who know the list. */
export const masked = (address: string): string => address.replace(/^(.).*(@.*)$/, "$1…$2");

const mailNamed = (name: string, { mails: { mails } }: MailPorts): Mail => {
  const found = mails.find((mail) => mail.name === name);
  if (found !== undefined) return found;
  const message = `no mail is called ${name}; deployed mails are ${mails.map((mail) => mail.name).join(", ") || "none"}`;
  throw new Fault(
    { code: "MAIL_UNKNOWN", place: "mail", message, fix: "name one of them, or deploy the stack again" },
    { retry: "never" },
  );
};

const unconfirmed = (what: string, address: string): string =>
  `the ${what} ${masked(address)} is not confirmed: its owner has to follow the link in the message from Amazon SES`;

type Outcome = "sent" | "sent before" | { readonly reason: string };

const sendTo = async (
  address: string,
  composed: ComposedMail,
  event: MailEvent,
  ports: MailPorts,
): Promise<Outcome> => {
  const { sender, sentLedger, from } = ports;
  const { mail: name } = event;
  const { day } = composed;
  if (!(await sender.isConfirmed(address))) return { reason: unconfirmed("address", address) };
  const isClaimed = await sentLedger.claim(name, day, address, new Date(ports.now()).toISOString());
  if (!isClaimed && event.again !== true) return "sent before";
  try {
    const id = await sender.send(await messageOf(composed, { from, to: address, name }), from, address);
    await sentLedger.sent(name, day, address, id);
    return "sent";
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const reason = error.message.replaceAll(address, masked(address)).replaceAll(from, masked(from));
    await sentLedger.refused(name, day, address, reason);
    return { reason: `SES refused the message to ${masked(address)}: ${reason}` };
  }
};

/**
 * Sends a mail to each of its addresses, once a day. A failed address does not keep the others from getting it.
 *
 * @throws Fault MAIL_NOT_SENT, with every address that did not get it and why
 */
export const sendMail = async (event: MailEvent, ports: MailPorts): Promise<MailResult> => {
  const mail = mailNamed(event.mail, ports);
  const { sender, from, to } = ports;
  const addresses = to[mail.name] ?? [];
  const composed = await composeMail(mail, event.scheduledTime, ports.compose);
  const isFromConfirmed = await sender.isConfirmed(from);
  const outcomes = isFromConfirmed
    ? await Promise.all(addresses.map((address) => sendTo(address, composed, event, ports)))
    : [{ reason: unconfirmed("sender", from) }];
  const reasons = outcomes.flatMap((outcome) => (typeof outcome === "string" ? [] : [outcome.reason]));
  const sent = outcomes.filter((outcome) => outcome === "sent").length;
  if (reasons.length > 0) {
    const message = `sent to ${sent} of ${addresses.length} addresses; ${reasons.join("; ")}`;
    const fix = `correct the addresses, then run "lakehouse mail send ${mail.name}": those who have it do not get it again`;
    throw new Fault({ code: "MAIL_NOT_SENT", place: mail.name, message, fix }, { retry: "later" });
  }
  const sentBefore = outcomes.filter((outcome) => outcome === "sent before").length;
  return { mail: mail.name, day: composed.day, subject: composed.content.subject, sent, sentBefore };
};
