import { expect } from "chai";
import { startSourceApis, type SourceApis } from "../../../tests/support/source-apis.ts";
import { combinationsOf, pagings, type Combination } from "./dimensions.ts";
import { auths, expectedRows, itemsNight, landedRows, type Auth, type Items } from "./items.ts";

/** Calls for one walk through all pages. */
const walkCalls = ({ paging, total, format }: Combination, rows: number, size: number): number => {
  const pages = Math.ceil(rows / size);
  if (paging === "none") return 1;
  // Without a total or a word about more, only an empty page is the end
  const isToldTheEnd = paging === "cursor" || paging === "next-link" || paging === "link-header";
  if (isToldTheEnd || (paging === "keyset" && format.hasEnvelope)) return Math.max(1, pages);
  return paging === "keyset" || total === "none" ? pages + 1 : pages;
};

/** Calls of items that a night needs: the total twice, each page once, and what proves that there is no row after them. */
const callsNeeded = (combination: Combination, rows: number, size: number): number => {
  const { paging, total } = combination;
  if (total === "none") {
    return walkCalls(combination, rows, size) + walkCalls(combination, rows, size > 1 ? size - 1 : 2);
  }
  const ofTotal = total === "count" ? 0 : 2;
  if (rows === 0) return ofTotal;
  const isByNumber = paging === "offset" || paging.startsWith("page");
  const end = isByNumber && rows % size === 0 ? 1 : 0;
  return ofTotal + walkCalls(combination, rows, size) + end;
};

interface Sized {
  readonly rows: number;
  readonly pageSize: number;
}

const whatLanded = ({ error, entry, calls, ...night }: Items): object => ({
  ...{ error, rows: entry?.rows, calls: calls.items, landed: landedRows({ error, entry, ...night }) },
});

describe("nights of every paging, total, format, and authentication", () => {
  let apis: SourceApis;
  before(async () => {
    apis = await startSourceApis();
  });
  after(async () => {
    await apis.close();
  });

  let loaded = 0;
  const load = async (combination: Combination, auth: Auth, { rows, pageSize }: Sized): Promise<void> => {
    const way = `${combination.way},rows=${rows}`;
    const night = await itemsNight(apis, { way, auth, request: combination.request, pageSize });
    expect(whatLanded(night), `${way} by ${auth}`).to.deep.equal({
      ...{ error: undefined, rows, calls: callsNeeded(combination, rows, pageSize), landed: expectedRows(way) },
    });
    loaded += 1;
  };

  const sizes: readonly (readonly [string, Sized])[] = [
    ["105 rows in pages of 10", { rows: 105, pageSize: 10 }],
    ["100 rows, a multiple of the page size", { rows: 100, pageSize: 10 }],
    ["no rows", { rows: 0, pageSize: 10 }],
    ["one row", { rows: 1, pageSize: 10 }],
    ["fewer rows than a page", { rows: 9, pageSize: 10 }],
    ["pages of one row", { rows: 3, pageSize: 1 }],
  ];
  for (const paging of pagings) {
    for (const [name, sized] of sizes) {
      it(`load ${name} by paging ${paging.name}, each page once`, async () => {
        for (const combination of combinationsOf(paging)) await load(combination, "none", sized);
      });
    }
  }

  const named = Object.keys(auths).filter((auth): auth is Auth => auth !== "none");
  for (const paging of pagings) {
    for (const auth of named) {
      it(`load 105 rows by paging ${paging.name} with ${auth}`, async () => {
        for (const combination of combinationsOf(paging)) await load(combination, auth, { rows: 105, pageSize: 40 });
      });
    }
  }

  it("are all combinations that fit together", () => {
    const combinations = pagings.flatMap(combinationsOf);
    expect(combinations).to.have.length(6 * (2 * 4 + 5 * 3) + 2 * (2 * 4));
    expect(loaded).to.equal(combinations.length * (sizes.length + named.length));
  });
});
