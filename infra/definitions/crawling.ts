/** The night's crawling branch: pure data. Whatever happens to a crawl is a result; nothing fails. */
import type { Definition, State, States } from "./states.ts";

/**
 * The state is polled after 1 s, then 2 s later, then 3 s, and so on: a short crawl ends the wait right away, and a
 * long one costs few transitions. This many polls take half an hour.
 */
const mostLooks = 60;

export interface CrawlingParts {
  /** Start of the ARNs of Step Functions' integrations, e.g. `aws`. */
  readonly partition: string;
  /** Prefix of every crawler's name; the source's name follows. */
  readonly crawlerPrefix: string;
  /** Which nights crawl. */
  readonly crawl: "drift" | "nightly";
}

type CrawlerAction = "startCrawler" | "getCrawler";

const callCrawler = (action: CrawlerAction, { partition, crawlerPrefix }: CrawlingParts, next: object): State => ({
  Type: "Task",
  Resource: `arn:${partition}:states:::aws-sdk:glue:${action}`,
  Parameters: { "Name.$": `States.Format('${crawlerPrefix}{}', $.source)` },
  Retry: [
    { ErrorEquals: ["Glue.OperationTimeoutException", "Glue.GlueException"], IntervalSeconds: 2, MaxAttempts: 3 },
  ],
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Not crawled" }],
  ...next,
});

const ends = (result: object): State => ({
  Type: "Pass",
  Parameters: { "source.$": "$.source", ...result },
  End: true,
});

/**
 * Whether a source's crawl is due: its fields newly differ, or its last crawl is too old, failed, or never ran. If it
 * can't be compared, it is due.
 */
const whetherDue = (parts: CrawlingParts): States => ({
  "Drifted?": {
    Type: "Choice",
    Choices: [{ Variable: "$.drifted", BooleanEquals: true, Next: "Start crawler" }],
    Default: "Look at last crawl",
  },
  "Look at last crawl": callCrawler("getCrawler", parts, { ResultPath: "$.found", Next: "Due?" }),
  "Due?": {
    Type: "Choice",
    Choices: [
      {
        And: [
          { Variable: "$.found.Crawler.LastCrawl", IsPresent: true },
          { Variable: "$.found.Crawler.LastCrawl.Status", StringEquals: "SUCCEEDED" },
          { Variable: "$.found.Crawler.LastCrawl.StartTime", TimestampGreaterThanPath: "$.dueBefore" },
        ],
        Next: "Not due",
      },
    ],
    Default: "Start crawler",
  },
  "Not due": ends({ notDue: true }),
});

/** Starts one source's crawler and waits for it. */
const crawlOne = (parts: CrawlingParts): States => ({
  "Start crawler": callCrawler("startCrawler", parts, { ResultPath: null, Next: "Wait for crawler" }),
  "Wait for crawler": { Type: "Wait", SecondsPath: "$.looks", Next: "Look at crawler" },
  "Look at crawler": callCrawler("getCrawler", parts, { ResultPath: "$.found", Next: "Crawler ready?" }),
  "Crawler ready?": {
    Type: "Choice",
    Choices: [
      {
        And: [
          { Variable: "$.found.Crawler.State", StringEquals: "READY" },
          { Variable: "$.found.Crawler.LastCrawl", IsPresent: true },
        ],
        Next: "Crawled",
      },
      { Variable: "$.looks", NumericGreaterThanEquals: mostLooks, Next: "Crawl overdue" },
    ],
    Default: "Look again",
  },
  "Look again": {
    Type: "Pass",
    Parameters: { "source.$": "$.source", "looks.$": "States.MathAdd($.looks, 1)" },
    Next: "Wait for crawler",
  },
  Crawled: ends({ "lastCrawl.$": "$.found.Crawler.LastCrawl" }),
  "Crawl overdue": ends({ failure: { Error: "CrawlOverdue", Cause: "the crawler still ran after half an hour" } }),
  "Not crawled": ends({ "failure.$": "$.failure" }),
});

/** Crawls the sources for which something landed: all of them nightly, or those whose crawl is due. */
export const crawling = (parts: CrawlingParts): Definition => ({
  StartAt: "Crawl",
  States: {
    Crawl: {
      Type: "Map",
      Comment: "A crawl is billed for ten minutes at least.",
      ItemsPath: "$.reconcile.landedSources",
      ItemSelector: {
        "source.$": "$$.Map.Item.Value.source",
        "drifted.$": "$$.Map.Item.Value.drifted",
        "dueBefore.$": "$.reconcile.crawlDueBefore",
        looks: 1,
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: parts.crawl === "nightly" ? "Start crawler" : "Drifted?",
        States: { ...(parts.crawl === "drift" && whetherDue(parts)), ...crawlOne(parts) },
      },
      ResultPath: "$.crawls",
      End: true,
    },
  },
});
