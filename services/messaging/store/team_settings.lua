-- How a care team works: see append.lua for the keys.

-- team, record, escalation interval (ms), second recipient ('': none), version that was seen ('': whatever is current) -> version
define_write('set_settings', function(tag, args)
  local key = tag .. ':team:' .. args[1]
  if not team_exists(tag, args[1]) then return nil, 'NO_TEAM' end
  if args[4] ~= '' and not on_team(tag, args[1], args[4]) then return nil, 'NO_RECIPIENT' end
  if args[5] ~= '' and not are_settings(tag, args[1], args[5]) then return nil, 'STALE' end
  redis.call('HSET', key, 's', args[2], 'escalation', args[3] .. ' ' .. args[4])
  return redis.call('HINCRBY', key, 'sv', 1) .. ''
end)

-- team -> version, record ('' if they were never set), record of the team, whether anybody is on it (1 or 0), second recipient; nothing
-- if there is no such team. The record may name a second recipient who has left the team since, and so may what an earlier release set.
define_read('settings', function(tag, args)
  local found = redis.call('HMGET', tag .. ':team:' .. args[1], 'sv', 's', 'r', 'escalation')
  if not found[3] then return {} end
  local second = string.match(found[4] or '', '^%d+ (%S*)$') or ''
  if second ~= '' and not on_team(tag, args[1], second) then second = '' end
  return {found[1] or '0', found[2] or '', found[3], has_members(tag, args[1]) and 1 or 0, second}
end)
