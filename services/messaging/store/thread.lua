-- Threads and messages: see append.lua for the keys.

-- patient, id, team, thread record, sender, message record, now -> "id now"
define_write('start_thread', function(tag, args)
  local patient, id, team, now = args[1], args[2], args[3], args[7]
  if not enrolled(tag, team, patient) then return nil, 'NOT_ENROLLED' end
  make_thread(tag, patient, id, team, args[4], args[5], args[6], now)
  return id .. ' ' .. now
end)

-- patient, id, team, sender, record, now, as a member of the team ('1') -> "number time"
define_write('send', function(tag, args)
  local patient, id, team, sender = args[1], args[2], args[3], args[4]
  if args[7] == '1' and not on_team(tag, team, sender) then return nil, 'NO_THREAD' end
  local number, time = append(tag, patient, id, team, sender, args[5], args[6])
  if not number then return nil, 'NO_THREAD' end
  set_mark(thread_key(tag, patient, id), sender, number)
  return number .. ' ' .. time
end)

local function last_message(key)
  local last = redis.call('XREVRANGE', key .. ':m', '+', '-', 'COUNT', 1)[1]
  return last and tonumber(number_of(last[1])) or 0
end

-- patient, id, team, person, up to, as a member of the team ('1') -> "mark unread"
define_write('mark_read', function(tag, args)
  local patient, id, team, person, up_to = args[1], args[2], args[3], args[4], tonumber(args[5])
  if args[6] == '1' and not on_team(tag, team, person) then return nil, 'NO_THREAD' end
  local key = thread_key(tag, patient, id)
  local last = last_message(key)
  if last == 0 then return nil, 'NO_THREAD' end
  if up_to > last then return nil, 'ABOVE_LAST' end
  local mark = mark_of(key, person)
  if up_to > mark then
    mark = up_to
    set_mark(key, person, mark)
    announce(tag, patient, team, 'r ' .. patient .. '/' .. id .. ' ' .. mark .. ' ' .. person)
  end
  return mark .. ' ' .. last - mark
end)

-- patient, id -> team; nothing if there is no such thread
define_read('team_of_thread', function(tag, args)
  return {redis.call('HGET', thread_key(tag, args[1], args[2]), 'team') or nil}
end)

-- A thread as `person` sees it: patient, id, team, record, enrolment record, last number, time of the last message (ms),
-- mark. nil if there is no such thread.
local function thread_row(tag, patient, id, person)
  local key = thread_key(tag, patient, id)
  local meta = redis.call('HMGET', key, 'team', 'r')
  if not meta[1] then return nil end
  local team = tag .. ':team:' .. meta[1]
  return {patient, id, meta[1], meta[2], redis.call('HGET', team .. ':patients', patient) or '', last_message(key),
          redis.call('ZSCORE', team .. ':inbox', patient .. '/' .. id), mark_of(key, person)}
end

-- audiences ("p:P" or "t:X") -> the id of the last event of each
local function ends_of(tag, audiences)
  local ends = {}
  for i, audience in ipairs(audiences) do
    local last = redis.call('XREVRANGE', tag .. ':events:' .. audience, '+', '-', 'COUNT', 1)[1]
    ends[i] = last and last[1] or '0-0'
  end
  return ends
end

-- patient, id, person, audiences... -> row, ends; nothing if there is no such thread
define_read('thread', function(tag, args)
  local row = thread_row(tag, args[1], args[2], args[3])
  if not row then return {} end
  return {row, ends_of(tag, {unpack(args, 4)})}
end)

-- audiences... -> ends
define_read('ends', function(tag, args) return {ends_of(tag, args)} end)

-- An entry of the stream of a thread: number, sender, time (ms), record.
local function message_row(entry)
  return {tonumber(number_of(entry[1])), string.match(entry[2][2], '^(%S+) (%d+) (.*)$')}
end

-- patient, id, newest first ('1'), above, below ('0': none), most, audiences... -> rows {number, sender, time, record}, ends;
-- nothing if there is no such thread
define_read('messages', function(tag, args)
  local key = thread_key(tag, args[1], args[2])
  if redis.call('EXISTS', key) == 0 then return {} end
  local from, to = '(0-' .. args[4], args[5] == '0' and '+' or '(0-' .. args[5]
  local found
  if args[3] == '1' then
    found = redis.call('XREVRANGE', key .. ':m', to, from, 'COUNT', args[6])
  else
    found = redis.call('XRANGE', key .. ':m', from, to, 'COUNT', args[6])
  end
  local rows = {}
  for i, message in ipairs(found) do rows[i] = message_row(message) end
  return {rows, ends_of(tag, {unpack(args, 7)})}
end)
