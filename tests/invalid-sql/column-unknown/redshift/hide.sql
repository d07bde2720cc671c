-- name: hide
-- description: Of Redshift.
-- owner: mission-operations

CREATE MASKING POLICY hide WITH (name varchar(256)) USING (CAST(NULL AS varchar(256)));
