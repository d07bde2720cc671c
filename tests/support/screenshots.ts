/** Screenshots of pages, compared with those in `docs/images`. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import type { Page } from "puppeteer-core";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** Pixels that another processor may draw differently; a changed word is more. */
const mostDifferent = 100;

// The query's time and duration differ on each run. Sticky elements are drawn in their own layer, whose letters start
// at a different subpixel.
const steady = ".foot { visibility: hidden } th { position: static !important }";

/**
 * Fails if the page differs from its picture, and leaves both and their difference in a folder that it names;
 * LAKEHOUSE_WRITE_DOCS=1 writes the picture.
 *
 * @param name of the picture, without `.png`
 */
export const expectScreenshot = async (page: Page, name: string): Promise<void> => {
  await page.addStyleTag({ content: steady });
  const taken = await page.screenshot({ fullPage: true });
  const file = join(folder, `${name}.png`);
  if (process.env["LAKEHOUSE_WRITE_DOCS"] === "1") writeFileSync(file, taken);
  expect(existsSync(file), `docs/images has no ${name}.png; LAKEHOUSE_WRITE_DOCS=1 writes it`).to.equal(true);
  const [actual, expected] = [PNG.sync.read(Buffer.from(taken)), PNG.sync.read(readFileSync(file))];
  const { width, height } = expected;
  const difference = new PNG({ width, height });
  const isSameSize = actual.width === width && actual.height === height;
  const different = isSameSize
    ? pixelmatch(actual.data, expected.data, difference.data, width, height)
    : width * height;
  if (different <= mostDifferent) return;
  const left = mkdtempSync(join(tmpdir(), "lakehouse-screenshot-"));
  writeFileSync(join(left, "actual.png"), taken);
  writeFileSync(join(left, "expected.png"), readFileSync(file));
  if (isSameSize) writeFileSync(join(left, "difference.png"), PNG.sync.write(difference));
  const sizes = `${actual.width} × ${actual.height} instead of ${width} × ${height}`;
  const how = isSameSize ? `${different} pixels differ` : `it has ${sizes} pixels`;
  expect.fail(`${name} looks different: ${how}; see ${left}. LAKEHOUSE_WRITE_DOCS=1 accepts the new picture.`);
};
