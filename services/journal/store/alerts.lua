-- {tag}:alert:PATIENT            hash, alert id -> packed {how many triggers, team it is sent to ('' if to none), record}
-- {tag}:alert:PATIENT:opened     chronology of the ids
-- {tag}:alert:PATIENT:open       set of the ids of those that take further triggers
-- {tag}:alert:PATIENT:entries    hash, entry number -> packed list of the ids of those that it has opened or added to
-- {tag}:alert:PATIENT:delivered  hash, "ID:TRIGGER" (counted from 0) -> TIME, then the thread that it is in; '' for one that was not
--                                sent after all
-- {tag}:alert:PATIENT:basis      how often anything has changed that it depends on whether an entry alerts
-- {tag}:agreed:PATIENT           hash, version (1, 2, 3, ...) -> packed {team ('' for a no), record of a decision, the version since which
--                                all have had that team}; the last counts
--
-- A plan, as the functions that store an entry take it: the basis that it was made from, the number of the rule set, the time in Unix
-- milliseconds, then of each alert: "open", "add" or "close", id, team, record, how many triggers, outbox item of its last trigger (''
-- unless that is to be sent).

local function alert_key(tag, patient) return tag .. ':alert:' .. patient end
local function basis_key(tag, patient) return alert_key(tag, patient) .. ':basis' end

local function basis_of(tag, patient) return redis.call('GET', basis_key(tag, patient)) or '0' end
local function change_basis(tag, patient)
  redis.call('SET', basis_key(tag, patient), string.format('%.0f', basis_of(tag, patient) + 1))
end

-- Whether a plan was made from what does not hold any more.
local function is_out_of_date(tag, patient, plan)
  return plan[1] ~= basis_of(tag, patient) or tonumber(plan[2]) ~= redis.call('HLEN', tag .. ':rules')
end

local function note_entry(tag, patient, number, id)
  local key = alert_key(tag, patient) .. ':entries'
  local packed = redis.call('HGET', key, number)
  local ids = packed and cmsgpack.unpack(packed) or {}
  if ids[#ids] ~= id then
    ids[#ids + 1] = id
    redis.call('HSET', key, number, cmsgpack.pack(ids))
  end
end

-- Writes the alerts of a plan for an entry that is stored at a TIME.
local function write_alerts(tag, patient, number, stored, plan)
  local key = alert_key(tag, patient)
  change_basis(tag, patient)
  for i = 4, #plan, 6 do
    local kind, id, team, record, triggers, item = unpack(plan, i, i + 5)
    if kind == 'close' then
      redis.call('SREM', key .. ':open', id)
    else
      redis.call('HSET', key, id, cmsgpack.pack({triggers, team, record}))
      note_entry(tag, patient, number, id)
      if kind == 'open' then
        redis.call('ZADD', key .. ':opened', 0, stored .. ':' .. id)
        redis.call('SADD', key .. ':open', id)
      end
      if item ~= '' then outbox_put(tag, item, 'alert', '', plan[3]) end
    end
  end
end
