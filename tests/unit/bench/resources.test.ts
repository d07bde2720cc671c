import { expect } from "chai";
import { labelled, listProcesses, outermost, secondsOf, type ProcessInfo } from "../../../bench/measure/processes.ts";
import { CpuMeter, memoryByLabel } from "../../../bench/measure/resources.ts";

const named = (label: string, pid: number, cpuSeconds: number): readonly [string, ProcessInfo] => [
  label,
  { pid, parent: 1, residentMiB: 1, cpuSeconds, command: "" },
];

const processes = (...all: readonly (readonly [string, ProcessInfo])[]): readonly ProcessInfo[] =>
  all.map(([, process]) => process);

describe("What processes take", () => {
  it("adds up what belongs to a part, and tells functions and Spark's parts from the emulator that started them", () => {
    const found = [
      { pid: 10, parent: 1, residentMiB: 100, cpuSeconds: 0, command: "/v/bin/python -m emulator x" },
      { pid: 11, parent: 10, residentMiB: 50, cpuSeconds: 0, command: "/usr/bin/node worker.mjs" },
      { pid: 12, parent: 10, residentMiB: 51, cpuSeconds: 0, command: "node worker.mjs" },
      { pid: 13, parent: 10, residentMiB: 30, cpuSeconds: 0, command: "/v/bin/python3 process.py" },
      { pid: 14, parent: 13, residentMiB: 900, cpuSeconds: 0, command: "/j/bin/java -cp spark" },
      { pid: 15, parent: 14, residentMiB: 60, cpuSeconds: 0, command: "/v/bin/python3 -m pyspark.daemon" },
      { pid: 16, parent: 15, residentMiB: 90, cpuSeconds: 0, command: "/v/bin/python3 -m pyspark.daemon" },
      { pid: 20, parent: 1, residentMiB: 700, cpuSeconds: 0, command: "/j/bin/java -server" },
      { pid: 21, parent: 20, residentMiB: 5, cpuSeconds: 0, command: "/bin/sh" },
      { pid: 99, parent: 1, residentMiB: 4000, cpuSeconds: 0, command: "browser" },
    ];
    const roots = new Map([
      [10, "emulator"],
      [20, "trino"],
    ]);
    const sums = memoryByLabel(labelled(found, roots));
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
    const process = (pid: number, parent: number) => ({ pid, parent, residentMiB: 1, cpuSeconds: 0, command: "" });
    expect(outermost([process(5, 30), process(30, 1), process(7, 5), process(8, 1)], [5, 7, 30])).to.deep.equal([30]);
  });

  it("sees this process, with its parent and a plausible size", () => {
    const self = listProcesses().find(({ pid }) => pid === process.pid);
    expect(self?.parent).to.equal(process.ppid);
    expect(self?.residentMiB).to.be.within(20, 4096);
    const reported = process.memoryUsage.rss() / 2 ** 20;
    expect(self?.residentMiB).to.be.closeTo(reported, reported / 2);
    const { user, system } = process.cpuUsage();
    expect(self?.cpuSeconds)
      .to.be.greaterThan(0)
      .and.at.most((user + system) / 1e6 + 0.02);
  });

  it("counts CPU time from the first look on, of processes that come and go, and of another one with an ended one's id", () => {
    const meter = new CpuMeter(processes(named("trino", 1, 100), named("functions", 2, 5)));
    meter.look([named("trino", 1, 101), named("functions", 2, 5.5), named("functions", 3, 2)]);
    meter.look([named("trino", 1, 101), named("functions", 2, 0.25)]);
    expect(meter.seconds()).to.deep.equal({ functions: 2.75, total: 3.75, trino: 1 });
  });

  it("reads the times that ps prints", () => {
    expect(["0:01.50", "12:03.25", "01:00:00", "2-01:00:10"].map(secondsOf)).to.deep.equal([
      1.5, 723.25, 3600, 176_410,
    ]);
  });
});
