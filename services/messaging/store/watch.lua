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

-- What an event is about, as it is now: of a message its row, of a thread its row as the starter sees it.
local function detail(tag, event)
  local kind, patient, id, number, person = string.match(event, '^(%a) ([^/]+)/(%S+) (%d+) ?(.*)$')
  local row = {kind, patient, id, tonumber(number), person}
  if kind == 'm' then
    local place = '0-' .. number
    row[6] = message_row(redis.call('XRANGE', thread_key(tag, patient, id) .. ':m', place, place)[1])
  elseif kind == 't' then
    row[6] = thread_row(tag, patient, id, person)
  end
  return row
end

-- audience, after, most -> gap (0 or 1), {place, detail}...
define_read('events', function(tag, args)
  local key = tag .. ':events:' .. args[1]
  local out = {has_gap(key, args[2]) and 1 or 0}
  for _, entry in ipairs(redis.call('XRANGE', key, '(' .. args[2], '+', 'COUNT', args[3])) do
    out[#out + 1] = {entry[1], detail(tag, entry[2][2])}
  end
  return out
end)
