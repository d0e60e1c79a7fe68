-- {tag}:course:PATIENT          hash, course id -> packed {TIME it started, record}
-- {tag}:course:PATIENT:started  chronology of the ids
-- {tag}:course:PATIENT:stopped  hash, course id -> record of its stop
-- {tag}:course:PATIENT:notes:ID hash, number (1, 2, 3, ... in the order of recording) -> record of a note
-- {tag}:taking:PATIENT          hash, course id -> its treatment, encrypted, in one word; of those that go on

local function course_key(tag, patient) return tag .. ':course:' .. patient end
local function taking_key(tag, patient) return tag .. ':taking:' .. patient end
local function notes_key(tag, patient, id) return course_key(tag, patient) .. ':notes:' .. id end

-- patient, id, record, TIME it started, treatment as in taking:PATIENT, TIME it is recorded -> id, TIME it started, TIME it was recorded.
define_patient_write('course_start', function(tag, args)
  local patient, id, record, started, treatment, recorded = unpack(args)
  local key = course_key(tag, patient)
  redis.call('HSET', key, id, cmsgpack.pack({started, record}))
  redis.call('ZADD', key .. ':started', 0, started .. ':' .. id)
  redis.call('HSET', taking_key(tag, patient), id, treatment)
  return table.concat({id, started, recorded}, ' ')
end)

-- patient, id, record of the stop, TIME it stopped, how many notes it has as its writer knows -> TIME it stopped. Refuses with NOT_FOUND,
-- STOPPED, BEFORE_START, CHANGED.
define_patient_write('course_stop', function(tag, args)
  local patient, id, record, stopped, notes = unpack(args)
  local key = course_key(tag, patient)
  local stored = redis.call('HGET', key, id)
  if not stored then return nil, 'NOT_FOUND' end
  if redis.call('HEXISTS', key .. ':stopped', id) == 1 then return nil, 'STOPPED' end
  if tonumber(stopped) < tonumber(cmsgpack.unpack(stored)[1]) then return nil, 'BEFORE_START' end
  if redis.call('HLEN', notes_key(tag, patient, id)) ~= tonumber(notes) then return nil, 'CHANGED' end
  redis.call('HSET', key .. ':stopped', id, record)
  redis.call('HDEL', taking_key(tag, patient), id)
  return stopped
end)

-- patient, id, record, TIME it was so, TIME at which the course was stopped ('' if it was not) as its writer knows, most notes -> how
-- many there are. Refuses with NOT_FOUND, CHANGED, BEFORE_START, AFTER_STOP, TOO_MANY.
define_patient_write('course_note', function(tag, args)
  local patient, id, record, time, stopped, most = unpack(args)
  local key = course_key(tag, patient)
  local stored = redis.call('HGET', key, id)
  if not stored then return nil, 'NOT_FOUND' end
  if (redis.call('HEXISTS', key .. ':stopped', id) == 1) ~= (stopped ~= '') then return nil, 'CHANGED' end
  if tonumber(time) < tonumber(cmsgpack.unpack(stored)[1]) then return nil, 'BEFORE_START' end
  if stopped ~= '' and tonumber(time) > tonumber(stopped) then return nil, 'AFTER_STOP' end
  local notes = notes_key(tag, patient, id)
  local count = redis.call('HLEN', notes)
  if count >= tonumber(most) then return nil, 'TOO_MANY' end
  redis.call('HSET', notes, count + 1, record)
  return tostring(count + 1)
end)

-- Appends id, record, record of the stop ('' while it goes on).
local function append_course(rows, tag, patient, id)
  local key = course_key(tag, patient)
  rows[#rows + 1] = id
  rows[#rows + 1] = cmsgpack.unpack(redis.call('HGET', key, id))[2]
  rows[#rows + 1] = redis.call('HGET', key .. ':stopped', id) or ''
  return rows
end

-- Appends id, record, record of the stop, list of the records of its notes.
local function append_noted_course(rows, tag, patient, id)
  append_course(rows, tag, patient, id)
  local notes = notes_key(tag, patient, id)
  local records = {}
  for number = 1, redis.call('HLEN', notes) do records[number] = redis.call('HGET', notes, number) end
  rows[#rows + 1] = records
  return rows
end

local MOST_STARTED = 256

-- Of the courses that had started at a TIME, latest started first, MOST_STARTED at most, each as `append` does.
local function append_started(rows, tag, patient, time, append)
  local started = redis.call('ZRANGE', course_key(tag, patient) .. ':started', '(' .. time .. ';', '-', 'BYLEX', 'REV', 'LIMIT', 0,
                             MOST_STARTED) -- ';' comes after ':'
  for _, member in ipairs(started) do append(rows, tag, patient, id_of(member)) end
  return rows
end

-- patient, id -> as append_noted_course; nothing without such a course.
define_read('course_get', function(tag, args)
  if redis.call('HEXISTS', course_key(tag, args[1]), args[2]) == 0 then return {} end
  return append_noted_course({}, tag, args[1], args[2])
end)

-- patient, max, count, filter (any, active, stopped) -> the position to go on from, then each as append_noted_course.
define_read('course_list', function(tag, args)
  local patient, max, count, filter = unpack(args)
  local key = course_key(tag, patient)
  local function accepts(member)
    if filter == 'any' then return true end
    return (redis.call('HEXISTS', key .. ':stopped', id_of(member)) == 1) == (filter == 'stopped')
  end
  local found, position = latest_first(key .. ':started', max, '-', tonumber(count), accepts)
  local rows = {position}
  for _, member in ipairs(found) do append_noted_course(rows, tag, patient, id_of(member)) end
  return rows
end)
