import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { secretReader } from "../../../../aws/secrets/secret-reader.ts";
import { faultOf } from "../../lambdas/rejection.ts";

/** A client with fake responses; `asked` are the requested secrets. */
const clientAnswering = (answer: (call: number) => object | Error) => {
  const asked: string[] = [];
  const client = new SecretsManagerClient({ region: "us-east-1" });
  client.send = ((command: GetSecretValueCommand) => {
    asked.push(command.input.SecretId ?? "");
    const given = answer(asked.length);
    return given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
  }) as typeof client.send;
  return { client, asked };
};

const named = (name: string): Error => Object.assign(new Error("User is not authorized"), { name });

describe("reading of a secret", () => {
  it("asks once per process, however often it is read", async () => {
    const { client, asked } = clientAnswering(() => ({ SecretString: "one" }));
    const read = secretReader(client);
    expect(await Promise.all([read("ops"), read("ops"), read("ops")])).to.deep.equal(["one", "one", "one"]);
    expect(asked).to.have.length(1);
  });

  it("asks once more for a value that was refused, for all pages that are under way", async () => {
    const { client, asked } = clientAnswering((call) => ({ SecretString: `token-${call}` }));
    const read = secretReader(client);
    const refused = await read("ops");
    const again = await Promise.all(Array.from({ length: 50 }, () => read("ops", { refused })));
    expect(new Set(again)).to.deep.equal(new Set(["token-2"]));
    expect(await read("ops", { refused }), "a page that is late").to.equal("token-2");
    expect(asked).to.have.length(2);
  });

  for (const [what, answer, found] of [
    ["the role may not use its key", named("AccessDeniedException"), "it cannot be read (AccessDeniedException)"],
    ["there is none of that name", named("ResourceNotFoundException"), "it cannot be read (ResourceNotFoundException)"],
    ["its key is disabled", named("DecryptionFailure"), "it cannot be read (DecryptionFailure)"],
    ["it has no value", { SecretString: "" }, "it has no text value"],
  ] as const) {
    it(`fails closed and names the secret when ${what}`, async () => {
      const { client } = clientAnswering(() => answer);
      const error = await faultOf(secretReader(client)("lakehouse/test/ops-token"));
      expect(error.message)
        .to.match(/^SECRET_UNAVAILABLE secret lakehouse\/test\/ops-token: /)
        .and.to.contain(found);
    });
  }

  it("is tried anew after a failure: what was mended is seen without a new process", async () => {
    const { client } = clientAnswering((call) =>
      call === 1 ? named("AccessDeniedException") : { SecretString: "one" },
    );
    const read = secretReader(client);
    await faultOf(read("ops"));
    expect(await read("ops")).to.equal("one");
  });
});
