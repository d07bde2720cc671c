/** Chromium, which comes in a package: no browser of the machine is needed. */
import chromium from "@sparticuz/chromium";
import puppeteer, { type Browser } from "puppeteer-core";

/** The package holds a build for Linux on x64 alone. */
export const hasBrowser = process.platform === "linux" && process.arch === "x64";

export const openBrowser = async (): Promise<Browser> => {
  chromium.setGraphicsMode = false;
  return puppeteer.launch({ args: chromium.args, executablePath: await chromium.executablePath(), headless: "shell" });
};
