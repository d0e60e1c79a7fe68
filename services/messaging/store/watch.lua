-- The log, for those who watch: see append.lua for the keys.

-- Whether entries after `place` may be missing. A log that has the entry at the place has all that came after it; one without has been
-- trimmed, or is another: an older backup was restored. Before everything is a place only as long as the log has its first entry.
local function has_gap(log, place)
  if place ~= '0-0' then return #redis.call('XRANGE', log, place, place) == 0 end
  if redis.call('EXISTS', log) == 0 then return false end
  local info = redis.call('XINFO', 'STREAM', log)
  local fields = {}
  for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
  return fields['entries-added'] > fields['length']
end

-- What an entry is about, as it is now: the team of its thread, then of a message its row and the work on the thread, of a thread its
-- row, as the starter sees it if it was started; of a caregiver what the patient lets them do ('': nothing any more); last whether the
-- patient is with the team that the entry is for (1 or 0), which is all of an enrolment that has ended. Nothing of what is not there.
local function detail(tag, event)
  local team, kind, patient, id, number, person = string.match(event, '^(%S+) (%a) ([^/]+)/(%S+) (%d+) (.*)$')
  if not team then return {} end
  local is_enrolled = enrolled(tag, team, patient) and 1 or 0
  if kind == 'm' or kind == 'd' or kind == 's' then
    local key, place = thread_key(tag, patient, id), '0-' .. number
    local found = redis.call('XRANGE', key .. ':m', place, place)[1]
    return found and {redis.call('HGET', key, 'team') or '', message_row(key, found), work_row(key), is_enrolled} or {}
  elseif kind == 't' or kind == 'w' then
    local row = thread_row(tag, patient, id, kind == 't' and person or '')
    return row and {row[3], row, is_enrolled} or {}
  elseif kind == 'r' or kind == 'x' then
    return {redis.call('HGET', thread_key(tag, patient, id), 'team') or '', is_enrolled}
  elseif kind == 'c' then
    return {redis.call('HGET', caregivers_key(tag, patient), person) or '', is_enrolled}
  elseif kind == 'u' then
    return {is_enrolled}
  end
  return {}
end

-- entries... -> detail of each
define_read('details', function(tag, args)
  local out = {}
  for i, event in ipairs(args) do out[i] = detail(tag, event) end
  return out
end)

-- Entries of the log that are looked at in one call: all of Redis waits for it.
local MOST_SCANNED = 2000

-- after, most, patient ('': of any), person, teams and "patients/P"... -> gap (0 or 1), the place up to which was looked, whether there
-- is more (0 or 1), {place, entry}... that concern the patient, or else one of the teams or patients or what the person may follow
define_read('log_after', function(tag, args)
  local log, after, most, patient, person, wanted = tag .. ':log', args[1], tonumber(args[2]), args[3], args[4], {}
  if has_gap(log, after) then return {1, after, 0} end
  for i = 5, #args do wanted[args[i]] = true end
  local out = {0, after, 0}
  local found = redis.call('XRANGE', log, '(' .. after, '+', 'COUNT', MOST_SCANNED)
  for i, entry in ipairs(found) do
    local team, kind, of, who = string.match(entry[2][2], '^(%S+) (%a) ([^/ ]+)%S* %d+ (.*)$')
    local is_wanted = of ~= '-' and (wanted[team] or wanted['patients/' .. of])
    if patient ~= '' and patient == of or patient == '' and (of == '-' and who == person or is_wanted) then
      out[#out + 1] = {entry[1], entry[2][2]}
    end
    out[2] = entry[1]
    if #out == most + 3 or i == MOST_SCANNED then
      out[3] = 1
      break
    end
  end
  return out
end)
