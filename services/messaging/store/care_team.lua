-- Care teams: see append.lua for the keys.

local MOST_MEMBERS, MOST_TEAMS_OF_PERSON, MOST_TEAMS_OF_PATIENT = 200, 50, 20

local function team_exists(tag, team) return redis.call('EXISTS', tag .. ':team:' .. team) == 1 end

-- team, record -> team
define_write('create_team', function(tag, args)
  if team_exists(tag, args[1]) then return nil, 'ALREADY_EXISTS' end
  redis.call('HSET', tag .. ':team:' .. args[1], 'r', args[2])
  redis.call('SADD', tag .. ':teams', args[1])
  return args[1]
end)

-- Somebody is on the team again: of what nobody could be told is told at once, if there is still something to tell.
local function run_untold(tag, team)
  local untold = tag .. ':team:' .. team .. ':untold'
  for _, ref in ipairs(redis.call('SMEMBERS', untold)) do redis.call('ZADD', tag .. ':timers', 'XX', 0, ref) end
  redis.call('DEL', untold)
end

-- team, person, record -> ''
define_write('add_member', function(tag, args)
  local members = tag .. ':team:' .. args[1] .. ':members'
  local teams = tag .. ':person:' .. args[2] .. ':teams'
  if not team_exists(tag, args[1]) then return nil, 'NO_TEAM' end
  if redis.call('HEXISTS', members, args[2]) == 1 then return nil, 'ALREADY_EXISTS' end
  if redis.call('HLEN', members) >= MOST_MEMBERS then return nil, 'TEAM_FULL' end
  if redis.call('SCARD', teams) >= MOST_TEAMS_OF_PERSON then return nil, 'TOO_MANY_TEAMS' end
  redis.call('HSET', members, args[2], args[3])
  redis.call('SADD', teams, args[1])
  run_untold(tag, args[1])
  announce(tag, args[1], 'j - 0 ' .. args[2])
  return ''
end)

-- What the person has claimed with this team is nobody's any more. Such a change is kept with the record of the claim.
local function drop_claims(tag, team, person, now)
  local claims = tag .. ':person:' .. person .. ':claims'
  for _, ref in ipairs(redis.call('SMEMBERS', claims)) do
    local key = tag .. ':thread:' .. string.gsub(ref, '/', ':')
    if redis.call('HGET', key, 'team') == team then
      local record = string.match(redis.call('HGET', key, 'assignee'), '^%S+ %d+ (.*)$')
      redis.call('HDEL', key, 'assignee')
      redis.call('SREM', claims, ref)
      local late = redis.call('HMGET', key, 'overdue', 'urgency')
      if late[1] and late[2] then redis.call('ZADD', tag .. ':timers', now, ref) end
      local number = add_change(key, 'leave', person, now, record)
      announce(tag, team, 'w ' .. ref .. ' ' .. number .. ' ' .. person)
    end
  end
end

-- Who has left is not the second recipient any more, also when they come back: settings that nobody else has set.
local function drop_recipient(tag, team, person)
  local key = tag .. ':team:' .. team
  local interval, second = string.match(redis.call('HGET', key, 'escalation') or '', '^(%d+) (%S*)$')
  if second ~= person then return end
  redis.call('HSET', key, 'escalation', interval .. ' ')
  redis.call('HINCRBY', key, 'sv', 1)
end

-- Does something with the key and "P/ID" of each thread of the patient with the team.
local function for_threads_with(tag, team, patient, act)
  for _, id in ipairs(redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':threads')) do
    local key = thread_key(tag, patient, id)
    if redis.call('HGET', key, 'team') == team then act(key, patient .. '/' .. id) end
  end
end

-- How many threads of the patient with the team wait for an answer or are urgent; of resolved ones none is.
local function unanswered(tag, team, patient)
  local count = 0
  for_threads_with(tag, team, patient, function(key)
    local work = redis.call('HMGET', key, 'waiting', 'urgency')
    if work[1] or work[2] then count = count + 1 end
  end)
  return count
end

-- The same of all patients of the team. It looks at each of their threads, some 5 ms for 1,000 of them: only an admin asks, and seldom.
local function all_unanswered(tag, team)
  local count = 0
  local patients = redis.call('HGETALL', tag .. ':team:' .. team .. ':patients')
  for i = 1, #patients, 2 do count = count + unanswered(tag, team, patients[i]) end
  return count
end

-- team, person, now, whether the last one may leave threads unanswered ('1') -> ''; refused, if they may not, with "UNANSWERED count"
define_write('remove_member', function(tag, args)
  local members = tag .. ':team:' .. args[1] .. ':members'
  if not team_exists(tag, args[1]) then return nil, 'NO_TEAM' end
  if not on_team(tag, args[1], args[2]) then return nil, 'NO_MEMBER' end
  local asks = args[4] ~= '1' and redis.call('HLEN', members) == 1
  local left = asks and all_unanswered(tag, args[1]) or 0
  if left > 0 then return nil, 'UNANSWERED ' .. left end
  redis.call('HDEL', members, args[2])
  redis.call('SREM', tag .. ':person:' .. args[2] .. ':teams', args[1])
  drop_claims(tag, args[1], args[2], args[3])
  drop_recipient(tag, args[1], args[2])
  announce(tag, args[1], 'l - 0 ' .. args[2])
  return ''
end)

-- team, patient, record, now -> now of the first call
define_write('enrol', function(tag, args)
  local teams = tag .. ':patient:' .. args[2] .. ':teams'
  if not team_exists(tag, args[1]) then return nil, 'NO_TEAM' end
  if is_erased(tag, args[2]) then return nil, 'ERASED' end
  if enrolled(tag, args[1], args[2]) then return nil, 'ALREADY_EXISTS' end
  if redis.call('SCARD', teams) >= MOST_TEAMS_OF_PATIENT then return nil, 'TOO_MANY_TEAMS' end
  redis.call('HSET', tag .. ':team:' .. args[1] .. ':patients', args[2], args[3])
  redis.call('SADD', teams, args[1])
  redis.call('HDEL', tag .. ':team:' .. args[1] .. ':former', args[2])
  for_threads_with(tag, args[1], args[2], function(key, ref)
    local due = redis.call('HGET', key, 'due')
    if due then redis.call('ZADD', tag .. ':timers', due, ref) end
    announce(tag, args[1], 'w ' .. ref .. ' ' .. (redis.call('HGET', key, 'version') or 0) .. ' -')
  end)
  return args[4]
end)

-- Of a patient who is with the team.
local function end_enrolment(tag, team, patient, now)
  local patients = tag .. ':team:' .. team .. ':patients'
  local record = redis.call('HGET', patients, patient)
  redis.call('HDEL', patients, patient)
  redis.call('HSET', tag .. ':team:' .. team .. ':former', patient, record)
  redis.call('SREM', tag .. ':patient:' .. patient .. ':teams', team)
  for_threads_with(tag, team, patient, function(key, ref)
    redis.call('ZREM', tag .. ':timers', ref)
    local assignee = redis.call('HGET', key, 'assignee')
    if assignee then
      local person, record = string.match(assignee, '^(%S+) %d+ (.*)$')
      redis.call('HDEL', key, 'assignee')
      redis.call('SREM', tag .. ':person:' .. person .. ':claims', ref)
      local number = add_change(key, 'unenrol', person, now, record)
      announce(tag, team, 'w ' .. ref .. ' ' .. number .. ' ' .. person)
    end
  end)
  announce(tag, team, 'u ' .. patient .. '/- 0 ' .. team)
end

-- team, patient, now, whether threads may be left unanswered ('1') -> ''; refused, if they may not, with "UNANSWERED count"
define_write('unenrol', function(tag, args)
  if not team_exists(tag, args[1]) then return nil, 'NO_TEAM' end
  if not enrolled(tag, args[1], args[2]) then return nil, 'NOT_WITH_TEAM' end
  local left = args[4] == '1' and 0 or unanswered(tag, args[1], args[2])
  if left > 0 then return nil, 'UNANSWERED ' .. left end
  end_enrolment(tag, args[1], args[2], args[3])
  return ''
end)

-- -> ids of all teams
define_read('all_teams', function(tag) return redis.call('SMEMBERS', tag .. ':teams') end)

-- team -> record, {person, record, ...}; nothing if there is no such team
define_read('team', function(tag, args)
  local record = redis.call('HGET', tag .. ':team:' .. args[1], 'r')
  if not record then return {} end
  return {record, redis.call('HGETALL', tag .. ':team:' .. args[1] .. ':members')}
end)

-- team -> {patient, record, ...}; nothing if there is no such team
define_read('team_patients', function(tag, args)
  if not team_exists(tag, args[1]) then return {} end
  return {redis.call('HGETALL', tag .. ':team:' .. args[1] .. ':patients')}
end)

-- team, patient -> record; nothing if not enrolled
define_read('enrolment', function(tag, args)
  return {redis.call('HGET', tag .. ':team:' .. args[1] .. ':patients', args[2]) or nil}
end)

-- person -> team, record, ...
define_read('memberships', function(tag, args)
  local out = {}
  for _, team in ipairs(redis.call('SMEMBERS', tag .. ':person:' .. args[1] .. ':teams')) do
    local record = redis.call('HGET', tag .. ':team:' .. team .. ':members', args[1])
    if record then
      out[#out + 1] = team
      out[#out + 1] = record
    end
  end
  return out
end)

-- patient -> teams
define_read('teams_of_patient', function(tag, args)
  return redis.call('SMEMBERS', tag .. ':patient:' .. args[1] .. ':teams')
end)
