-- Entries of whole periods, for answers that are made of many.

-- Number, what is stored (TIME, record) and what is open of each live entry in the ranges (a TIME from and a TIME to for each; disjoint,
-- earliest first) of which `view_of` says that something is, earliest first; the one word TOO_MANY if there are more than `most` to look
-- at. `most` is below 7000: as many values fit into one call.
local function read_periods(tag, patient, most, bounds, view_of)
  local numbers, views, looked = {}, {}, 0
  local some_retracted = redis.call('HLEN', entry_key(tag, patient) .. ':retracted') > 0
  for i = 1, #bounds, 2 do
    local members = redis.call('ZRANGE', entry_chronology(tag, patient), '[' .. bounds[i], '(' .. bounds[i + 1], 'BYLEX', 'LIMIT', 0,
                               most - looked + 1)
    looked = looked + #members
    if looked > most then return {'TOO_MANY'} end
    for _, member in ipairs(members) do
      local number, view = id_of(member), view_of(member)
      if view and not (some_retracted and retraction_of(tag, patient, number)) then
        numbers[#numbers + 1] = number
        views[#views + 1] = view
      end
    end
  end
  local rows = {}
  local stored = #numbers > 0 and redis.call('HMGET', entry_key(tag, patient), unpack(numbers))
  for i, number in ipairs(numbers) do
    rows[#rows + 1] = number
    rows[#rows + 1] = stored[i]
    rows[#rows + 1] = views[i]
  end
  return rows
end

-- patient, most, bounds -> as read_periods.
define_read('period_entries', function(tag, args)
  return read_periods(tag, args[1], tonumber(args[2]), {unpack(args, 3)}, function() return 'all' end)
end)

-- patient, most, TIME now, how many bounds, bounds, readers -> as read_periods, of what a share in force covers; the one word NO_SHARE if
-- there is none.
define_read('period_entries_shared', function(tag, args)
  local patient, most, now, count = unpack(args)
  local bounds = {unpack(args, 5, 4 + tonumber(count))}
  local grants = grants_in_force(tag, patient, now, set_of(args, 5 + tonumber(count)))
  if not grants then return {'NO_SHARE'} end
  return read_periods(tag, patient, tonumber(most), bounds, through(grants))
end)

-- patient, TIME now, readers -> the most that a share in force opens of any entry, as view_through; the one word NO_SHARE if there is none.
define_read('period_view_shared', function(tag, args)
  local grants = grants_in_force(tag, args[1], args[2], set_of(args, 3))
  if not grants then return {'NO_SHARE'} end
  for _, grant in pairs(grants) do
    if grant.view == 'all' then return {'all'} end
  end
  return {'symptoms'}
end)

-- min, count -> the position to go on from ('' at the end), then the patients who have recorded anything from there on.
define_read('period_patients', function(tag, args)
  local count = tonumber(args[2])
  local rows = redis.call('ZRANGE', patients_key(tag), args[1], '+', 'BYLEX', 'LIMIT', 0, count + 1)
  local more = rows[count + 1] and rows[count] or ''
  rows[count + 1] = nil
  table.insert(rows, 1, more)
  return rows
end)

local function later(time, micros) return string.format('%016.0f', math.max(tonumber(time) + micros, 0)) end

-- patient, most, TIME from which on to sum up ('' for just after the last visit), microseconds to look back before it, TIME now, TIME of
-- the end -> the TIME from which on, '1' if that is a visit's (else ''), entries as read_periods, numbers of entries that a share in
-- force covers, courses that had started by the end as append_noted_course. The one word TOO_MANY or NO_VISIT instead.
define_read('period_since_visit', function(tag, args)
  local patient, most, start, lookback, now, until_time = unpack(args)
  local visit = start == '' and redis.call('ZRANGE', visits_key(tag, patient), '+', '-', 'BYLEX', 'REV', 'LIMIT', 0, 1)[1]
  if start == '' and not visit then return {'NO_VISIT'} end
  if visit then start = later(time_of(visit), 1) end
  local grants, shared = grants_in_force(tag, patient, now), {}
  local function note_shared(member)
    if grants and view_through(grants, time_of(member), id_of(member)) then shared[#shared + 1] = id_of(member) end
    return 'all'
  end
  local rows = read_periods(tag, patient, tonumber(most), {later(start, -lookback), until_time}, note_shared)
  if #rows == 1 then return rows end
  return {start, visit and '1' or '', rows, shared, append_started({}, tag, patient, until_time, append_noted_course)}
end)
