-- {tag}:entry:PATIENT            hash, number (10 digits) -> TIME it occurred, then its record: the current version. Nothing is ever
--                                taken out, so that its length is the last number.
-- {tag}:entry:PATIENT:occurred   chronology of the numbers
-- {tag}:entry:PATIENT:versions   hash, number -> how many versions there are; without one that has a single version
-- {tag}:entry:PATIENT:earlier    hash, "NUMBER:VERSION" -> that version, as it was in the first of these hashes
-- {tag}:entry:PATIENT:retracted  hash, number -> record of its retraction
-- {tag}:entry:PATIENT:visits     chronology of the numbers of those that are of a visit and not retracted
-- {tag}:entry:PATIENT:check-in   hash, week (its Monday, YYYY-MM-DD) -> number of its check-in, unless that is retracted
-- {tag}:patients                 sorted set of the patients who have an entry, with scores of 0
-- PATIENT is everywhere a patient's pseudonym, and a record is encrypted: see README.md of the service.
-- {tag}:taking:PATIENT           hash, course id -> its treatment, encrypted (written in courses.lua)

local function entry_key(tag, patient) return tag .. ':entry:' .. patient end
local function entry_chronology(tag, patient) return entry_key(tag, patient) .. ':occurred' end
local function visits_key(tag, patient) return entry_key(tag, patient) .. ':visits' end
local function check_in_key(tag, patient) return entry_key(tag, patient) .. ':check-in' end

local function patients_key(tag) return tag .. ':patients' end

local function version_of(tag, patient, number)
  return tonumber(redis.call('HGET', entry_key(tag, patient) .. ':versions', number) or 1)
end

local function retraction_of(tag, patient, number)
  return redis.call('HGET', entry_key(tag, patient) .. ':retracted', number)
end

-- Writes an entry's current version; `visit` is '1' of one that is of a visit, else ''.
local function set_entry(tag, patient, number, record, occurred, visit)
  local member = occurred .. ':' .. number
  redis.call('HSET', entry_key(tag, patient), number, occurred .. record)
  redis.call('ZADD', entry_chronology(tag, patient), 0, member)
  if visit ~= '' then redis.call('ZADD', visits_key(tag, patient), 0, member) end
end

-- Its number.
local function add_entry(tag, patient, record, occurred, visit)
  local earlier = redis.call('HLEN', entry_key(tag, patient))
  if earlier == 0 then redis.call('ZADD', patients_key(tag), 0, patient) end
  local number = string.format('%010d', earlier + 1)
  set_entry(tag, patient, number, record, occurred, visit)
  return number
end

-- Makes a record the version after `before` of an entry. A reason to refuse it, if there is one.
local function replace_entry(tag, patient, number, before, record, occurred, visit, most)
  local key = entry_key(tag, patient)
  if version_of(tag, patient, number) ~= tonumber(before) then return 'CHANGED' end
  if tonumber(before) >= tonumber(most) then return 'TOO_MANY' end
  local stored = redis.call('HGET', key, number)
  redis.call('HSET', key .. ':earlier', number .. ':' .. before, stored)
  redis.call('HSET', key .. ':versions', number, before + 1)
  redis.call('ZREM', entry_chronology(tag, patient), time_of(stored) .. ':' .. number)
  redis.call('ZREM', visits_key(tag, patient), time_of(stored) .. ':' .. number)
  set_entry(tag, patient, number, record, occurred, visit)
end

-- number, of a further version "/VERSION", TIME it was stored, treatment of each course that goes on.
local function receipt_of(tag, patient, number, version, stored)
  local receipt = {version == 1 and number or number .. '/' .. version, stored}
  local taking = redis.call('HGETALL', tag .. ':taking:' .. patient)
  for i = 2, #taking, 2 do receipt[#receipt + 1] = taking[i] end
  return table.concat(receipt, ' ')
end

-- patient, record, TIME it occurred, TIME it is stored, visit, plan (alerts.lua) -> receipt. Refuses with BASIS.
define_patient_write('entry_record', function(tag, args)
  local patient, record, occurred, stored, visit = unpack(args)
  local plan = {unpack(args, 6)}
  if is_out_of_date(tag, patient, plan) then return nil, 'BASIS' end
  local number = add_entry(tag, patient, record, occurred, visit)
  write_alerts(tag, patient, number, stored, plan)
  return receipt_of(tag, patient, number, 1, stored)
end)

-- patient, week, number of its check-in ('' for none), version it has (0 for none), record, TIME it occurred, TIME it is stored, visit, most
-- versions, plan -> receipt. Refuses with CHANGED, BASIS, TOO_MANY.
define_patient_write('check_in_save', function(tag, args)
  local patient, week, number, before, record, occurred, stored, visit, most = unpack(args)
  local plan = {unpack(args, 10)}
  if (redis.call('HGET', check_in_key(tag, patient), week) or '') ~= number then return nil, 'CHANGED' end
  if is_out_of_date(tag, patient, plan) then return nil, 'BASIS' end
  if number == '' then
    number = add_entry(tag, patient, record, occurred, visit)
    redis.call('HSET', check_in_key(tag, patient), week, number)
  else
    local refusal = replace_entry(tag, patient, number, before, record, occurred, visit, most)
    if refusal then return nil, refusal end
  end
  write_alerts(tag, patient, number, stored, plan)
  return receipt_of(tag, patient, number, before + 1, stored)
end)

-- patient, number, version it has, record, TIME it occurred, TIME it is stored, visit, most versions, plan -> receipt.
-- Refuses with NOT_FOUND, RETRACTED, BASIS, CHANGED, TOO_MANY.
define_patient_write('entry_amend', function(tag, args)
  local patient, number, before, record, occurred, stored, visit, most = unpack(args)
  if redis.call('HEXISTS', entry_key(tag, patient), number) == 0 then return nil, 'NOT_FOUND' end
  if retraction_of(tag, patient, number) then return nil, 'RETRACTED' end
  local plan = {unpack(args, 9)}
  if is_out_of_date(tag, patient, plan) then return nil, 'BASIS' end
  local refusal = replace_entry(tag, patient, number, before, record, occurred, visit, most)
  if refusal then return nil, refusal end
  write_alerts(tag, patient, number, stored, plan)
  return receipt_of(tag, patient, number, before + 1, stored)
end)

-- patient, number, version it has ('' for whatever it has), record of the retraction, week ('' of a diary entry) -> number.
-- Refuses with NOT_FOUND, CHANGED.
define_patient_write('entry_retract', function(tag, args)
  local patient, number, version, record, week = unpack(args)
  local stored = redis.call('HGET', entry_key(tag, patient), number)
  if not stored then return nil, 'NOT_FOUND' end
  if retraction_of(tag, patient, number) then return number end
  if version ~= '' and version_of(tag, patient, number) ~= tonumber(version) then return nil, 'CHANGED' end
  change_basis(tag, patient)
  redis.call('HSET', entry_key(tag, patient) .. ':retracted', number, record)
  redis.call('ZREM', visits_key(tag, patient), time_of(stored) .. ':' .. number)
  if week ~= '' then redis.call('HDEL', check_in_key(tag, patient), week) end
  return number
end)

local function record_in(stored) return string.sub(stored, TIME_DIGITS + 1) end

-- record, record of the retraction ('' while it is live), what is open of it ('all' or 'symptoms'), then the courses that had started
-- when it occurred.
local function whole_entry(tag, patient, number, stored, view)
  local rows = {record_in(stored), retraction_of(tag, patient, number) or '', view}
  return append_started(rows, tag, patient, time_of(stored), append_course)
end

-- patient, number, version ('' for the current one) -> as whole_entry; nothing without such a version.
define_read('entry_get', function(tag, args)
  local patient, number, version = unpack(args)
  local key = entry_key(tag, patient)
  local current = version == '' or tonumber(version) == version_of(tag, patient, number)
  local stored = current and redis.call('HGET', key, number) or redis.call('HGET', key .. ':earlier', number .. ':' .. version)
  return stored and whole_entry(tag, patient, number, stored, 'all') or {}
end)

-- patient, week -> number, record of its check-in; nothing without one.
define_read('check_in_of', function(tag, args)
  local number = redis.call('HGET', check_in_key(tag, args[1]), args[2])
  return number and {number, record_in(redis.call('HGET', entry_key(tag, args[1]), number))} or {}
end)

-- patient, number, TIME now, teams -> as whole_entry; nothing unless there is such an entry and a share in force covers it.
define_read('entry_get_shared', function(tag, args)
  local patient, number, now = unpack(args)
  local stored = redis.call('HGET', entry_key(tag, patient), number)
  local grants = grants_in_force(tag, patient, now, set_of(args, 4))
  local view = stored and grants and view_through(grants, time_of(stored), number)
  return view and whole_entry(tag, patient, number, stored, view) or {}
end)

-- The position to go on from, how many entries follow, then number, record, record of the retraction, what is open of each between max
-- and min of which `view_of` says that something is; last the courses that had started when the latest of them occurred. Retracted
-- ones only if `which` is 'all'.
local function list_entries(tag, patient, max, min, count, which, view_of)
  local some_retracted = which ~= 'all' and redis.call('HLEN', entry_key(tag, patient) .. ':retracted') > 0
  local function is_wanted(member)
    return view_of(member) and not (some_retracted and retraction_of(tag, patient, id_of(member)))
  end
  local found, position = latest_first(entry_chronology(tag, patient), max, min, tonumber(count), is_wanted)
  local rows = {position, #found}
  for _, member in ipairs(found) do
    local number = id_of(member)
    rows[#rows + 1] = number
    rows[#rows + 1] = record_in(redis.call('HGET', entry_key(tag, patient), number))
    rows[#rows + 1] = retraction_of(tag, patient, number) or ''
    rows[#rows + 1] = view_of(member)
  end
  return found[1] and append_started(rows, tag, patient, time_of(found[1]), append_course) or rows
end

-- For a list, what grants open of a member of the chronology.
local function through(grants)
  return function(member) return view_through(grants, time_of(member), id_of(member)) end
end

-- patient, max, min, count, which -> as list_entries.
define_read('entry_list', function(tag, args)
  local patient, max, min, count, which = unpack(args)
  return list_entries(tag, patient, max, min, count, which, function() return 'all' end)
end)

-- patient, max, min, count, which, TIME now, teams -> as list_entries, of what a share in force covers; nothing if there is no share.
define_read('entry_list_shared', function(tag, args)
  local patient, max, min, count, which, now = unpack(args)
  local grants = grants_in_force(tag, patient, now, set_of(args, 7))
  return grants and list_entries(tag, patient, max, min, count, which, through(grants)) or {}
end)

-- patient, max, min, count, which, then a grant that is not stored: from, to, symptoms ('1', else ''), entry numbers -> as
-- list_entries, of what it covers.
define_read('entry_list_preview', function(tag, args)
  local patient, max, min, count, which, from, to, symptoms = unpack(args)
  local grants = {grant_of(from, to, {unpack(args, 9)}, symptoms ~= '')}
  return list_entries(tag, patient, max, min, count, which, through(grants))
end)

local MOST_BYTES_WALKED, MOST_VERSIONS = 1024 * 1024, 1000

-- patient, number, version -> what lies after that version of that entry, as it lies: number, version and record ('' for one that is not
-- there) of each; nothing at the end.
define_read('entry_walk', function(tag, args)
  local patient, number, version = args[1], tonumber(args[2]), tonumber(args[3])
  local key, rows, bytes = entry_key(tag, patient), {}, 0
  local last = redis.call('HLEN', key)
  local function place_of(entry) return string.format('%010d', entry) end
  local function versions_of(entry) return math.min(version_of(tag, patient, place_of(entry)), MOST_VERSIONS) end
  local current = number > 0 and versions_of(number) or 0
  while bytes < MOST_BYTES_WALKED do
    if version >= current then
      if number >= last then break end
      number, version = number + 1, 0
      current = math.max(versions_of(number), 1)
    end
    version = version + 1
    local place, stored = place_of(number), nil
    if version == current then
      stored = redis.call('HGET', key, place)
    else
      stored = redis.call('HGET', key .. ':earlier', place .. ':' .. version)
    end
    local record = record_in(stored or '')
    rows[#rows + 1], bytes = {place, string.format('%d', version), record}, bytes + #record + 32
  end
  return rows
end)
