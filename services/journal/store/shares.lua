-- {tag}:share:PATIENT            hash, share id -> record
-- {tag}:share:PATIENT:created    chronology of the ids
-- {tag}:share:PATIENT:revoked    hash, share id -> TIME it was revoked
-- {tag}:share:PATIENT:delivered  hash, share id -> TIME its message was delivered, then the thread
-- {tag}:share:PATIENT:refused    hash, share id -> TIME its message was refused for good, then why (the number of a RefusalReason)
-- Its grant (consent.lua) is there from its creation until it is revoked, and held while its message is refused. Its outbox item
-- (outbox.lua) is there until it is delivered; that of its revocation, whose id is that of the share's and "/revocation", likewise. A share
-- with a caregiver has neither.

local function share_key(tag, patient) return tag .. ':share:' .. patient end

-- Or retracted.
local function first_unknown_entry(tag, patient, numbers)
  for _, number in ipairs(numbers) do
    if redis.call('HEXISTS', entry_key(tag, patient), number) == 0 or retraction_of(tag, patient, number) then return number end
  end
end

-- Whether a period has passed, at TIME `now`, without a live entry.
local function is_empty_past(tag, patient, from, to, now)
  if to == '' or tonumber(to) > tonumber(now) then return false end
  local function is_live(member) return not retraction_of(tag, patient, id_of(member)) end
  local found, position = latest_first(entry_chronology(tag, patient), '(' .. to, '[' .. from, 1, is_live)
  return #found == 0 and position == ''
end

-- How many of a patient's grants are in force, and the ids of those that have expired.
local function count_grants(tag, patient, now)
  local in_force, past = 0, {}
  local all = redis.call('HGETALL', grants_key(tag, patient))
  for i = 1, #all, 2 do
    if expired(cmsgpack.unpack(all[i + 1])[2], now) then past[#past + 1] = all[i] else in_force = in_force + 1 end
  end
  return in_force, past
end

-- patient, id, record, TIME it is created, the same in Unix milliseconds, outbox item id ('': nobody is told), most in force, then the
-- grant: reader, expires, from, to, symptoms ('1', else ''), entry numbers -> id.
-- Refuses with EXPIRED, "NO_ENTRY number", NOTHING, TOO_MANY.
define_patient_write('share_create', function(tag, args)
  local patient, id, record, created, created_ms, item, most, reader, expires, from, to, symptoms = unpack(args)
  local numbers = {unpack(args, 13)}
  if expired(expires, created) then return nil, 'EXPIRED' end
  local unknown = first_unknown_entry(tag, patient, numbers)
  if unknown then return nil, 'NO_ENTRY ' .. unknown end
  if is_empty_past(tag, patient, from, to, created) then return nil, 'NOTHING' end
  local in_force, past = count_grants(tag, patient, created)
  if in_force >= tonumber(most) then return nil, 'TOO_MANY' end
  for _, old in ipairs(past) do redis.call('HDEL', grants_key(tag, patient), old) end
  redis.call('HSET', share_key(tag, patient), id, record)
  redis.call('ZADD', share_key(tag, patient) .. ':created', 0, created .. ':' .. id)
  redis.call('HSET', grants_key(tag, patient), id, cmsgpack.pack({reader, expires, from, to, numbers, false, symptoms ~= ''}))
  if item ~= '' then outbox_put(tag, item, 'share', record, created_ms) end
  return id
end)

-- patient, id, TIME now, the same in Unix milliseconds, outbox item id of a share with a team -> TIME it was first revoked. Refuses with
-- NOT_FOUND.
define_write('share_revoke', function(tag, args)
  local patient, id, now, now_ms, item = unpack(args)
  local key = share_key(tag, patient)
  if redis.call('HEXISTS', key, id) == 0 then return nil, 'NOT_FOUND' end
  local revoked = redis.call('HGET', key .. ':revoked', id)
  if revoked then return revoked end
  redis.call('HSET', key .. ':revoked', id, now)
  redis.call('HDEL', grants_key(tag, patient), id)
  local is_told_of = outbox_has(tag, item) or redis.call('HEXISTS', key .. ':delivered', id) == 1
  if is_told_of then outbox_put(tag, item .. '/revocation', 'revocation', now, now_ms) end
  return now
end)

-- patient, id, TIME it was delivered, thread: only the first note counts.
define_task('share_delivered', function(tag, args)
  local patient, id, delivered, thread = unpack(args)
  local key = share_key(tag, patient)
  if redis.call('HEXISTS', key .. ':delivered', id) == 0 then
    redis.call('HSET', key .. ':delivered', id, delivered .. thread)
    if redis.call('HDEL', key .. ':refused', id) == 1 then hold(tag, patient, id, false) end
  end
  return {'OK'}
end)

-- patient, id, TIME it was refused, why: the last note counts.
define_task('share_refused', function(tag, args)
  local patient, id, refused, why = unpack(args)
  local key = share_key(tag, patient)
  if redis.call('HEXISTS', key .. ':delivered', id) == 0 then
    redis.call('HSET', key .. ':refused', id, refused .. why)
    hold(tag, patient, id, true)
  end
  return {'OK'}
end)

-- Appends id, record, TIME it was revoked, delivery, refusal; each of the last three '' if it has not been.
local function append_share(rows, tag, patient, id)
  local key = share_key(tag, patient)
  rows[#rows + 1] = id
  rows[#rows + 1] = redis.call('HGET', key, id)
  rows[#rows + 1] = redis.call('HGET', key .. ':revoked', id) or ''
  rows[#rows + 1] = redis.call('HGET', key .. ':delivered', id) or ''
  rows[#rows + 1] = redis.call('HGET', key .. ':refused', id) or ''
  return rows
end

-- patient, id -> as append_share; nothing without such a share.
define_read('share_get', function(tag, args)
  if redis.call('HEXISTS', share_key(tag, args[1]), args[2]) == 0 then return {} end
  return append_share({}, tag, args[1], args[2])
end)

-- patient, entry number, TIME now -> as append_share of each share that covers the entry and has not expired, also
-- those whose grants are held, in no order.
define_read('share_list_covering', function(tag, args)
  local patient, number, now = unpack(args)
  local stored, rows = redis.call('HGET', entry_key(tag, patient), number), {}
  for id, grant in pairs(stored and grants_in_force(tag, patient, now, nil, true) or {}) do
    if covers(grant, tonumber(time_of(stored)), number) then append_share(rows, tag, patient, id) end
  end
  return rows
end)

-- The position to go on from, then as append_share of each share that `accepts`.
local function list_shares(tag, patient, max, count, accepts)
  local found, position = latest_first(share_key(tag, patient) .. ':created', max, '-', tonumber(count), accepts)
  local rows = {position}
  for _, member in ipairs(found) do append_share(rows, tag, patient, id_of(member)) end
  return rows
end

-- patient, max, count -> as list_shares.
define_read('share_list', function(tag, args) return list_shares(tag, args[1], args[2], args[3], everything) end)

-- patient, max, count, TIME now, readers -> as list_shares, of those in force for one of them; nothing if there are none.
define_read('share_list_shared', function(tag, args)
  local patient, max, count, now = unpack(args)
  local grants = grants_in_force(tag, patient, now, set_of(args, 5))
  if not grants then return {} end
  return list_shares(tag, patient, max, count, function(member) return grants[id_of(member)] ~= nil end)
end)
