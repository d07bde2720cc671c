-- name: hide_name
-- description: Confidential names are null for dashboards.
-- owner: mission-operations

CREATE MASKING POLICY hide_name WITH (name varchar(256)) USING (CAST(NULL AS varchar(256)));
