-- Deliveries of other services: see append.lua for the keys.

-- The patient's thread with the team that has the latest message; nil if there is none.
local function latest_thread(tag, patient, team)
  local latest, latest_time
  for _, id in ipairs(redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':threads')) do
    local found = redis.call('HMGET', thread_key(tag, patient, id), 'team', 't')
    local time = found[1] == team and tonumber(found[2])
    if time and (not latest or time > latest_time or (time == latest_time and id > latest)) then
      latest, latest_time = id, time
    end
  end
  return latest
end

-- share, patient, id for a new thread, team, thread record, sender, message record, now, version of the
-- team's settings, due if routine, due if urgent -> "thread number time", those of the first delivery of this share whenever that was
define_write('deliver_share', function(tag, args)
  local patient, team, now = args[2], args[4], args[8]
  local memory = tag .. ':share:' .. args[1]
  local before = redis.call('GET', memory)
  if before then return before end
  if not enrolled(tag, team, patient) then return nil, 'NOT_ENROLLED' end
  if not are_settings(tag, team, args[9]) then return nil, 'OTHER_SETTINGS' end
  local id, number, time = latest_thread(tag, patient, team), nil, nil
  if id then
    number, time = append_unseen(tag, patient, id, team, args[6], args[7], now)
  else
    id = args[3]
    number, time = make_thread(tag, patient, id, team, args[5], args[6], 'p', args[7], now)
  end
  local work = redis.call('HMGET', thread_key(tag, patient, id), 'state', 'waiting')
  patient_wrote(tag, patient, id, team, work[1], work[2], args[6], number, time, args[10], args[11])
  local outcome = id .. ' ' .. number .. ' ' .. time
  redis.call('SET', memory, outcome)
  return outcome
end)
