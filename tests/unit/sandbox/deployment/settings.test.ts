import { expect } from "chai";
import { withOverrides } from "../../../../sandbox/deployment/settings.ts";

describe("settings of a deployment", () => {
  const settings = {
    "aws:region": "us-east-1",
    "lakehouse:sources": '{"flights":{"baseUrl":"https://one.example.com","addresses":["203.0.113.0/28"]}}',
  };

  it("are those of the stack's file without overrides", () => {
    expect(withOverrides(settings, {})).to.deep.equal(settings);
  });

  it("are overridden as a whole when they are no objects", () => {
    const given = { "aws:region": "eu-west-1", "lakehouse:schedulesEnabled": false };
    expect(withOverrides(settings, given)).to.deep.equal({
      ...settings,
      "aws:region": "eu-west-1",
      "lakehouse:schedulesEnabled": "false",
    });
  });

  it("keep what an override of an object doesn't name; a list is one value", () => {
    const sources = { flights: { baseUrl: "http://127.0.0.1:1" }, mission: { addresses: ["10.0.0.0/8"] } };
    const merged = JSON.parse(
      withOverrides(settings, { "lakehouse:sources": sources })["lakehouse:sources"] ?? "",
    ) as unknown;
    expect(merged).to.deep.equal({
      flights: { baseUrl: "http://127.0.0.1:1", addresses: ["203.0.113.0/28"] },
      mission: { addresses: ["10.0.0.0/8"] },
    });
    const addresses = { flights: { addresses: ["127.0.0.1/32"] } };
    expect(withOverrides(settings, { "lakehouse:sources": addresses })["lakehouse:sources"]).to.equal(
      '{"flights":{"baseUrl":"https://one.example.com","addresses":["127.0.0.1/32"]}}',
    );
  });
});
