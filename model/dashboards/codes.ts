/** Every rule that a dashboard's file can break. */
export const dashboardCodes = [
  "DASHBOARD_YAML",
  "DASHBOARD_MISSING",
  "DASHBOARD_UNKNOWN",
  "DASHBOARD_VALUE",
  "DASHBOARD_NAME",
  "DASHBOARD_DUPLICATE",
  "DASHBOARD_QUERY",
  "DASHBOARD_RELATION",
  "DASHBOARD_COLUMN",
  "DASHBOARD_TYPE",
  "DASHBOARD_CHANNEL",
  "DASHBOARD_SENSITIVITY",
  "DASHBOARD_PARAMETER",
  "DASHBOARD_CYCLE",
  "DASHBOARD_LINK",
  "DASHBOARD_ONLY_ON_PAGE",
  "DASHBOARD_LIMIT",
] as const;
export type DashboardCode = (typeof dashboardCodes)[number];
