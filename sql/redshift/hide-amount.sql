-- name: hide_amount
-- description: Confidential amounts are null for dashboards, as Lake Formation leaves them out for the same persona in Athena.
-- owner: mission-operations

CREATE MASKING POLICY hide_amount WITH (amount decimal(38, 4)) USING (CAST(NULL AS decimal(38, 4)));
