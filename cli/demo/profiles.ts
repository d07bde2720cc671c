import { night, windowOfDays } from "../../model/windows.ts";
import type { Window } from "../../model/documents/values.ts";

export const profileNames = ["flights", "mission"] as const;
export type ProfileName = (typeof profileNames)[number];

export interface DemoNight {
  readonly title: string;
  readonly window: Window;
}

/** A query that the demo runs; anyone can run it with `lakehouse query`. */
export interface DemoQuestion {
  readonly title: string;
  readonly sql: string;
}

/** A query with the role of one of the stack's principals. */
export interface GovernedQuestion extends DemoQuestion {
  readonly as: string;
  readonly isDenied: boolean;
}

export interface Profile {
  readonly name: ProfileName;
  readonly group: string;
  readonly nights: readonly DemoNight[];
  readonly questions: readonly DemoQuestion[];
  /** One that is allowed and one that is denied to the same principal. */
  readonly governed: readonly GovernedQuestion[];
}

/** Time zone of the demo source and the schedule, which define the flights' days. */
const flightsTimeZone = "America/New_York";
/** The demo source changes flights on each of the first days of 2014. */
export const mostFlightNights = 8;
export const defaultFlightNights = 2;

/** First day of the mission profile; the demo source generates any day. */
export const missionDate = "2026-03-01";
export const defaultMissionRows = 1_000_000;

const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

const flightNights = (count: number): readonly DemoNight[] => [
  {
    title: "First night: all of 2013 as one window",
    window: windowOfDays("2013-01-01", "2014-01-01", flightsTimeZone),
  },
  ...Array.from({ length: count - 1 }, (_, index) => {
    const { date, window } = night(dayAfter("2014-01-01", index), flightsTimeZone);
    return { title: `Night of ${date}: late updates`, window };
  }),
];

const flightQuestions: readonly DemoQuestion[] = [
  {
    title: "Which routes are the busiest, and how punctual are they?",
    sql: `SELECT rank, origin, dest, destination, flights, airlines, distance_mi, on_time_rate
FROM flights_curated.busiest_routes WHERE rank <= 5 ORDER BY rank`,
  },
  {
    title: "Which airlines were on time in 2013?",
    sql: `SELECT airline, sum(flights) AS flights, round(1e0 * sum(on_time_flights) / sum(flights), 3) AS on_time_rate
FROM flights_curated.daily_on_time_rate GROUP BY airline ORDER BY on_time_rate DESC LIMIT 5`,
  },
  {
    title: "What does the weather do to departures in the evening?",
    sql: `SELECT weather, departures, mean_delay_min, p90_delay_min
FROM flights_curated.delay_by_hour_and_weather WHERE scheduled_hour = 18 ORDER BY mean_delay_min DESC`,
  },
];

const flightsGoverned: readonly GovernedQuestion[] = [
  {
    title: "Permitted: the BI role reads what is public or internal",
    as: "bi",
    isDenied: false,
    sql: `SELECT carrier, name FROM flights_processed.airlines ORDER BY carrier LIMIT 3`,
  },
  {
    title: "Denied: the hash of a row's original text is confidential",
    as: "bi",
    isDenied: true,
    sql: `SELECT carrier, name, _row_hash FROM flights_processed.airlines`,
  },
];

const missionNights = (count: number): readonly DemoNight[] =>
  Array.from({ length: count }, (_, index) => {
    const { date, window } = night(dayAfter(missionDate, index), "UTC");
    return { title: `Night of ${date}`, window };
  });

const missionQuestions: readonly DemoQuestion[] = [
  {
    title: "Who are the greatest customers?",
    sql: `SELECT rank, customer, segment, transactions, revenue_usd, margin_usd
FROM mission_curated.top_ten_customers WHERE rank <= 5 ORDER BY rank`,
  },
  {
    title: "What does a day cost, by cost centre?",
    sql: `SELECT day, cost_centre, transactions, operating_cost_usd, daily_budget_usd
FROM mission_curated.daily_operating_cost ORDER BY day, operating_cost_usd DESC LIMIT 5`,
  },
  {
    title: "Which services fail most often?",
    sql: `SELECT service, transactions, failed, completed_rate
FROM mission_curated.service_outcomes ORDER BY completed_rate LIMIT 5`,
  },
];

const missionGoverned: readonly GovernedQuestion[] = [
  {
    title: "Permitted: the analyst reads what isn't personal",
    as: "analyst",
    isDenied: false,
    sql: `SELECT segment, count(*) AS customers, sum(credit_limit) AS credit_limit_usd
FROM mission_processed.customers GROUP BY segment ORDER BY segment`,
  },
  {
    title: "Denied: a contact's address is personal",
    as: "analyst",
    isDenied: true,
    sql: `SELECT customer_id, contact_email FROM mission_processed.customers`,
  },
];

/** A demo profile's steps, as data. */
export const profile = (name: ProfileName, days: number): Profile =>
  name === "flights"
    ? {
        name,
        group: "flights",
        nights: flightNights(days),
        questions: flightQuestions,
        governed: flightsGoverned,
      }
    : {
        name,
        group: "mission",
        nights: missionNights(days),
        questions: missionQuestions,
        governed: missionGoverned,
      };
