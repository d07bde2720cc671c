-- name: bi
-- description: Dashboards; they see no confidential amount.
-- owner: mission-operations

CREATE ROLE bi;
