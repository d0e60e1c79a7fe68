-- What the team has to do in a thread, in fields of its hash. One that is absent is nothing:
-- version   the number of the last change of the work
-- state     "resolved"; absent: open
-- urgency   "urgent"; absent: routine
-- assignee  "person ms record": who has claimed it, and when; such a thread is in the set person:S:claims as "P/ID"
-- waiting   ms of the first message of the patient's side that the team has not answered
-- due       ms until which it is to be answered; present while waiting is
-- overdue   1: that has passed, and was told
-- escalated "count ms person": how often it went on since nobody claimed it, last when and to whom ("-": the whole team)
-- attention the number of the first message that waits and has a warning word
-- replied   the ms at which the team has last sent the automatic reply; of an earlier release, at which it is there again after that
-- alerted   the same of the automatic reply to an urgent alert
-- resolved  "person ms record": who has resolved it, and when; present while state is
-- aside     what was left to do when it was resolved, ASIDE as JSON, false for one that was absent, then '1' if something was done about
--           it: whoever reopens it finds it so again, and where nothing was done also who writes on the patient's side, unless one of the
--           team has written since: that was an answer
-- thread:P:ID:h  stream  0-n: change n; h: "kind person ms record", where kind is claim, release, leave, unenrol, reroute:FROM:TO, resolve,
--                 reopen, urgency, write: opened by a message, whose number is the record, alert: made urgent by such a message, or escalate:
--                 to person ("-": all), with the count

-- The number of the change, as text.
local function add_change(key, kind, person, now, record)
  local place = redis.call('XADD', key .. ':h', '0-*', 'h', kind .. ' ' .. person .. ' ' .. now .. ' ' .. record)
  local number = string.sub(place, 3)
  redis.call('HSET', key, 'version', number)
  return number
end

local function answer(tag, key, ref, waiting)
  if not waiting then return end
  redis.call('HDEL', key, 'waiting', 'due', 'overdue', 'escalated', 'attention')
  redis.call('ZREM', tag .. ':timers', ref)
end

local ASIDE = {'urgency', 'waiting', 'due', 'overdue', 'escalated', 'attention'}

-- A thread may be resolved by a slip. `done`: '1' if something was done about it.
local function put_aside(key, done)
  local values = redis.call('HMGET', key, unpack(ASIDE))
  if not (values[1] or values[2]) then return end
  values[#ASIDE + 1] = done
  redis.call('HSET', key, 'aside', cjson.encode(values))
end

-- The opposite. What is urgent and was late already goes on at once: nobody has claimed it.
local function take_back(tag, key, ref, now)
  local aside = redis.call('HGET', key, 'aside')
  if not aside then return end
  local values = cjson.decode(aside)
  for i, field in ipairs(ASIDE) do
    if values[i] then redis.call('HSET', key, field, values[i]) end
  end
  redis.call('HDEL', key, 'aside')
  local urgent, due, overdue = values[1], values[3], values[4]
  if due and (urgent or not overdue) then redis.call('ZADD', tag .. ':timers', overdue and now or due, ref) end
end

-- Nothing was done about what waited.
local function waited_when_resolved(key)
  local aside = redis.call('HGET', key, 'aside')
  local values = aside and cjson.decode(aside)
  return values and values[#ASIDE + 1] ~= '1' and values[2]
end

-- Message `number` of the patient's side in a thread with this state and waiting. It opens what is resolved: what waited then, if nothing
-- was done about it, waits on. Otherwise it is answered in time if that is until one of the two due times. The number of the change, if it opened
-- the thread.
local function wait_for_answer(tag, key, ref, state, waiting, sender, number, time, due_routine, due_urgent)
  if waiting then return nil end
  local waits_on = state and waited_when_resolved(key)
  if waits_on then
    take_back(tag, key, ref, time)
  else
    local urgent = not state and redis.call('HGET', key, 'urgency')
    local due = urgent and due_urgent or due_routine
    redis.call('HSET', key, 'waiting', time, 'due', due)
    redis.call('ZADD', tag .. ':timers', due, ref)
  end
  if not state then return nil end
  redis.call('HDEL', key, 'state', 'resolved', 'aside')
  return add_change(key, 'write', sender, time, number)
end

local WORK = {'version', 'state', 'urgency', 'assignee', 'waiting', 'due', 'resolved', 'overdue', 'escalated', 'attention'}

-- The values of WORK, '' for one that is absent.
local function work_row(key)
  local row = redis.call('HMGET', key, unpack(WORK))
  for i = 1, #WORK do row[i] = row[i] or '' end
  return row
end
