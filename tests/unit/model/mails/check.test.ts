import { expect } from "chai";
import { dashboardOf } from "../dashboards/files.ts";
import { checked, mailOf, shops } from "./mails.ts";

const told = (...parameters: Parameters<typeof checked>): readonly string[] =>
  checked(...parameters).flatMap(({ problems }) => problems.map(({ code, place }) => `${code} ${place}`));

describe("mails, checked", () => {
  it("lets a right one through, with what it reads", () => {
    const [mail] = checked([mailOf()]);
    expect(mail?.problems).to.deep.equal([]);
    expect(mail?.mail?.name).to.equal("shops");
    expect(mail?.reads).to.deep.equal(["shop_curated.sales"]);
  });

  it("names every wrong member with its line, all at once", () => {
    const text = "name: text\ntitle: Text\nat: 25:00\naudience: everybody\nnight: [shops]\n";
    const [mail] = checked([text]);
    expect(mail?.problems.map(({ code, place }) => `${code} ${place}`)).to.include.members([
      "MAIL_VALUE mails/text.yaml:3 at",
      "MAIL_VALUE mails/text.yaml:4 audience",
      "MAIL_UNKNOWN mails/text.yaml:5 night",
    ]);
    expect(mail?.problems.filter(({ code }) => code === "MAIL_MISSING")).to.have.length(4);
  });

  it("tells syntax that is no YAML", () => {
    expect(told(["name: [operations"])[0]).to.match(/^MAIL_YAML mails\/text\.yaml/);
  });

  it("suggests the group, dashboard and visual that were meant", () => {
    const [mail] = checked([
      mailOf({
        nights: ["shop"],
        figures: [
          { dashboard: "shop", visual: "revenue" },
          { dashboard: "shops", visual: "revenu" },
        ],
      }),
    ]);
    expect(mail?.problems.map(({ code, fix }) => `${code}: ${fix}`)).to.deep.equal([
      'MAIL_GROUP: write "shops" if that is what you mean',
      'MAIL_DASHBOARD: write "shops" if that is what you mean',
      'MAIL_VISUAL: write "revenue" if that is what you mean',
    ]);
  });

  it("refuses a figure that isn't of a day, and a picture of a table", () => {
    const mail = mailOf({
      figures: [{ dashboard: "shops", visual: "months" }],
      pictures: [{ dashboard: "shops", visual: "all" }],
    });
    expect(told([mail])).to.deep.equal([
      "MAIL_FIGURE mails/shops.yaml:11 figures[0].visual",
      "MAIL_PICTURE mails/shops.yaml:14 pictures[0].visual",
    ]);
  });

  it("refuses a query whose days can't be asked for: older figures would be taken for the night's", () => {
    const unfiltered = dashboardOf({ pages: shops.pages, queries: [{ name: "sales", reads: "shop_curated.sales" }] });
    expect(new Set(told([mailOf()], [unfiltered]).map((line) => line.split(" ")[0]))).to.deep.equal(
      new Set(["MAIL_PERIOD"]),
    );
  });

  it("refuses what the audience may not see, by column and class", () => {
    const [mail] = checked([mailOf({ audience: "bi" })]);
    expect(mail?.mail).to.equal(undefined);
    expect(mail?.problems.map(({ code }) => code)).to.deep.equal(Array(3).fill("MAIL_SENSITIVITY"));
    expect(mail?.problems[0]?.message).to.equal("the mail is for bi, who may not see amount (confidential)");
  });

  it("refuses a time that the clocks jump over, and an unknown zone", () => {
    expect(told([mailOf({ at: "02:30" })])).to.deep.equal(["MAIL_TIME mails/shops.yaml:6 at"]);
    expect(told([mailOf({ at: "02:30", timeZone: "UTC" })])).to.deep.equal([]);
    expect(told([mailOf({ timeZone: "EST" })])[0]).to.match(/^MAIL_TIME_ZONE mails\/shops\.yaml:\d+ timeZone$/);
  });

  it("tells a dashboard that has a problem of its own", () => {
    expect(told([mailOf({ pictures: undefined as never })], ["name: shops"])[0]).to.match(/^MAIL_DASHBOARD/);
  });

  it("wants one audience for all mails of a stack", () => {
    const other = { ...mailOf({ name: "others", audience: "auditor" }) };
    expect(told([mailOf(), other])).to.deep.equal(["MAIL_AUDIENCE mails/others.yaml:5 audience"]);
  });
});
