-- What happens when an answer is late. The set "timers" has "P/ID" by the ms of what is next for the thread: that it is due, or that it
-- goes on to the second recipient. Any instance runs what has come; each step is done by one function, so it happens once.

local ESCALATION_MS = 15 * 60 * 1000

-- Says that the thread is late; an urgent one that nobody has claimed goes on, and on again, until somebody does.
local function run_timer(tag, ref, now)
  local patient, id = string.match(ref, '^([^/]+)/(.+)$')
  local key = thread_key(tag, patient, id)
  local team, urgent, assignee, overdue, escalated = unpack(redis.call('HMGET', key, 'team', 'urgency', 'assignee', 'overdue', 'escalated'))
  local person = '-'
  local interval, second = string.match(redis.call('HGET', tag .. ':team:' .. team, 'escalation') or '', '^(%d+) (%S*)$')
  redis.call('ZREM', tag .. ':timers', ref)
  if not has_members(tag, team) then  -- nobody could be told: again when somebody joins, see run_untold
    redis.call('ZADD', tag .. ':timers', now + (interval or ESCALATION_MS), ref)
    redis.call('SADD', tag .. ':team:' .. team .. ':untold', ref)
    return
  end
  if overdue and (assignee or not urgent) then return end
  if overdue then
    if second and second ~= '' and on_team(tag, team, second) then person = second end
    local count = tonumber(string.match(escalated or '0', '^%d+')) + 1
    redis.call('HSET', key, 'escalated', count .. ' ' .. now .. ' ' .. person)
    add_change(key, 'escalate', person, now, count)
  else
    redis.call('HSET', key, 'overdue', 1)
  end
  if urgent and not assignee then redis.call('ZADD', tag .. ':timers', now + (interval or ESCALATION_MS), ref) end
  announce(tag, team, 'w ' .. ref .. ' ' .. (redis.call('HGET', key, 'version') or 0) .. ' ' .. person)
end

-- now, most -> how many were run
define_task('run_timers', function(tag, args)
  local come = redis.call('ZRANGEBYSCORE', tag .. ':timers', '-inf', args[1], 'LIMIT', 0, args[2])
  for _, ref in ipairs(come) do run_timer(tag, ref, args[1]) end
  return {#come}
end)
