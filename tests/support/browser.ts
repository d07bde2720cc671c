/** Chromium and its font, which come in packages: neither the machine's browser nor its fonts are needed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import puppeteer, { type Browser } from "puppeteer-core";

/** The package contains only a build for Linux on x64. */
export const hasBrowser = process.platform === "linux" && process.arch === "x64";

/** Only Inter, so that a picture is the same on every machine. */
const fontsConfig = (cacheFolder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${dirname(fileURLToPath(import.meta.resolve("@expo-google-fonts/inter/package.json")))}</dir>
  <cachedir>${cacheFolder}</cachedir>
</fontconfig>
`;

export interface OpenBrowser {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

export const openBrowser = async (): Promise<OpenBrowser> => {
  chromium.setGraphicsMode = false;
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-browser-"));
  const fonts = join(folder, "fonts.conf");
  writeFileSync(fonts, fontsConfig(folder));
  const browser = await puppeteer.launch({
    args: chromium.args,
    executablePath: await chromium.executablePath(),
    headless: "shell",
    env: { ...process.env, FONTCONFIG_FILE: fonts },
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
};
