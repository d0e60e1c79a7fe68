-- Keys of messaging, all under the tag. P is everywhere a patient's pseudonym, also where it stands for a person; other
-- persons have their ids. A record is encrypted: see README.md of the service.
-- team:X              hash    r: record of the team, s: of its settings, sv: how often those were set, escalation: "ms person"
-- team:X:members      hash    person -> record      person:S:teams   set of team ids
-- team:X:patients     hash    P -> record           patient:P:teams  set of team ids
-- team:X:former       hash    P -> record, of those who are not with the team any more; what they said stays
-- team:X:untold      set     "P/ID" of threads whose timers have come while nobody was on the team
-- team:X:templates    hash    template -> "version ms person record", see templates.lua
-- teams               set     ids of all teams
-- patient:P:threads   set     thread ids
-- threads             stream  all threads of the site, as they were started; t: "P/ID"
-- thread:P:ID         hash    team, r: record of the thread, t: ms of its last message, r:PERSON: number of the last message that
--                             they have read, and the work on it, see answering.lua; the patient is in the key, so that a
--                             thread under another patient's name does not exist
-- thread:P:ID:m       stream  0-n: message n; m: "sender ms record", in one field: fewer arguments to pass and to log
-- thread:P:ID:r       stream  0-n: "person number ms record": who has marked what as read, when
-- thread:P:ID:x       hash    number -> "person ms record" of its retraction; s:number -> the ms at which the share was revoked of which
--                             that message tells
-- timers              zset    "P/ID" by when something is to be done about a late answer, see timers.lua
-- share:P/ID          string  "thread n ms": where and when a share was delivered, for ever
-- revoked:P/ID        string  the ms at which a share was revoked, for ever, also before it is delivered
-- log                 stream  every change of what somebody may be told, of the whole site; e: "team kind P/ID number person", of
--                             a membership "team kind - 0 person". The kinds: m, a message, by its sender, and then its time
--                             (ms) and p, by the patient's side, s, by staff, or a, by itself, and if an open thread begins to wait with it, when it
--                             is due (ms); r, who has read
--                             up to a number; t, a thread, by its starter; w, the work on a thread, by who changed it; x, a
--                             thread that has left the team, to which; d, a message that its sender has taken back; s, a message
--                             whose share the patient has revoked; u, the
--                             patient "P/-" is not with the team any more; j and l, who has joined or left the team; z, the
--                             patient "P/-" was erased, of team ".", by the id, encrypted with the site's key; and those of caregiver.lua

-- An entry of the log is kept for two hours at least, and longer until there are this many: a token that is older leads to a gap event
-- and a fresh snapshot.
local LOG_KEPT, LOG_KEPT_MS = 100000, 2 * 60 * 60 * 1000

local function thread_key(tag, patient, id) return tag .. ':thread:' .. patient .. ':' .. id end

-- As text: most who ask pass it on, and Lua is slow at making text of numbers.
local function number_of(stream_id) return string.sub(stream_id, 3) end

-- Of what is older than it has to be, a few hundred go with one in a hundred entries: an entry that trimmed would cost a fifth more.
local function trim_log(log, now)
  local first = redis.call('XLEN', log) > LOG_KEPT and redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  if first and tonumber(string.match(first[1], '^%d+')) < now - LOG_KEPT_MS then
    redis.call('XTRIM', log, 'MINID', '~', string.format('%d', now - LOG_KEPT_MS), 'LIMIT', 300)
  end
end

local function announce(tag, team, event)
  local log = tag .. ':log'
  local place = redis.call('XADD', log, '*', 'e', team .. ' ' .. event)
  local now = string.match(place, '^(%d+00)-')
  if now then trim_log(log, tonumber(now)) end
end

-- Where the log ends: after this come the changes of later.
local function log_end(tag)
  local last = redis.call('XREVRANGE', tag .. ':log', '+', '-', 'COUNT', 1)[1]
  return last and last[1] or '0-0'
end

local function last_message(key)
  local last = redis.call('XREVRANGE', key .. ':m', '+', '-', 'COUNT', 1)[1]
  return last and tonumber(number_of(last[1])) or 0
end

-- Up to which number `person` has read.
local function mark_of(key, person) return tonumber(redis.call('HGET', key, 'r:' .. person) or 0) end

local function line_of(sender, time, record) return sender .. ' ' .. time .. ' ' .. record end

-- Puts a message, line_of(sender, now, record), into a thread with `team`, whose last one is of `last` (ms, as text; nil: there is
-- none), and marks it as read by `reader` (nil: nobody). `side` is as in the log; `due`, if the thread begins to wait with it, is when it
-- is due. The number and time (ms) of the message, as text: clocks differ and calls overtake each other, but no message is earlier than
-- the one before it.
local function append(tag, patient, id, team, last, sender, side, line, now, reader, due)
  local key, time = thread_key(tag, patient, id), now
  if last and tonumber(last) > tonumber(now) then
    time = last
    line = line_of(sender, time, string.sub(line, #line_of(sender, now, '') + 1))
  end
  local number = number_of(redis.call('XADD', key .. ':m', '0-*', 'm', line))
  local fields = reader and {'t', time, 'r:' .. reader, number} or {'t', time}
  if due then
    fields[#fields + 1], fields[#fields + 2], fields[#fields + 3], fields[#fields + 4] = 'waiting', time, 'due', due
    redis.call('ZADD', tag .. ':timers', due, patient .. '/' .. id)
    side = side .. ' ' .. due
  end
  redis.call('HSET', key, unpack(fields))
  announce(tag, team, 'm ' .. patient .. '/' .. id .. ' ' .. number .. ' ' .. sender .. ' ' .. time .. ' ' .. side)
  return number, time
end

-- Puts a message of the patient's side into a thread whose sender does not look at it at this moment: what others wrote in it stays unread
-- to them.
local function append_unseen(tag, patient, id, team, sender, record, now)
  local key = thread_key(tag, patient, id)
  local has_read = mark_of(key, sender) == last_message(key)
  local last, line = redis.call('HGET', key, 't'), line_of(sender, now, record)
  return append(tag, patient, id, team, last, sender, 'p', line, now, has_read and sender or nil)
end

-- Makes a thread with its first message, which its sender has read.
local function make_thread(tag, patient, id, team, thread_record, sender, side, message_record, now)
  redis.call('HSET', thread_key(tag, patient, id), 'team', team, 'r', thread_record)
  redis.call('SADD', tag .. ':patient:' .. patient .. ':threads', id)
  redis.call('XADD', tag .. ':threads', '0-*', 't', patient .. '/' .. id)
  announce(tag, team, 't ' .. patient .. '/' .. id .. ' 0 ' .. sender)
  return append(tag, patient, id, team, nil, sender, side, line_of(sender, now, message_record), now, sender)
end

-- The patient's side has sent message `number` in a thread with `team`, which had this state and waiting: see wait_for_answer.
local function patient_wrote(tag, patient, id, team, state, waiting, sender, number, time, due_routine, due_urgent)
  local key = thread_key(tag, patient, id)
  local change = wait_for_answer(tag, key, patient .. '/' .. id, state, waiting, sender, number, time, due_routine, due_urgent)
  if change then announce(tag, team, 'w ' .. patient .. '/' .. id .. ' ' .. change .. ' ' .. sender) end
end

-- Message `number` of the patient's side has a warning word ('1').
local function heed(tag, patient, id, team, sender, number, has_warning)
  if has_warning ~= '1' then return end
  local key = thread_key(tag, patient, id)
  if redis.call('HEXISTS', key, 'attention') == 1 then return end
  redis.call('HSET', key, 'attention', number)
  local version = redis.call('HGET', key, 'version') or 0
  announce(tag, team, 'w ' .. patient .. '/' .. id .. ' ' .. version .. ' ' .. sender)
end

-- Whether due times and opening follow from the team's settings as they are; services remember those for a while.
local function are_settings(tag, team, version)
  return (redis.call('HGET', tag .. ':team:' .. team, 'sv') or '0') == version
end

local SKEW_MS = 60 * 1000 -- between instances

-- The automatic reply to a message that came while the team is not there, since `closed_since` ('': it is): once in that time. When is
-- kept in `field`: "replied", or "alerted" of the reply to an urgent alert.
local function reply_for_team(tag, patient, id, team, closed_since, record, now, field)
  if closed_since == '' then return end
  local key = thread_key(tag, patient, id)
  local last = tonumber(redis.call('HGET', key, field) or 0)
  if last >= tonumber(closed_since) and last <= tonumber(now) + SKEW_MS then return end  -- what is to come is of an earlier release
  redis.call('HSET', key, field, now)
  append(tag, patient, id, team, redis.call('HGET', key, 't'), '-', 'a', line_of('-', now, record), now)
end

local function enrolled(tag, team, patient)
  return redis.call('HEXISTS', tag .. ':team:' .. team .. ':patients', patient) == 1
end

-- The record of a patient's enrolment, also of a former one ('': none), and whether it holds (1 or 0).
local function enrolment_of(tag, team, patient)
  local key = tag .. ':team:' .. team
  local record = redis.call('HGET', key .. ':patients', patient)
  return record or redis.call('HGET', key .. ':former', patient) or '', record and 1 or 0
end

-- A clinician's membership is checked here and not only by the service, which may remember it for a while.
local function on_team(tag, team, person)
  return redis.call('HEXISTS', tag .. ':team:' .. team .. ':members', person) == 1
end

-- What is said to a team that nobody is on is said to nobody.
local function has_members(tag, team) return redis.call('EXISTS', tag .. ':team:' .. team .. ':members') == 1 end

-- Whether a member of staff may see a patient's threads with the team: both have to be with it.
local function looks_after(tag, team, person, patient)
  return on_team(tag, team, person) and enrolled(tag, team, patient)
end
