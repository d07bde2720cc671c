import { expect } from "chai";
import { parseBehavior } from "../../../sandbox/source/api/ways/behavior.ts";
import { faults, type Fault } from "../../../sandbox/source/api/ways/faults.ts";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { combinationsOf, pagings } from "./dimensions.ts";
import { itemsNight, type Items } from "./items.ts";

const rows = 35;
const numbers = Array.from({ length: rows }, (_, place) => place + 1);

/** What the source has, or had at some time of the night, by the items' numbers; the plain table for all other faults. */
const others: Partial<Record<Fault, readonly (readonly number[])[]>> = {
  duplicate: [numbers, numbers.flatMap((number) => (number === 2 ? [2, 2] : [number]))],
  empty: [numbers, []],
  // Many serializers write a list without elements so; where the source states a total, it isn't believed
  "null-records": [numbers, []],
  "insert-between": [numbers, [0, ...numbers]],
  "delete-between": [numbers, numbers.slice(1)],
};

/** Slow, or without identifiers; other tests have them. */
const left: readonly Fault[] = ["hang", "csv-ragged"];

const idsOf = ({ records }: Items): readonly number[] =>
  records.map((record) => ("id" in record ? Number(record.id) : Number.NaN)).sort((one, other) => one - other);

describe("a night of a source that does anything wrong", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  /** Every paging and total, with a format that the fault can have. */
  const waysWith = (fault: string) => {
    const able = pagings
      .flatMap(combinationsOf)
      .map((combination) => ({ ...combination, way: `${combination.way},rows=${rows},fault=${fault}` }))
      .filter(({ way }) => !("problems" in parseBehavior(way)));
    const names = [...new Set(able.map(({ paging, total }) => `${paging} ${total}`))];
    return names.flatMap((name, index) => {
      const own = able.filter(({ paging, total }) => `${paging} ${total}` === name);
      return own.filter((_, place) => place === index % own.length);
    });
  };

  let landed = 0;
  let failed = 0;
  const endsRight = async (fault: Fault, more: string): Promise<void> => {
    for (const { way, request } of waysWith(`${fault}${more}`)) {
      const night = await itemsNight(apis, { way, request });
      if (night.error === undefined) {
        expect(others[fault] ?? [numbers], way).to.deep.include(idsOf(night));
        expect(night.entry?.rows, way).to.equal(night.records.length);
        landed += 1;
      } else {
        expect(night.error, way).to.match(/\b[A-Z]+(_[A-Z0-9]+)+ /);
        expect([night.entry, night.lines], way).to.deep.equal([undefined, []]);
        failed += 1;
      }
    }
  };

  for (const fault of faults.filter((name) => !left.includes(name))) {
    it(`with ${fault} ends in the source's rows or in an error, whatever the paging and total`, async () => {
      await endsRight(fault, "");
      await endsRight(fault, ",call=3");
    });
  }

  it("ends both ways", () => {
    expect(landed).to.be.above(300);
    expect(failed).to.be.above(300);
  });
});
