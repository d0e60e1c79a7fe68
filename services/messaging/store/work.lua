-- Changes of the work on a thread: see answering.lua for its fields. Each function begins with the same arguments: patient, id,
-- person, version and last message that the person looked at ('' both: whatever is current), now, record of the change.

-- The thread, for a member of its team who looks after the patient; nil for anybody else.
local function thread_to_work_on(tag, args)
  local key = thread_key(tag, args[1], args[2])
  local found = redis.call('HMGET', key, 'team', 'version', 'state', 'urgency', 'assignee', 'waiting', 'overdue')
  if not found[1] or not looks_after(tag, found[1], args[3], args[1]) then return nil end
  return {key = key, ref = args[1] .. '/' .. args[2], team = found[1], version = found[2] or '0', resolved = found[3], urgency = found[4],
          assignee = found[5] and string.match(found[5], '^%S+'), waiting = found[6], overdue = found[7]}
end

local MOST_NEWER = 100

-- Whether the work has been changed, or anybody else has written, since the person looked.
local function is_stale(thread, args)
  if args[4] == '' then return false end
  if args[4] ~= thread.version then return true end
  local newer = redis.call('XRANGE', thread.key .. ':m', '(0-' .. args[5], '+', 'COUNT', MOST_NEWER)
  if #newer == MOST_NEWER then return true end
  for _, message in ipairs(newer) do
    local sender = string.match(message[2][2], '^%S+')
    if sender ~= args[3] and sender ~= '-' then return true end
  end
  return false
end

-- Takes the thread from whoever has claimed it.
local function unassign(tag, thread)
  if not thread.assignee then return end
  redis.call('HDEL', thread.key, 'assignee')
  redis.call('SREM', tag .. ':person:' .. thread.assignee .. ':claims', thread.ref)
end

-- Keeps the change, tells it, and answers its number.
local function change(tag, thread, kind, args)
  local number = add_change(thread.key, kind, args[3], args[6], args[7])
  announce(tag, thread.team, 'w ' .. thread.ref .. ' ' .. number .. ' ' .. args[3])
  return number
end

-- ... -> number of the change; 0 if the person has it already
define_write('claim', function(tag, args)
  local thread = thread_to_work_on(tag, args)
  if not thread then return nil, 'NO_THREAD' end
  if thread.resolved then return nil, 'RESOLVED' end
  if thread.assignee == args[3] then return '0' end
  if thread.assignee then return nil, 'CLAIMED' end
  if is_stale(thread, args) then return nil, 'STALE' end
  redis.call('HSET', thread.key, 'assignee', args[3] .. ' ' .. args[6] .. ' ' .. args[7])
  redis.call('SADD', tag .. ':person:' .. args[3] .. ':claims', thread.ref)
  return change(tag, thread, 'claim', args)
end)

-- ... -> number of the change
define_write('release', function(tag, args)
  local thread = thread_to_work_on(tag, args)
  if not thread then return nil, 'NO_THREAD' end
  if not thread.assignee then return nil, 'NOT_CLAIMED' end
  if is_stale(thread, args) then return nil, 'STALE' end
  unassign(tag, thread)
  if thread.overdue and thread.urgency then redis.call('ZADD', tag .. ':timers', args[6], thread.ref) end
  return change(tag, thread, 'release', args)
end)

-- ..., to team -> number of the change
define_write('reroute', function(tag, args)
  local thread, to = thread_to_work_on(tag, args), args[8]
  if not thread then return nil, 'NO_THREAD' end
  if thread.resolved then return nil, 'RESOLVED' end
  if to == thread.team then return nil, 'SAME_TEAM' end
  if not enrolled(tag, to, args[1]) then return nil, 'NOT_ENROLLED_THERE' end
  if not has_members(tag, to) then return nil, 'NO_MEMBERS_THERE' end
  if is_stale(thread, args) then return nil, 'STALE' end
  unassign(tag, thread)
  if thread.overdue and thread.urgency then redis.call('ZADD', tag .. ':timers', args[6], thread.ref) end
  redis.call('HSET', thread.key, 'team', to)
  redis.call('HDEL', thread.key, 'replied', 'alerted')  -- that was the other team's
  announce(tag, thread.team, 'x ' .. thread.ref .. ' ' .. thread.version .. ' ' .. to)
  local left = thread.team
  thread.team = to
  return change(tag, thread, 'reroute:' .. left .. ':' .. to, args)
end)

-- ..., whether something was done about it ('1') -> number of the change
define_write('resolve', function(tag, args)
  local thread = thread_to_work_on(tag, args)
  if not thread then return nil, 'NO_THREAD' end
  if thread.resolved then return nil, 'RESOLVED' end
  if is_stale(thread, args) then return nil, 'STALE' end
  unassign(tag, thread)
  put_aside(thread.key, args[8])
  answer(tag, thread.key, thread.ref, thread.waiting)
  redis.call('HDEL', thread.key, 'urgency')
  redis.call('HSET', thread.key, 'state', 'resolved', 'resolved', args[3] .. ' ' .. args[6] .. ' ' .. args[7])
  return change(tag, thread, 'resolve', args)
end)

-- ... -> number of the change
define_write('reopen', function(tag, args)
  local thread = thread_to_work_on(tag, args)
  if not thread then return nil, 'NO_THREAD' end
  if not thread.resolved then return nil, 'NOT_RESOLVED' end
  if is_stale(thread, args) then return nil, 'STALE' end
  redis.call('HDEL', thread.key, 'state', 'resolved')
  take_back(tag, thread.key, thread.ref, args[6])
  return change(tag, thread, 'reopen', args)
end)

-- ..., "urgent" or '', waiting ('' if it is not) and the due time that follows from both -> number of the change; 0 if it is so already
define_write('set_urgency', function(tag, args)
  local thread, urgency, waiting, due = thread_to_work_on(tag, args), args[8], args[9], args[10]
  if not thread then return nil, 'NO_THREAD' end
  if thread.resolved then return nil, 'RESOLVED' end
  if urgency == (thread.urgency or '') then return '0' end
  if is_stale(thread, args) or waiting ~= (thread.waiting or '') then return nil, 'STALE' end
  if urgency == '' then redis.call('HDEL', thread.key, 'urgency') else redis.call('HSET', thread.key, 'urgency', urgency) end
  if waiting ~= '' then
    redis.call('HSET', thread.key, 'due', due)
    redis.call('HDEL', thread.key, 'overdue', 'escalated')
    redis.call('ZADD', tag .. ':timers', due, thread.ref)
  end
  return change(tag, thread, 'urgency', args)
end)

-- A change: number, kind, person, time (ms), record; of a thread that a message has opened or made urgent, the number of the message
-- instead of the record, and the record of the message.
local function change_row(key, entry)
  local row = {tonumber(number_of(entry[1])), string.match(entry[2][2], '^(%S+) (%S+) (%d+) (.*)$')}
  if row[2] == 'write' or row[2] == 'alert' then
    local place = '0-' .. row[5]
    row[6] = string.match(redis.call('XRANGE', key .. ':m', place, place)[1][2][2], '^%S+ %d+ (.*)$')
  end
  return row
end

-- patient, id, person, number -> the change ({} for 0), the thread as this member of its team sees it ({} if they are not)
define_read('changed', function(tag, args)
  local key, place = thread_key(tag, args[1], args[2]), '0-' .. args[4]
  local found = args[4] ~= '0' and redis.call('XRANGE', key .. ':h', place, place)[1]
  local row = thread_row(tag, args[1], args[2], args[3])
  return {found and change_row(key, found) or {}, row and looks_after(tag, row[3], args[3], args[1]) and row or {}}
end)

-- patient, id, person, above, most -> rows of changes; nothing if the person is not on the team of the thread
define_read('changes', function(tag, args)
  local key = thread_key(tag, args[1], args[2])
  local team = redis.call('HGET', key, 'team')
  if not team or not looks_after(tag, team, args[3], args[1]) then return {} end
  local rows = {}
  for i, entry in ipairs(redis.call('XRANGE', key .. ':h', '(0-' .. args[4], '+', 'COUNT', args[5])) do
    rows[i] = change_row(key, entry)
  end
  return {rows}
end)
