-- Alerts of the journal: see append.lua and answering.lua for the keys of threads.
-- alert:P/ID  hash    thread: the id of its thread; N: "thread number time" of the message of its trigger N; for ever

-- The thread of an alert and its team. Nothing if there is none, or if the patient is with that team no more, or nobody is on it: there
-- nobody would see it.
local function thread_of_alert(tag, patient, name)
  local id = redis.call('HGET', tag .. ':alert:' .. name, 'thread')
  local team = id and redis.call('HGET', thread_key(tag, patient, id), 'team')
  if team and enrolled(tag, team, patient) and has_members(tag, team) then return id, team end
  return nil
end

-- patient, alert -> team; nothing if a trigger of the alert starts a thread
define_read('team_of_alert', function(tag, args)
  local _, team = thread_of_alert(tag, args[1], args[2])
  return {team}
end)

-- What waits for an answer has to be answered soon, from now on if it had to be later. What is late goes on at once, unless somebody has
-- claimed it. Message `number` is that of the trigger.
local function make_urgent(tag, patient, id, team, sender, number, time, due_urgent, now)
  local key, ref = thread_key(tag, patient, id), patient .. '/' .. id
  local urgency, due, overdue = unpack(redis.call('HMGET', key, 'urgency', 'due', 'overdue'))
  if urgency then return end
  redis.call('HSET', key, 'urgency', 'urgent')
  if overdue then
    redis.call('ZADD', tag .. ':timers', now, ref)
  elseif tonumber(due) > tonumber(due_urgent) then
    redis.call('HSET', key, 'due', due_urgent)
    redis.call('ZADD', tag .. ':timers', due_urgent, ref)
  end
  local change = add_change(key, 'alert', sender, time, number)
  announce(tag, team, 'w ' .. ref .. ' ' .. change .. ' ' .. sender)
end

-- alert, trigger, patient, id for a new thread, team, thread record, sender, message record, now, whether it is urgent ('1'), and the
-- reception as for start_thread -> "thread number time", those of the first delivery of this trigger whenever that was
define_write('deliver_alert', function(tag, args)
  local name, trigger, patient, sender, record, now = args[1], args[2], args[3], args[7], args[8], args[9]
  local memory = tag .. ':alert:' .. name
  local before = redis.call('HGET', memory, trigger)
  if before then return before end
  local id, team = thread_of_alert(tag, patient, name)
  team = team or args[5]
  if not enrolled(tag, team, patient) then return nil, 'NOT_ENROLLED' end
  if not has_members(tag, team) then return nil, 'NO_MEMBERS' end
  if team ~= args[11] or not are_settings(tag, team, args[12]) then return nil, 'OTHER_SETTINGS' end
  local number, time
  if id then
    number, time = append_unseen(tag, patient, id, team, sender, record, now)
  else
    id = args[4]
    redis.call('HSET', memory, 'thread', id)
    number, time = make_thread(tag, patient, id, team, args[6], sender, 'p', record, now)
  end
  local work = redis.call('HMGET', thread_key(tag, patient, id), 'state', 'waiting')
  patient_wrote(tag, patient, id, team, work[1], work[2], sender, number, time, args[13], args[14])
  if args[10] == '1' then make_urgent(tag, patient, id, team, sender, number, time, args[14], now) end
  reply_for_team(tag, patient, id, team, args[15], args[16], now, args[10] == '1' and 'alerted' or 'replied')
  local outcome = id .. ' ' .. number .. ' ' .. time
  redis.call('HSET', memory, trigger, outcome)
  return outcome
end)
