-- Caregivers, whom a patient lets help them:
-- patient:P:caregivers  hash  person -> "scope ms record": scope is letters for what they may do, r and w read and write messages,
--                             j and e read the journal and enter into it; ms is when it ends by itself, "-": never. Those that have
--                             ended are there until somebody is added.
-- person:S:cares        set   the pseudonyms of the patients whose caregiver they are
-- In the log an addition is two entries, and so is an end: "P g - 0 person" or "P e - 0 person" as of a membership, and
-- ". c P/- 0 person" for the patient and the caregiver. "." is no team. One that has ended by itself is the first of the two when it is
-- dropped: until then it is there for a caregiver who was away.

local MOST_CAREGIVERS, MOST_CARED_FOR = 10, 20

local function caregivers_key(tag, patient) return tag .. ':patient:' .. patient .. ':caregivers' end

local function is_over(ends, now) return ends ~= '-' and tonumber(ends) <= tonumber(now) end

-- Whether the patient lets the person do what the letter says. Without `now`, also when that has ended by itself: a service that reads
-- has looked at its clock.
local function is_caregiver(tag, patient, person, letter, now)
  local held = redis.call('HGET', caregivers_key(tag, patient), person)
  if not held then return false end
  local scope, ends = string.match(held, '^(%a*) (%S+) ')
  return string.find(scope, letter, 1, true) ~= nil and not (now and is_over(ends, now))
end

-- The persons whose time as caregivers of the patient has ended, and how many others there are.
local function ended_caregivers(tag, patient, now)
  local all, ended, others = redis.call('HGETALL', caregivers_key(tag, patient)), {}, 0
  for i = 1, #all, 2 do
    if is_over(string.match(all[i + 1], '^%a* (%S+) '), now) then ended[#ended + 1] = all[i] else others = others + 1 end
  end
  return ended, others
end

-- The same of the patients whose caregiver a person was.
local function ended_cares(tag, person, now)
  local ended, others = {}, 0
  for _, patient in ipairs(redis.call('SMEMBERS', tag .. ':person:' .. person .. ':cares')) do
    local held = redis.call('HGET', caregivers_key(tag, patient), person)
    if is_over(string.match(held, '^%a* (%S+) '), now) then ended[#ended + 1] = patient else others = others + 1 end
  end
  return ended, others
end

local function drop_caregiver(tag, patient, person)
  redis.call('HDEL', caregivers_key(tag, patient), person)
  redis.call('SREM', tag .. ':person:' .. person .. ':cares', patient)
end

local function drop_ended(tag, patient, person)
  drop_caregiver(tag, patient, person)
  announce(tag, patient, 'e - 0 ' .. person)
end

local function announce_caregiver(tag, kind, patient, person)
  announce(tag, patient, kind .. ' - 0 ' .. person)
  announce(tag, '.', 'c ' .. patient .. '/- 0 ' .. person)
end

-- patient, person, scope, ends, record, now -> now of the first call
define_write('add_caregiver', function(tag, args)
  local patient, person, ends, now = args[1], args[2], args[4], args[6]
  if is_erased(tag, patient) then return nil, 'ERASED' end
  if is_over(ends, now) then return nil, 'ENDED' end
  local ended, others = ended_caregivers(tag, patient, now)
  local ended_elsewhere, elsewhere = ended_cares(tag, person, now)
  local held = redis.call('HGET', caregivers_key(tag, patient), person)
  if held and not is_over(string.match(held, '^%a* (%S+) '), now) then return nil, 'IS_CAREGIVER' end
  if others >= MOST_CAREGIVERS then return nil, 'TOO_MANY_CAREGIVERS' end
  if elsewhere >= MOST_CARED_FOR then return nil, 'TOO_MANY_CARED_FOR' end
  for _, somebody in ipairs(ended) do drop_ended(tag, patient, somebody) end
  for _, other in ipairs(ended_elsewhere) do
    if other ~= patient then drop_ended(tag, other, person) end
  end
  redis.call('HSET', caregivers_key(tag, patient), person, args[3] .. ' ' .. ends .. ' ' .. args[5])
  redis.call('SADD', tag .. ':person:' .. person .. ':cares', patient)
  announce_caregiver(tag, 'g', patient, person)
  return now
end)

-- patient, person, now -> ''
define_write('remove_caregiver', function(tag, args)
  local held = redis.call('HGET', caregivers_key(tag, args[1]), args[2])
  if not held or is_over(string.match(held, '^%a* (%S+) '), args[3]) then return nil, 'NO_CAREGIVER' end
  drop_caregiver(tag, args[1], args[2])
  announce_caregiver(tag, 'e', args[1], args[2])
  return ''
end)

-- patient -> person, "scope ms record", ...
define_read('caregivers', function(tag, args) return redis.call('HGETALL', caregivers_key(tag, args[1])) end)

-- person -> patient, "scope ms record", ...
define_read('cares', function(tag, args)
  local out = {}
  for _, patient in ipairs(redis.call('SMEMBERS', tag .. ':person:' .. args[1] .. ':cares')) do
    out[#out + 1] = patient
    out[#out + 1] = redis.call('HGET', caregivers_key(tag, patient), args[1])
  end
  return out
end)
