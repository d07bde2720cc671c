-- name: reporting.customer_revenue
-- description: Per month and customer, the transactions, what was charged and what remains, in USD.
-- owner: mission-operations

CREATE VIEW reporting.customer_revenue AS
SELECT
  CAST(date_trunc('month', d.day) AS date) AS month,
  d.customer_id,
  CAST(c.customer AS varchar(256)) AS customer,
  c.segment,
  c.country_code,
  sum(d.transactions) AS transactions,
  CAST(sum(d.revenue_usd) AS decimal(38, 4)) AS revenue_usd,
  CAST(sum(d.margin_usd) AS decimal(38, 4)) AS margin_usd
FROM mission.daily_revenue_by_customer AS d
LEFT JOIN mission.dim_customers AS c ON c.customer_id = d.customer_id
GROUP BY CAST(date_trunc('month', d.day) AS date), d.customer_id, c.customer, c.segment, c.country_code
WITH NO SCHEMA BINDING;
ATTACH MASKING POLICY hide_name ON reporting.customer_revenue(customer) TO ROLE bi;
ATTACH MASKING POLICY hide_amount ON reporting.customer_revenue(revenue_usd) TO ROLE bi;
ATTACH MASKING POLICY hide_amount ON reporting.customer_revenue(margin_usd) TO ROLE bi;
GRANT SELECT ON reporting.customer_revenue TO ROLE analyst;
GRANT SELECT ON reporting.customer_revenue TO ROLE bi;
