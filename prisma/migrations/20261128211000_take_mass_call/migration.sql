-- One round trip for what were five: lock, forget, look, count, commit. 0: the call may go and is counted; else the milliseconds until it may.
-- VOLATILE: each statement sees what was committed before it began, so the one that counts sees what the holder of the lock before wrote.
CREATE FUNCTION take_mass_call(lock_space int, tenant int, span interval, most int) RETURNS int LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  moment timestamptz;
  oldest timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(lock_space, tenant);
  moment := clock_timestamp();
  -- Also those from a clock that was ahead and has been set back.
  DELETE FROM mass_call c WHERE c.tenant_id = tenant AND c.at NOT BETWEEN moment - span AND moment + span;
  SELECT c.at INTO oldest FROM mass_call c WHERE c.tenant_id = tenant AND c.at > moment - span ORDER BY c.at DESC OFFSET most - 1 LIMIT 1;
  IF FOUND THEN
    RETURN ceil(extract(epoch FROM oldest + span - moment) * 1000)::int;
  END IF;
  INSERT INTO mass_call (tenant_id, at) VALUES (tenant, moment);
  RETURN 0;
END $$;
