/** The night's branch that crawls: pure data. Whatever happens to a crawl is a result and fails nothing. */
import type { Definition, State, States } from "./states.ts";

/**
 * The state is looked at after 1 s, then after 2 s more, then 3 s and so on: a short crawl ends the wait at once, a long
 * one costs few transitions. After this many looks half an hour has gone by.
 */
const mostLooks = 60;

export interface CrawlingParts {
  /** Begins the ARNs of Step Functions' integrations, e.g. `aws`. */
  readonly partition: string;
  /** Beginning of every crawler's name; the source's name follows. */
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
 * Whether a crawl of the source is due: its fields differ anew, or its last crawl is too old, failed, or never was. What
 * can't be compared counts as due.
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

/** One source: its crawler is started and waited for. */
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

/** Sources of which something landed are crawled: each of them nightly, or those whose crawl is due. */
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
