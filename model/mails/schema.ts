/** JSON Schema of `mails/<name>.yaml`; `title` says what is allowed. */
import { personas } from "../governance/principals.ts";
import { kebab, object, text, wholeNumber } from "../validation/schema.ts";

// A subject and a header take one line
const line = { type: "string", pattern: "^[^\\r\\n]*\\S[^\\r\\n]*$", title: "text of one line" } as const;
const snake = {
  type: "string",
  pattern: "^[a-z][a-z0-9_]{0,39}$",
  title: "a group's name in lower snake case",
} as const;
const days = wholeNumber(1, 366);

const visual = (title: string, more: object) =>
  object(title, { dashboard: kebab, visual: kebab, ...more }, ["dashboard", "visual"]);

const list = (items: object, title: string, maxItems: number) => ({
  type: "array",
  minItems: 1,
  maxItems,
  uniqueItems: true,
  items,
  title,
});

export const mailSchema = {
  type: "object",
  title: "a mail",
  properties: {
    name: kebab,
    title: line,
    description: text,
    owner: line,
    audience: { enum: personas, title: `one of ${personas.join(", ")}` },
    at: { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", title: 'a time of day such as "08:00", in quotes' },
    timeZone: line,
    nights: list(snake, "a list of one to ten groups", 10),
    figures: list(visual("a map with dashboard and visual", {}), "a list of one to twenty visuals", 20),
    // More would be looked at by nobody, and make a message that mail servers cut off
    pictures: list(visual("a map with dashboard, visual and days", { days }), "a list of one to three visuals", 3),
  },
  required: ["name", "title", "description", "owner", "audience", "at", "nights", "figures"],
  additionalProperties: false,
} as const;
