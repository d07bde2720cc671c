import { expect } from "chai";
import { listProcesses, memoryByLabel, outermost } from "../../../bench/measure/memory.ts";

describe("peak memory", () => {
  it("adds up what belongs to a part, and tells functions and Spark's parts from the emulator that started them", () => {
    const processes = [
      { pid: 10, parent: 1, residentMiB: 100, command: "/v/bin/python -m emulator x" },
      { pid: 11, parent: 10, residentMiB: 50, command: "/usr/bin/node worker.mjs" },
      { pid: 12, parent: 10, residentMiB: 51, command: "node worker.mjs" },
      { pid: 13, parent: 10, residentMiB: 30, command: "/v/bin/python3 process.py" },
      { pid: 14, parent: 13, residentMiB: 900, command: "/j/bin/java -cp spark" },
      { pid: 15, parent: 14, residentMiB: 60, command: "/v/bin/python3 -m pyspark.daemon" },
      { pid: 16, parent: 15, residentMiB: 90, command: "/v/bin/python3 -m pyspark.daemon" },
      { pid: 20, parent: 1, residentMiB: 700, command: "/j/bin/java -server" },
      { pid: 21, parent: 20, residentMiB: 5, command: "/bin/sh" },
      { pid: 99, parent: 1, residentMiB: 4000, command: "browser" },
    ];
    const sums = memoryByLabel(
      processes,
      new Map([
        [10, "emulator"],
        [20, "trino"],
      ]),
    );
    expect(Object.fromEntries(sums)).to.deep.equal({
      emulator: { sum: 100, largest: 100 },
      functions: { sum: 101, largest: 51 },
      "spark driver": { sum: 30, largest: 30 },
      spark: { sum: 900, largest: 900 },
      "spark workers": { sum: 150, largest: 90 },
      trino: { sum: 705, largest: 700 },
      total: { sum: 1986, largest: 900 },
    });
  });

  it("finds the process that started a part's others, whatever the ids' order", () => {
    const process = (pid: number, parent: number) => ({ pid, parent, residentMiB: 1, command: "" });
    expect(outermost([process(5, 30), process(30, 1), process(7, 5), process(8, 1)], [5, 7, 30])).to.deep.equal([30]);
  });

  it("sees this process, with its parent and a plausible size", () => {
    const self = listProcesses().find(({ pid }) => pid === process.pid);
    expect(self?.parent).to.equal(process.ppid);
    expect(self?.residentMiB).to.be.within(20, 4096);
    const reported = process.memoryUsage.rss() / 2 ** 20;
    expect(self?.residentMiB).to.be.closeTo(reported, reported / 2);
  });
});
