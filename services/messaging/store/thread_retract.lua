-- Messages that were taken back, and who has read how far when: see append.lua for the keys.

-- patient, id, number, person, as a member of the team ('1') or a caregiver ('c'), now, record of the retraction -> number
define_patient_write('retract', function(tag, args)
  local patient, id, number, person = args[1], args[2], args[3], args[4]
  local key, place = thread_key(tag, patient, id), '0-' .. number
  if not may_see(tag, redis.call('HGET', key, 'team'), patient, person, args[5]) then return nil, 'NO_MESSAGE' end
  if args[5] == 'c' and not is_caregiver(tag, patient, person, 'w', args[6]) then return nil, 'NO_MESSAGE' end
  local found = redis.call('XRANGE', key .. ':m', place, place)[1]
  if not found then return nil, 'NO_MESSAGE' end
  if string.match(found[2][2], '^%S+') ~= person then return nil, 'NOT_SENDER' end
  if redis.call('HEXISTS', key .. ':x', number) == 0 then
    redis.call('HSET', key .. ':x', number, person .. ' ' .. args[6] .. ' ' .. args[7])
    announce(tag, redis.call('HGET', key, 'team'), 'd ' .. patient .. '/' .. id .. ' ' .. number .. ' ' .. person)
  end
  return number
end)

-- patient, id, person, as a member of the team ('1') or a caregiver ('c'), above, most -> rows {place, person, number, ms, record};
-- nothing if there is no such thread
define_read('receipts', function(tag, args)
  local key = thread_key(tag, args[1], args[2])
  if not may_see(tag, redis.call('HGET', key, 'team'), args[1], args[3], args[4]) then return {} end
  local rows = {}
  for i, entry in ipairs(redis.call('XRANGE', key .. ':r', '(0-' .. args[5], '+', 'COUNT', args[6])) do
    rows[i] = {tonumber(number_of(entry[1])), string.match(entry[2][2], '^(%S+) (%d+) (%d+) (.*)$')}
  end
  return {rows}
end)
