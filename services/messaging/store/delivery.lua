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

-- The message of a share says from now on when (ms) that was revoked. In a field that an earlier release does not read: it takes what is in
-- the other for a retraction.
local function mark_revoked(tag, patient, id, number, revoked)
  redis.call('HSET', thread_key(tag, patient, id) .. ':x', 's:' .. number, revoked)
end

-- share, patient, id for a new thread, team, thread record, sender, message record, now, and the reception as for start_thread
-- -> "thread number time", those of the first delivery of this share whenever that was
define_write('deliver_share', function(tag, args)
  local patient, team, now = args[2], args[4], args[8]
  local memory = tag .. ':share:' .. args[1]
  local before = redis.call('GET', memory)
  if before then return before end
  if not enrolled(tag, team, patient) then return nil, 'NOT_ENROLLED' end
  if not has_members(tag, team) then return nil, 'NO_MEMBERS_YET' end
  if not are_settings(tag, team, args[10]) then return nil, 'OTHER_SETTINGS' end
  local id, number, time = latest_thread(tag, patient, team), nil, nil
  if id then
    number, time = append_unseen(tag, patient, id, team, args[6], args[7], now)
  else
    id = args[3]
    number, time = make_thread(tag, patient, id, team, args[5], args[6], 'p', args[7], now)
  end
  local work = redis.call('HMGET', thread_key(tag, patient, id), 'state', 'waiting')
  patient_wrote(tag, patient, id, team, work[1], work[2], args[6], number, time, args[11], args[12])
  reply_for_team(tag, patient, id, team, args[13], args[14], now, 'replied')
  local outcome = id .. ' ' .. number .. ' ' .. time
  redis.call('SET', memory, outcome)
  local revoked = redis.call('GET', tag .. ':revoked:' .. args[1])
  if revoked then mark_revoked(tag, patient, id, number, revoked) end
  return outcome
end)

-- share, patient, ms of its revocation -> that of the first delivery of this revocation whenever that was
-- Whoever has the thread now is told; of a share that has not been delivered nobody is, until it is. Of who was erased nothing is kept.
define_write('revoke_share', function(tag, args)
  local patient, revoked = args[2], args[3]
  local memory = tag .. ':revoked:' .. args[1]
  local before = redis.call('GET', memory)
  if before then return before end
  if is_erased(tag, patient) then return revoked end
  redis.call('SET', memory, revoked)
  local id, number = string.match(redis.call('GET', tag .. ':share:' .. args[1]) or '', '^(%S+) (%d+) ')
  if id then
    mark_revoked(tag, patient, id, number, revoked)
    announce(tag, redis.call('HGET', thread_key(tag, patient, id), 'team'), 's ' .. patient .. '/' .. id .. ' ' .. number .. ' ' .. patient)
  end
  return revoked
end)
