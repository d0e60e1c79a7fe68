-- What decides whether a care team or a caregiver may read: one grant for each share that is not revoked.
-- {tag}:grants:PATIENT  hash, share id -> packed {reader, expires, from, to, {entry numbers}, held, symptoms}. `from` and `to` are TIMEs,
--                       '' of a share of certain entries; `to` is '' also of one without end, `expires` of one that never does. A
--                       grant that is `held` (true) opens nothing, one of `symptoms` (true) these alone. A reader is the id of a
--                       team, or "caregiver:PSEUDONYM:TIME" with the TIME since when they are the patient's caregiver.

local function grants_key(tag, patient) return tag .. ':grants:' .. patient end

local function expired(expires, now) return expires ~= '' and tonumber(expires) <= tonumber(now) end

local function set_of(list, first)
  local set = {}
  for i = first or 1, #list do set[list[i]] = true end
  return set
end

local function grant_of(from, to, numbers, symptoms)
  return {from = tonumber(from), to = tonumber(to), entries = set_of(numbers), view = symptoms and 'symptoms' or 'all'}
end

-- By share id, what is granted at TIME `now` to any of a set of readers, or without one to anybody; nil if there is no such share. What
-- is held counts only `with_held`.
local function grants_in_force(tag, patient, now, readers, with_held)
  local grants = {}
  local all = redis.call('HGETALL', grants_key(tag, patient))
  for i = 1, #all, 2 do
    local reader, expires, from, to, entries, held, symptoms = unpack(cmsgpack.unpack(all[i + 1]))
    if (not readers or readers[reader]) and (with_held or not held) and not expired(expires, now) then
      grants[all[i]] = grant_of(from, to, entries, symptoms)
    end
  end
  return next(grants) and grants
end

-- Holds a grant, if it is still there, or lets it go again.
local function hold(tag, patient, id, held)
  local packed = redis.call('HGET', grants_key(tag, patient), id)
  if not packed then return end
  local grant = cmsgpack.unpack(packed)
  grant[6] = held
  redis.call('HSET', grants_key(tag, patient), id, cmsgpack.pack(grant))
end

local function covers(grant, occurred, number)
  if grant.entries[number] then return true end
  return grant.from and grant.from <= occurred and (not grant.to or occurred < grant.to)
end

-- What grants open of an entry: 'all' of it, its 'symptoms', or nothing.
local function view_through(grants, occurred, number)
  local view
  for _, grant in pairs(grants) do
    if covers(grant, tonumber(occurred), number) then
      if grant.view == 'all' then return 'all' end
      view = grant.view
    end
  end
  return view
end
