import { expect } from "chai";
import { isPlaceholder, placeholderProblems } from "../../../../infra/config/placeholders.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";

describe("a placeholder", () => {
  const placeholders = [
    "https://operations.example.com/api/flights",
    "https://example.org",
    "http://API.EXAMPLE.NET:8080/x",
    "https://api.example/x",
    "https://api.invalid",
    "https://example.com./x",
    "HTTPS://EXAMPLE.COM/x",
    "nights@example.com",
    "nights@mail.example.org",
    "203.0.113.0/28",
    "203.0.113.7/32",
    "192.0.2.0/24",
    "198.51.100.128/25",
    "arn:aws:iam::123456789012:role/analyst",
    "arn:aws-us-gov:iam::111122223333:role/team/analyst",
    "123456789012",
  ];
  for (const text of placeholders) {
    it(`is ${text}`, () => {
      expect(isPlaceholder(text)).to.equal(true);
    });
  }

  const ownValues = [
    "https://api.acme.com/example.com",
    "https://example.com.acme.io/api",
    "https://notexample.com",
    "https://myexample.org",
    "http://127.0.0.1:8080/flights",
    "nights@acme.com",
    "example.com@acme.com",
    "203.0.112.0/28",
    "10.40.0.0/20",
    "127.0.0.1/32",
    "arn:aws:iam::210987654321:role/123456789012",
    "arn:aws:iam::210987654321:role/example.com",
    "private",
    "",
  ];
  for (const text of ownValues) {
    it(`is not "${text}"`, () => {
      expect(isPlaceholder(text)).to.equal(false);
    });
  }

  it("is found wherever a setting holds one, each with its place", () => {
    const settings = {
      sources: { flights: { baseUrl: "https://example.com/a", addresses: ["10.0.0.0/8", "203.0.113.0/28"] } },
      principals: { sales: { role: "arn:aws:iam::123456789012:role/sales" } },
      alarms: { emails: ["a@example.net"], enabled: true, monthlyBudgetUsd: 123456789012 },
    };
    expect(placeholderProblems(settings, "lakehouse:").map(({ place }) => place)).to.deep.equal([
      "lakehouse:sources.flights.baseUrl",
      "lakehouse:sources.flights.addresses[1]",
      "lakehouse:principals.sales.role",
      "lakehouse:alarms.emails[0]",
    ]);
    expect(placeholderProblems("a@example.net", "lakehouse:x").map(formatProblem)).to.deep.equal([
      'CONFIG_PLACEHOLDER lakehouse:x: found "a@example.net", a mail address at example.net; must be a value of your own. Fix: write an address that somebody reads, or leave it out; lakehouse init asks for all of them.',
    ]);
  });
});
