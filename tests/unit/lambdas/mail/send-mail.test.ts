import { expect } from "chai";
import type { ComposePorts } from "../../../../lambdas/mail/compose-mail.ts";
import { masked, sendMail, type MailPorts } from "../../../../lambdas/mail/send-mail.ts";
import { RefusedError } from "../../../../aws/ses/mail-sender.ts";
import { schedules, mailOf, shops } from "../../model/mails/mails.ts";

const day = "2026-03-09";
const event = { mail: "shops", scheduledTime: "2026-03-10T12:00:00.000Z" };
const [from, one, two] = ["lakehouse@shop.example", "one@shop.example", "two@shop.example"];

interface World {
  readonly confirmed: Set<string>;
  readonly refusing: Set<string>;
  readonly claims: Map<string, string>;
  readonly messages: string[];
}

const worldOf = (changes: Partial<World> = {}): World => ({
  confirmed: new Set([from, one, two]),
  refusing: new Set(),
  claims: new Map(),
  messages: [],
  ...changes,
});

const portsOf = ({ confirmed, refusing, claims, messages }: World): MailPorts => ({
  mails: { formatVersion: 1, mails: [mailOf()], dashboards: [shops] },
  compose: {
    // No run: the mail says so, and queries no engine
    ledger: { nightRuns: () => Promise.resolve([]), runStatus: () => Promise.resolve(undefined) },
    artifacts: { read: () => Promise.resolve(undefined) },
    bundle: { datasets: [], schedules } as unknown as ComposePorts["bundle"],
    mails: { dashboards: [shops] },
    ask: () => Promise.reject(new Error("asked for figures of a night that isn't done")),
    png: () => Promise.reject(new Error("drew a picture of a night that isn't done")),
    concerns: () => Promise.resolve({ gaps: [], late: [], stale: [], unlike: [] }),
    dashboardsUrl: undefined,
  },
  sender: {
    isConfirmed: (address) => Promise.resolve(confirmed.has(address)),
    send: (_message, _from, to) => {
      if (refusing.has(to)) return Promise.reject(new RefusedError(`MessageRejected: ${to}`));
      messages.push(to);
      return Promise.resolve(`id-${messages.length}`);
    },
  },
  sentLedger: {
    claim: (_name, of, address) => {
      const key = `${of} ${address}`;
      const state = claims.get(key);
      if (state !== undefined && state !== "REFUSED") return Promise.resolve(false);
      claims.set(key, "SENDING");
      return Promise.resolve(true);
    },
    sent: (_name, of, address) => Promise.resolve(void claims.set(`${of} ${address}`, "SENT")),
    refused: (_name, of, address) => Promise.resolve(void claims.set(`${of} ${address}`, "REFUSED")),
  },
  from,
  to: { shops: [one, two] },
  now: () => Date.parse(event.scheduledTime),
});

const failing = async (world: World): Promise<string> => {
  try {
    await sendMail(event, portsOf(world));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing failed");
};

describe("sending a mail", () => {
  it("sends to each address once, however often it is called", async () => {
    const world = worldOf();
    const first = await sendMail(event, portsOf(world));
    const second = await sendMail(event, portsOf(world));
    expect([first.day, first.sent, first.sentBefore]).to.deep.equal([day, 2, 0]);
    expect([second.sent, second.sentBefore]).to.deep.equal([0, 2]);
    expect(world.messages.toSorted()).to.deep.equal([one, two]);
  });

  it("sends again when that is asked for", async () => {
    const world = worldOf();
    await sendMail(event, portsOf(world));
    const again = await sendMail({ ...event, again: true }, portsOf(world));
    expect([again.sent, world.messages.length]).to.deep.equal([2, 4]);
  });

  it("says that the night isn't done, and asks for no figures", async () => {
    const { subject } = await sendMail(event, portsOf(worldOf()));
    expect(subject).to.match(/^shops 2026-03-09: NOT DONE at 08:00/);
  });

  it("sends to the others when one address isn't confirmed, and names it without showing it", async () => {
    const world = worldOf({ confirmed: new Set([from, two]) });
    const message = await failing(world);
    expect(world.messages).to.deep.equal([two]);
    expect(message).to.contain("MAIL_NOT_SENT shops: sent to 1 of 2 addresses; the address o…@shop.example is not");
    expect(message).not.to.contain(one);
  });

  it("sends nothing from a sender that isn't confirmed", async () => {
    const world = worldOf({ confirmed: new Set([one, two]) });
    expect(await failing(world)).to.contain("the sender l…@shop.example is not confirmed");
    expect([world.messages, world.claims.size]).to.deep.equal([[], 0]);
  });

  it("sends after all once SES doesn't refuse it any more", async () => {
    const refusing = new Set([one]);
    const world = worldOf({ refusing });
    expect(await failing(world)).to.contain("SES refused the message to o…@shop.example: MessageRejected: o…@shop");
    refusing.clear();
    const { sent, sentBefore } = await sendMail(event, portsOf(world));
    expect([sent, sentBefore]).to.deep.equal([1, 1]);
  });

  it("refuses a mail that isn't deployed, with those that are", async () => {
    try {
      await sendMail({ ...event, mail: "other" }, portsOf(worldOf()));
      expect.fail("it was sent");
    } catch (error) {
      expect((error as Error).message).to.contain("no mail is called other; deployed mails are shops");
    }
  });

  it("masks all of an address but its first letter and its domain", () => {
    expect(masked("reader@shop.example")).to.equal("r…@shop.example");
  });
});
