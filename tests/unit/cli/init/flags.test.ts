import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import { settingsOfFlags, type InitFlags } from "../../../../cli/init/flags.ts";

const sourceNames = ["flights", "mission"];
const problemsOf = (flags: InitFlags): readonly string[] => {
  try {
    settingsOfFlags(flags, sourceNames);
    return [];
  } catch (error) {
    expect(error).to.be.instanceOf(UsageError);
    return (error as UsageError).problems.map(({ place, message }) => `${place}: ${message}`);
  }
};

describe("flags of init", () => {
  it("are the stack's settings; what isn't given stays open", () => {
    expect(settingsOfFlags({}, sourceNames)).to.deep.equal({ sources: { flights: {}, mission: {} }, principals: {} });
    const role = "arn:aws:iam::210987654321:role/team/sales=eu";
    expect(
      settingsOfFlags(
        {
          region: "eu-west-1",
          network: "private",
          source: ["flights=https://api.acme.io/a=b"],
          addresses: ["flights=10.1.0.0/28,10.2.0.0/28", "flights=10.3.0.0/28"],
          principal: [`sales=analyst,${role},flights,mission`, `ops=auditor,${role}`],
          email: ["a@acme.io"],
        },
        sourceNames,
      ),
    ).to.deep.equal({
      region: "eu-west-1",
      network: "private",
      sources: {
        flights: { address: "https://api.acme.io/a=b", addresses: ["10.1.0.0/28", "10.2.0.0/28", "10.3.0.0/28"] },
        mission: {},
      },
      principals: {
        sales: { persona: "analyst", role, domains: ["flights", "mission"] },
        ops: { persona: "auditor", role },
      },
      emails: ["a@acme.io"],
    });
  });

  it("are refused all at once when they have another form", () => {
    expect(
      problemsOf({
        network: "wan",
        source: ["https://api.acme.io", "shop=https://shop.acme.io"],
        addresses: ["10.1.0.0/28"],
        principal: ["sales=analyst", "ops=boss,arn:aws:iam::210987654321:role/ops"],
      }),
    ).to.deep.equal([
      '--source: found "https://api.acme.io", allowed is <source>=<URL>',
      '--addresses: found "10.1.0.0/28", allowed is <source>=<CIDR>[,<CIDR>…]',
      '--source: found "shop", allowed is a source of the contracts: flights, mission',
      '--network: found "wan", allowed is public or private',
      '--principal: found "sales=analyst", allowed is <name>=<persona>,<role\'s ARN>[,<source>…] with a persona of data-engineer, analyst, bi, auditor',
      '--principal: found "ops=boss,arn:aws:iam::210987654321:role/ops", allowed is <name>=<persona>,<role\'s ARN>[,<source>…] with a persona of data-engineer, analyst, bi, auditor',
    ]);
  });
});
