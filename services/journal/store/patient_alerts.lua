-- What is asked of alerts, and noted about them: see alerts.lua for the keys.

-- Appends id, record, '1' if it takes no further triggers (else ''), list of what became of each trigger ('' if nothing yet).
local function append_alert(rows, tag, patient, id)
  local key = alert_key(tag, patient)
  local triggers, _, record = unpack(cmsgpack.unpack(redis.call('HGET', key, id)))
  local deliveries = {}
  for trigger = 0, triggers - 1 do
    deliveries[trigger + 1] = redis.call('HGET', key .. ':delivered', id .. ':' .. trigger) or ''
  end
  rows[#rows + 1] = id
  rows[#rows + 1] = record
  rows[#rows + 1] = redis.call('SISMEMBER', key .. ':open', id) == 0 and '1' or ''
  rows[#rows + 1] = deliveries
  return rows
end

-- Version, team, record, version since which all have had that team, of the decision of a version ('' for the last one); nothing if there
-- is none.
local function decision(tag, patient, version)
  local key = tag .. ':agreed:' .. patient
  if version == '' then version = redis.call('HLEN', key) end
  local packed = redis.call('HGET', key, version)
  if packed then return tostring(version), unpack(cmsgpack.unpack(packed)) end
end

-- patient, TIME since when, most, TIME until when ('' for up to the last) -> version of the basis, number of the rule set in force, how
-- many entries there are, the last decision (version, record, since; or {}), number and record of each live entry since then, the latest
-- and `most` of them, open alerts as append_alert.
define_read('alert_basis', function(tag, args)
  local patient, since, most, till = unpack(args)
  local max = till == '' and '+' or '(' .. till .. ';' -- which comes after ':'
  local version, _, record, agreed_since = decision(tag, patient, '')
  local function is_live(member) return not retraction_of(tag, patient, id_of(member)) end
  local entries, open = {}, {}
  for _, member in ipairs((latest_first(entry_chronology(tag, patient), max, '[' .. since, tonumber(most), is_live))) do
    entries[#entries + 1] = id_of(member)
    entries[#entries + 1] = record_in(redis.call('HGET', entry_key(tag, patient), id_of(member)))
  end
  for _, id in ipairs(redis.call('SMEMBERS', alert_key(tag, patient) .. ':open')) do append_alert(open, tag, patient, id) end
  return {basis_of(tag, patient), redis.call('HLEN', tag .. ':rules'), redis.call('HLEN', entry_key(tag, patient)),
          version and {version, record, agreed_since} or {}, entries, open}
end)

-- patient, team ('' for a no), record -> version.
define_patient_write('alert_decide', function(tag, args)
  local patient, team, record = unpack(args)
  local key = tag .. ':agreed:' .. patient
  local last, last_team, _, since = decision(tag, patient, '')
  local version = tostring((last or 0) + 1)
  if team ~= last_team then since = version end
  redis.call('HSET', key, version, cmsgpack.pack({team, record, since}))
  change_basis(tag, patient)
  return version
end)

-- patient, version ('' for the last one) -> version, record, since; nothing if there is none.
define_read('alert_decision', function(tag, args)
  local version, _, record, since = decision(tag, args[1], args[2])
  return version and {version, record, since} or {}
end)

-- The position to go on from, then as append_alert each that `accepts`.
local function list_alerts(tag, patient, max, count, accepts)
  local found, position = latest_first(alert_key(tag, patient) .. ':opened', max, '-', tonumber(count), accepts)
  local rows = {position}
  for _, member in ipairs(found) do append_alert(rows, tag, patient, id_of(member)) end
  return rows
end

-- patient, max, count -> as list_alerts.
define_read('alert_list', function(tag, args) return list_alerts(tag, args[1], args[2], args[3], everything) end)

-- patient, max, count, teams -> as list_alerts, of those that were sent to that of these teams to which the patient agrees; nothing if
-- they do not agree to any of them.
define_read('alert_list_shared', function(tag, args)
  local patient, max, count = unpack(args)
  local _, team = decision(tag, patient, '')
  if not team or team == '' or not set_of(args, 4)[team] then return {} end
  return list_alerts(tag, patient, max, count, function(member)
    return cmsgpack.unpack(redis.call('HGET', alert_key(tag, patient), id_of(member)))[2] == team
  end)
end)

-- patient, entry number -> as append_alert each that it has opened or added to.
define_read('alert_of_entry', function(tag, args)
  local packed = redis.call('HGET', alert_key(tag, args[1]) .. ':entries', args[2])
  local rows = {}
  for _, id in ipairs(packed and cmsgpack.unpack(packed) or {}) do append_alert(rows, tag, args[1], id) end
  return rows
end)

-- patient, entry numbers -> those of them that are live.
define_read('alert_live_numbers', function(tag, args)
  local numbers = {}
  for i = 2, #args do
    local is_there = redis.call('HEXISTS', entry_key(tag, args[1]), args[i]) == 1
    if is_there and not retraction_of(tag, args[1], args[i]) then numbers[#numbers + 1] = args[i] end
  end
  return numbers
end)

-- The same, and the record of each.
define_read('alert_live', function(tag, args)
  local entries = {}
  for i = 2, #args do
    local stored = redis.call('HGET', entry_key(tag, args[1]), args[i])
    if stored and not retraction_of(tag, args[1], args[i]) then
      entries[#entries + 1] = args[i]
      entries[#entries + 1] = record_in(stored)
    end
  end
  return entries
end)

-- patient, id -> as append_alert; nothing without such an alert.
define_read('alert_find', function(tag, args)
  if redis.call('HEXISTS', alert_key(tag, args[1]), args[2]) == 0 then return {} end
  return append_alert({}, tag, args[1], args[2])
end)

-- patient, id, trigger, TIME, thread ('' if it was not sent after all): only the first note counts.
define_task('alert_delivered', function(tag, args)
  local patient, id, trigger, time, thread = unpack(args)
  local key, field = alert_key(tag, patient) .. ':delivered', id .. ':' .. trigger
  if redis.call('HEXISTS', key, field) == 0 then redis.call('HSET', key, field, time .. thread) end
  return {'OK'}
end)

-- Whether so many are all the triggers of an alert, and nothing waits to be delivered of them.
local function has_delivered_all(key, id, triggers)
  if triggers ~= tonumber(cmsgpack.unpack(redis.call('HGET', key, id))[1]) then return false end
  for trigger = 0, triggers - 1 do
    if redis.call('HEXISTS', key .. ':delivered', id .. ':' .. trigger) == 0 then return false end
  end
  return true
end

-- patient, id, how many triggers its closer has seen: takes no further ones, if that is what it has, all of them delivered.
define_task('alert_close', function(tag, args)
  local patient, id, triggers = unpack(args)
  local key = alert_key(tag, patient)
  if redis.call('SISMEMBER', key .. ':open', id) == 1 and has_delivered_all(key, id, tonumber(triggers)) then
    redis.call('SREM', key .. ':open', id)
    change_basis(tag, patient)
  end
  return {'OK'}
end)
