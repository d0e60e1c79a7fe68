-- {tag}:entry:PATIENT           hash, number (10 digits) -> TIME it occurred, then its record. Nothing is ever taken out, so that
--                               its length is the last number.
-- {tag}:entry:PATIENT:occurred  chronology of the numbers
-- {tag}:taking:PATIENT          hash, treatment -> how many of its courses go on (written in courses.lua)

local function entry_key(tag, patient) return tag .. ':entry:' .. patient end
local function entry_chronology(tag, patient) return entry_key(tag, patient) .. ':occurred' end

-- patient, record, TIME it occurred, TIME it was recorded -> number, TIME it was recorded, treatments that go on.
define_write('entry_record', function(tag, args)
  local patient, record, occurred, recorded = unpack(args)
  local key = entry_key(tag, patient)
  local number = string.format('%010d', redis.call('HLEN', key) + 1)
  redis.call('HSET', key, number, occurred .. record)
  redis.call('ZADD', entry_chronology(tag, patient), 0, occurred .. ':' .. number)
  local outcome = {number, recorded}
  local taking = redis.call('HGETALL', tag .. ':taking:' .. patient)
  for i = 1, #taking, 2 do outcome[#outcome + 1] = taking[i] end
  return table.concat(outcome, ' ')
end)

local function record_in(stored) return string.sub(stored, TIME_DIGITS + 1) end

-- patient, number -> record; nothing without such an entry.
define_read('entry_get', function(tag, args)
  local stored = redis.call('HGET', entry_key(tag, args[1]), args[2])
  return stored and {record_in(stored)} or {}
end)

-- patient, number, TIME now, teams -> record; nothing unless there is such an entry and a share in force covers it.
define_read('entry_get_shared', function(tag, args)
  local patient, number, now = unpack(args)
  local stored = redis.call('HGET', entry_key(tag, patient), number)
  local grants = grants_in_force(tag, patient, now, set_of(args, 4))
  if not stored or not grants or not covered(grants, time_of(stored), number) then return {} end
  return {record_in(stored)}
end)

-- The position to go on from, then number and record of each entry between max and min that `accepts`.
local function list_entries(tag, patient, max, min, count, accepts)
  local found, position = latest_first(entry_chronology(tag, patient), max, min, tonumber(count), accepts)
  local rows = {position}
  for _, member in ipairs(found) do
    local number = id_of(member)
    rows[#rows + 1] = number
    rows[#rows + 1] = record_in(redis.call('HGET', entry_key(tag, patient), number))
  end
  return rows
end

-- patient, max, min, count -> as list_entries.
define_read('entry_list', function(tag, args)
  return list_entries(tag, args[1], args[2], args[3], args[4], everything)
end)

-- patient, max, min, count, TIME now, teams -> as list_entries, of what a share in force covers; nothing if there is no share.
define_read('entry_list_shared', function(tag, args)
  local patient, max, min, count, now = unpack(args)
  local grants = grants_in_force(tag, patient, now, set_of(args, 6))
  if not grants then return {} end
  return list_entries(tag, patient, max, min, count, function(member)
    return covered(grants, time_of(member), id_of(member))
  end)
end)
