-- How many suspected leads a right has is said in every list of rights, and the queue's page asks for that list: counted out of an index.
CREATE INDEX flag_right_count ON flag (org_id, verdict, right_id, region_code);
