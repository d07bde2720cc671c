import { expect } from "chai";
import fc from "fast-check";
import type { Column } from "../../../model/documents/contract-bundle.ts";
import { mostNames, noteDataset, noteFields, saysMore, stillNoted } from "../../../model/field-notes.ts";
import type { FieldNotes } from "../../../model/documents/page-record.ts";

const fieldName = fc.stringMatching(/^[a-e][A-Za-z_]{0,2}$/);
const column = fc.record({ sourceName: fieldName, required: fc.boolean() }).map((given): Column => ({
  ...given,
  name: given.sourceName,
  type: "int",
  classification: "internal",
  description: "",
}));
const columns = fc.uniqueArray(column, { selector: ({ sourceName }) => sourceName, maxLength: 8 });
const value = fc.oneof(fc.constant(null), fc.integer(), fc.string());
const record = fc.dictionary(fieldName, value, { maxKeys: 8 });
const page = fc.array(record, { maxLength: 5 });
const pages = fc.array(page, { maxLength: 5 });

const noted = (contract: readonly Column[], records: readonly object[]) => {
  const fields = noteFields(contract, records);
  return { rows: records.length, ...(fields !== undefined && { fields }) };
};

describe("notes of any contract's and any records' fields", () => {
  it("name what the records have and no column is, and the required columns that no record has", () => {
    fc.assert(
      fc.property(columns, page, (contract, records) => {
        const notes = noteFields(contract, records) ?? { undeclared: [], unnamed: 0, missing: [] };
        const found = new Set(records.flatMap((each) => Object.keys(each)));
        const declared = new Set(contract.map(({ sourceName }) => sourceName));
        const undeclared = [...found].filter((name) => !declared.has(name)).sort();
        expect(notes.undeclared).to.deep.equal(undeclared.slice(0, mostNames));
        expect(notes.undeclared.length + notes.unnamed).to.equal(undeclared.length);
        const absent = contract.filter(({ sourceName, required }) => required && !found.has(sourceName));
        expect(notes.missing).to.deep.equal(records.length === 0 ? [] : absent.map(({ sourceName }) => sourceName));
      }),
    );
  });

  it("say nothing of a record that leaves out, or has as null, what is optional", () => {
    fc.assert(
      fc.property(
        columns,
        fc.array(fc.infiniteStream(fc.boolean()), { minLength: 1, maxLength: 5 }),
        (contract, keeps) => {
          const records = keeps.map((keep) => {
            const kept = contract.filter(({ required }) => required || keep.next().value === true);
            return Object.fromEntries(kept.map(({ sourceName }) => [sourceName, null]));
          });
          expect(noteFields(contract, records)).to.equal(undefined);
        },
      ),
    );
  });

  it("hold names and no values, few and short, whatever a source sends as a key", () => {
    const key = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.nat().map((n) => `p${n}@example.org`),
      fc.nat().map(String),
      fc.constant("__proto__"),
      fieldName,
    );
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(key, { maxLength: 40 }), { minLength: 1, maxLength: 4 }), (keys) => {
        const records = keys.map(
          (names) => JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:"secret"`).join()}}`) as object,
        );
        const notes = noteFields([], records);
        const distinct = new Set(keys.flat());
        expect((notes?.undeclared.length ?? 0) + (notes?.unnamed ?? 0)).to.equal(distinct.size);
        expect(notes?.undeclared.length ?? 0).to.be.at.most(mostNames);
        for (const name of notes?.undeclared ?? []) {
          expect(name).to.match(/^[\p{L}_$][\p{L}\p{N}_$.-]*$/u);
          expect(name.length).to.be.at.most(128);
          expect(distinct.has(name)).to.equal(true);
        }
      }),
    );
  });

  it("are the same of a dataset as of one page with all its records, in whatever pages and order they came", () => {
    fc.assert(
      fc.property(columns, pages, (contract, each) => {
        const whole = noteFields(contract, each.flat());
        const parts = each.map((records) => noted(contract, records));
        const joined = noteDataset(parts, true);
        expect(joined && { ...joined, unnamed: 0 }).to.deep.equal(whole && { ...whole, unnamed: 0 });
        // pages don't say which names they left out
        expect(joined?.unnamed ?? 0).to.be.within((whole?.unnamed ?? 0) > 0 ? 1 : 0, whole?.unnamed ?? 0);
        expect(noteDataset([...parts].reverse(), true)).to.deep.equal(joined);
      }),
    );
  });

  it("call nothing missing of a dataset of which a page didn't land", () => {
    fc.assert(
      fc.property(columns, pages, (contract, each) => {
        const parts = each.map((records) => noted(contract, records));
        expect(noteDataset(parts, false)?.missing ?? []).to.deep.equal([]);
      }),
    );
  });

  it("say more than earlier ones only with a name or a kind that these don't have", () => {
    const notes: fc.Arbitrary<FieldNotes> = fc.record({
      undeclared: fc.uniqueArray(fieldName, { maxLength: 5 }),
      unnamed: fc.nat(3),
      missing: fc.uniqueArray(fieldName, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(notes, notes, (one, other) => {
        expect(saysMore(one, one)).to.equal(false);
        const both: FieldNotes = {
          undeclared: [...new Set([...one.undeclared, ...other.undeclared])],
          unnamed: one.unnamed + other.unnamed,
          missing: [...new Set([...one.missing, ...other.missing])],
        };
        expect(saysMore(one, both)).to.equal(false);
        const isEmpty = one.undeclared.length + one.unnamed + one.missing.length === 0;
        expect(saysMore(one, undefined)).to.equal(!isEmpty);
      }),
    );
  });

  it("are empty once the contract has come to name what was undeclared and to require nothing", () => {
    fc.assert(
      fc.property(columns, page, (contract, records) => {
        const notes = noteFields(contract, records);
        if (notes?.unnamed !== 0) return;
        const added = notes.undeclared.map((sourceName) => ({ sourceName, required: false }));
        const changed = [...contract, ...added].map((each) => ({ ...each, required: false })) as readonly Column[];
        expect(stillNoted(changed, notes)).to.equal(undefined);
        expect(stillNoted(contract, notes)).to.deep.equal(notes);
      }),
    );
  });
});
