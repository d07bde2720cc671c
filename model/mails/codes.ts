/** Every rule that a mail's file can break. */
export const mailCodes = [
  "MAIL_YAML",
  "MAIL_MISSING",
  "MAIL_UNKNOWN",
  "MAIL_VALUE",
  "MAIL_NAME",
  "MAIL_GROUP",
  "MAIL_TIME_ZONE",
  "MAIL_TIME",
  "MAIL_DASHBOARD",
  "MAIL_VISUAL",
  "MAIL_PERIOD",
  "MAIL_FIGURE",
  "MAIL_PICTURE",
  "MAIL_SENSITIVITY",
  "MAIL_AUDIENCE",
] as const;
export type MailCode = (typeof mailCodes)[number];
