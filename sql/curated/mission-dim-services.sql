-- name: mission_curated.dim_services
-- description: Services with the cost centre that carries them out.
-- owner: mission-operations
-- grain: [service_code]
-- mode: full
-- tests:
--   - not_null: [service, cost_centre_code, cost_centre, department]
--   - row_count: { min: 1, max: 1000 }
-- columns:
--   service_code: { type: string, description: Code of the service }
--   service: { type: string, description: Name of the service }
--   charged_by: { type: string, description: Unit that is charged }
--   list_price_usd: { type: "decimal(12,4)", description: List price of one unit }
--   needs_antenna: { type: boolean, description: Whether it takes an antenna }
--   cost_centre_code: { type: string, description: Code of the cost centre }
--   cost_centre: { type: string, description: Name of the cost centre }
--   department: { type: string, description: Department of the cost centre }
--   annual_budget_usd: { type: "decimal(14,2)", description: Yearly budget of the cost centre }

SELECT
  s.service_code,
  s.name AS service,
  s.charged_by,
  s.list_price AS list_price_usd,
  s.needs_antenna,
  s.cost_centre_code,
  k.name AS cost_centre,
  k.department,
  k.annual_budget AS annual_budget_usd
FROM mission_processed.services AS s
LEFT JOIN mission_processed.cost_centres AS k ON k.cost_centre_code = s.cost_centre_code
