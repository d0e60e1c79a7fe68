-- Threads and messages: see append.lua for the keys.

-- patient, id, team, thread record, sender, message record, now, and if the patient's side starts it, the reception: team, version of
-- its settings, due if routine, due if urgent, closed since ('': it is there), automatic reply, has a warning word ('1') -> "id now"
-- Who writes on the patient's side and is not the patient is a caregiver.
define_write('start_thread', function(tag, args)
  local patient, id, team, now = args[1], args[2], args[3], args[7]
  if not args[8] and not on_team(tag, team, args[5]) then return nil, 'NO_TEAM' end
  if args[8] and args[5] ~= patient and not is_caregiver(tag, patient, args[5], 'w', now) then return nil, 'NO_PATIENT' end
  if not enrolled(tag, team, patient) then return nil, 'NOT_ENROLLED' end
  if args[8] and not has_members(tag, team) then return nil, 'NO_MEMBERS' end
  if args[8] and not are_settings(tag, team, args[9]) then return nil, 'OTHER_SETTINGS' end
  local number, time = make_thread(tag, patient, id, team, args[4], args[5], args[8] and 'p' or 's', args[6], now)
  if args[8] then
    patient_wrote(tag, patient, id, team, nil, nil, args[5], number, time, args[10], args[11])
    heed(tag, patient, id, team, args[5], number, args[14])
    reply_for_team(tag, patient, id, team, args[12], args[13], now, 'replied')
  end
  return id .. ' ' .. now
end)

-- patient, id, sender, line_of(sender, now, record), now, as a member of the team ('1'), else, also as a caregiver ('c'), the reception
-- as for start_thread -> "number time"
-- The line comes whole: Redis' Lua hashes every byte of a text that it makes.
define_write('send', function(tag, args)
  local patient, id, sender, as_member = args[1], args[2], args[3], args[6] == '1'
  local key = thread_key(tag, patient, id)
  local team, state, waiting, last, urgency = unpack(redis.call('HMGET', key, 'team', 'state', 'waiting', 't', 'urgency'))
  if not team or as_member and not looks_after(tag, team, sender, patient) then return nil, 'NO_THREAD' end
  if args[6] == 'c' and not is_caregiver(tag, patient, sender, 'w', args[5]) then return nil, 'NO_THREAD' end
  if not as_member then
    if not enrolled(tag, team, patient) then return nil, 'NOT_ENROLLED' end
    if not has_members(tag, team) then return nil, 'NO_MEMBERS' end
    if team ~= args[7] or not are_settings(tag, team, args[8]) then return nil, 'OTHER_SETTINGS' end
  end
  local side, due = as_member and 's' or 'p', nil
  if not as_member and not state and not waiting then due = urgency and args[10] or args[9] end
  local number, time = append(tag, patient, id, team, last, sender, side, args[4], args[5], sender, due)
  if as_member then
    answer(tag, key, patient .. '/' .. id, waiting)
    if state then redis.call('HDEL', key, 'aside') end
  else
    if not due then patient_wrote(tag, patient, id, team, state, waiting, sender, number, time, args[9], args[10]) end
    heed(tag, patient, id, team, sender, number, args[13])
    reply_for_team(tag, patient, id, team, args[11], args[12], args[5], 'replied')
  end
  return number .. ' ' .. time
end)

-- Whether `person` may be told of a thread of the patient with `team` (nil: there is none): if only as a member of the team ('1'), they
-- have to look after the patient; if as a caregiver ('c'), the patient has to let them read messages.
local function may_see(tag, team, patient, person, as)
  if as == 'c' then return team and is_caregiver(tag, patient, person, 'r') end
  return team and (as ~= '1' or looks_after(tag, team, person, patient))
end

-- patient, id, person, up to, as a member of the team ('1') or a caregiver ('c'), now, record of the person -> "mark unread"
define_patient_write('mark_read', function(tag, args)
  local patient, id, person, up_to = args[1], args[2], args[3], tonumber(args[4])
  local key = thread_key(tag, patient, id)
  local team = redis.call('HGET', key, 'team')
  if not may_see(tag, team, patient, person, args[5]) then return nil, 'NO_THREAD' end
  local last = last_message(key)
  if up_to > last then return nil, 'ABOVE_LAST' end
  local mark = mark_of(key, person)
  if up_to > mark then
    mark = up_to
    redis.call('HSET', key, 'r:' .. person, mark)
    redis.call('XADD', key .. ':r', '0-*', 'r', person .. ' ' .. args[4] .. ' ' .. args[6] .. ' ' .. args[7])
    announce(tag, team, 'r ' .. patient .. '/' .. id .. ' ' .. mark .. ' ' .. person)
  end
  return mark .. ' ' .. last - mark
end)

-- patient, id -> team; nothing if there is no such thread
define_read('team_of_thread', function(tag, args)
  return {redis.call('HGET', thread_key(tag, args[1], args[2]), 'team') or nil}
end)

-- A thread as `person` sees it: patient, id, team, record, enrolment record, last number, time of the last message (ms),
-- mark, work, whether the patient is with the team (1 or 0). nil if there is no such thread.
local function thread_row(tag, patient, id, person)
  local key = thread_key(tag, patient, id)
  local meta = redis.call('HMGET', key, 'team', 'r', 't')
  if not meta[1] then return nil end
  local record, is_enrolled = enrolment_of(tag, meta[1], patient)
  return {patient, id, meta[1], meta[2], record, last_message(key),
          meta[3], mark_of(key, person), work_row(key), is_enrolled}
end

define_read('log_end', function(tag) return {log_end(tag)} end)

-- patient, id, person, as a member of the team ('1') or a caregiver ('c') -> row, end of the log; nothing if there is no such thread
define_read('thread', function(tag, args)
  local row = thread_row(tag, args[1], args[2], args[3])
  if not row or not may_see(tag, row[3], args[1], args[3], args[4]) then return {} end
  return {row, log_end(tag)}
end)

-- An entry of the stream of a thread: number, sender, time (ms), record, "person ms record" of its retraction, or the ms of the revocation
-- of its share ('': none).
local function message_row(key, entry)
  local number = number_of(entry[1])
  local row = {tonumber(number), string.match(entry[2][2], '^(%S+) (%d+) (.*)$')}
  local later = redis.call('HMGET', key .. ':x', number, 's:' .. number)
  row[5] = later[1] or later[2] or ''
  return row
end

-- patient, id, newest first ('1'), above, below ('0': none), most, person, as a member of the team ('1') or a caregiver ('c') -> rows as
-- of message_row, end of the log; nothing if there is no such thread
define_read('messages', function(tag, args)
  local key = thread_key(tag, args[1], args[2])
  if not may_see(tag, redis.call('HGET', key, 'team'), args[1], args[7], args[8]) then return {} end
  local from, to = '(0-' .. args[4], args[5] == '0' and '+' or '(0-' .. args[5]
  local found
  if args[3] == '1' then
    found = redis.call('XREVRANGE', key .. ':m', to, from, 'COUNT', args[6])
  else
    found = redis.call('XRANGE', key .. ':m', from, to, 'COUNT', args[6])
  end
  local rows = {}
  for i, message in ipairs(found) do rows[i] = message_row(key, message) end
  return {rows, log_end(tag)}
end)
