-- Events of an audience: see append.lua for the keys.

local function before(a, b)
  local a_ms, a_seq = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_seq = string.match(b, '^(%d+)-(%d+)$')
  a_ms, b_ms, a_seq, b_seq = tonumber(a_ms), tonumber(b_ms), tonumber(a_seq), tonumber(b_seq)
  return a_ms < b_ms or (a_ms == b_ms and a_seq < b_seq)
end

-- Whether events after `place` may be missing: trimmed (errs on the side of a gap when just `place` itself was the last to go),
-- or of a history that is gone, since `place` is ahead of this one: an older backup was restored.
local function has_gap(key, place)
  if redis.call('EXISTS', key) == 0 then return place ~= '0-0' end
  local info = redis.call('XINFO', 'STREAM', key)
  local fields = {}
  for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
  if before(fields['last-generated-id'], place) then return true end
  return fields['entries-added'] > fields['length'] and before(place, fields['first-entry'][1])
end

-- Whether a thread is with the audience ("p:P" or "t:X") now.
local function is_with(tag, key, audience)
  return string.sub(audience, 1, 2) == 'p:' or redis.call('HGET', key, 'team') == string.sub(audience, 3)
end

-- What an event is about, as it is now: of a message its row and the work on its thread, of a thread its row as the starter sees it.
-- A team that the thread has left is told nothing of what others do with it.
local function detail(tag, audience, event)
  local kind, patient, id, number, person = string.match(event, '^(%a) ([^/]+)/(%S+) (%d+) ?(.*)$')
  local row = {kind, patient, id, tonumber(number), person}
  if kind == 'm' then
    local place = '0-' .. number
    local key = thread_key(tag, patient, id)
    row[6] = message_row(redis.call('XRANGE', key .. ':m', place, place)[1])
    row[7] = is_with(tag, key, audience) and work_row(key) or {}
  elseif kind == 't' or kind == 'w' then
    row[6] = thread_row(tag, patient, id, kind == 't' and person or '')
    if not is_with(tag, thread_key(tag, patient, id), audience) then row = {'x', patient, id, tonumber(number), row[6][3]} end
  end
  return row
end

-- audience, after, most -> gap (0 or 1), {place, detail}...
define_read('events', function(tag, args)
  local key = tag .. ':events:' .. args[1]
  local out = {has_gap(key, args[2]) and 1 or 0}
  for _, entry in ipairs(redis.call('XRANGE', key, '(' .. args[2], '+', 'COUNT', args[3])) do
    out[#out + 1] = {entry[1], detail(tag, args[1], entry[2][2])}
  end
  return out
end)
