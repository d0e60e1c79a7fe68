-- What the team has to do in a thread, in fields of its hash. One that is absent is nothing:
-- version   the number of the last change of the work
-- state     "resolved"; absent: open
-- urgency   "urgent"; absent: routine
-- assignee  "person ms record": who has claimed it, and when; such a thread is in the set person:S:claims as "P/ID"
-- waiting   ms of the first message of the patient's side that the team has not answered
-- due       ms until which it is to be answered; present while waiting is
-- resolved  "person ms record": who has resolved it, and when; present while state is
-- thread:P:ID:h  stream  0-n: change n; h: "kind person ms record", where kind is claim, release, leave, reroute:FROM:TO, resolve,
--                 reopen, urgency, or write: opened by a message, whose number is the record

-- The number of the change, as text.
local function add_change(key, kind, person, now, record)
  local place = redis.call('XADD', key .. ':h', '0-*', 'h', kind .. ' ' .. person .. ' ' .. now .. ' ' .. record)
  local number = string.sub(place, 3)
  redis.call('HSET', key, 'version', number)
  return number
end

-- Message `number` of the patient's side in a thread with this state and waiting. It opens what is resolved, and is answered in
-- time if that is until one of the two due times. The number of the change, if it opened the thread.
local function wait_for_answer(key, state, waiting, sender, number, time, due_routine, due_urgent)
  if waiting then return nil end
  local urgent = not state and redis.call('HGET', key, 'urgency')
  redis.call('HSET', key, 'waiting', time, 'due', urgent and due_urgent or due_routine)
  if not state then return nil end
  redis.call('HDEL', key, 'state', 'resolved')
  return add_change(key, 'write', sender, time, number)
end

local function answer(key, waiting)
  if waiting then redis.call('HDEL', key, 'waiting', 'due') end
end

local WORK = {'version', 'state', 'urgency', 'assignee', 'waiting', 'due', 'resolved'}

-- The values of WORK, '' for one that is absent.
local function work_row(key)
  local row = redis.call('HMGET', key, unpack(WORK))
  for i = 1, #WORK do row[i] = row[i] or '' end
  return row
end
