import { RedisScript } from "../../platform/redis/index.js";

/*
 * What is done in one step at one node. A user's key holds the newest record, "at place latitude longitude precision ordinal", and
 * for each place (cell and day) in whose set the user may be a field "in:<place>", the time of the report that put them there.
 * Beside each place's GEO set stands a hash of the same times, so that an older report never moves or removes a newer one.
 */

/** KEYS: a place's set, its times. ARGV: user, at, longitude, latitude, when both end. */
export const PUT = new RedisScript(`
  local known = redis.call('HGET', KEYS[2], ARGV[1])
  if known and tonumber(known) >= tonumber(ARGV[2]) then return 0 end
  redis.call('GEOADD', KEYS[1], ARGV[3], ARGV[4], ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('PEXPIREAT', KEYS[1], ARGV[5])
  redis.call('PEXPIREAT', KEYS[2], ARGV[5])
  return 1`);

/** KEYS: a place's set, its times. ARGV: user, at: whatever a later report put there stays. */
export const TAKE_OUT = new RedisScript(`
  local known = redis.call('HGET', KEYS[2], ARGV[1])
  if not known or tonumber(known) > tonumber(ARGV[2]) then return 0 end
  redis.call('HDEL', KEYS[2], ARGV[1])
  return redis.call('ZREM', KEYS[1], ARGV[1])`);

/**
 * KEYS: a user's key. ARGV: at, place, record, when it ends. Takes the record over where it is newer. Gives the places out of which
 * the user is to be taken: where they were before, or the report's own where it came too late.
 */
export const NOTE = new RedisScript(`
  local known = redis.call('HGET', KEYS[1], 'record')
  if known then
    local at, place = string.match(known, '^(%d+) (%S+)')
    if tonumber(at) >= tonumber(ARGV[1]) then
      if place == ARGV[2] then return {} end
      return { ARGV[2] }
    end
  end
  redis.call('HSET', KEYS[1], 'record', ARGV[3], 'in:' .. ARGV[2], ARGV[1])
  redis.call('PEXPIREAT', KEYS[1], ARGV[4])
  local others = {}
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    local place = string.match(field, '^in:(.+)$')
    if place and place ~= ARGV[2] then others[#others + 1] = place end
  end
  return others`);

/** KEYS: a user's key. ARGV: at, places out of which the user was taken. */
export const LEFT = new RedisScript(`
  for i = 2, #ARGV do
    local at = redis.call('HGET', KEYS[1], 'in:' .. ARGV[i])
    if at and tonumber(at) <= tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], 'in:' .. ARGV[i]) end
  end
  return 0`);

/** KEYS: a user's key. ARGV: its record as it was read. Deletes it unless it was written since. */
export const ERASE = new RedisScript(`
  if redis.call('HGET', KEYS[1], 'record') ~= ARGV[1] then return 0 end
  redis.call('DEL', KEYS[1])
  return 1`);

/** KEYS: users' keys. Gives their records in that order, a line each, empty where there is none. */
export const READ = new RedisScript(`
  local records = {}
  for i, key in ipairs(KEYS) do records[i] = redis.call('HGET', key, 'record') or '' end
  return table.concat(records, '\\n')`);

/** KEYS: sets of one cell. ARGV: longitude, latitude, metres; none: everybody there. Gives users, separated by commas. */
export const SEARCH = new RedisScript(`
  local found = {}
  for _, key in ipairs(KEYS) do
    local users
    if #ARGV == 0 then users = redis.call('ZRANGE', key, 0, -1)
    else users = redis.call('GEOSEARCH', key, 'FROMLONLAT', ARGV[1], ARGV[2], 'BYRADIUS', ARGV[3], 'm') end
    if #users > 0 then found[#found + 1] = table.concat(users, ',') end
  end
  return table.concat(found, ',')`);
