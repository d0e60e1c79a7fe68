-- Events of an audience: see append.lua for the keys.

local function before(a, b)
  local a_ms, a_seq = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_seq = string.match(b, '^(%d+)-(%d+)$')
  a_ms, b_ms, a_seq, b_seq = tonumber(a_ms), tonumber(b_ms), tonumber(a_seq), tonumber(b_seq)
  return a_ms < b_ms or (a_ms == b_ms and a_seq < b_seq)
end

-- Whether events after `place` may have been trimmed. Errs on the side of a gap when just `place` itself was the last to go.
local function has_gap(key, place)
  local first = redis.call('XRANGE', key, '-', '+', 'COUNT', 1)[1]
  if not first or not before(place, first[1]) then return false end
  local info = redis.call('XINFO', 'STREAM', key)
  local fields = {}
  for i = 1, #info, 2 do fields[info[i]] = info[i + 1] end
  return fields['entries-added'] > fields['length']
end

-- What an event is about, as it is now: of a message its sender and record, of a thread its row as the starter saw it.
local function detail(tag, event)
  local kind, patient, id, number, person = string.match(event, '^(%a) ([^/]+)/(%S+) (%d+) ?(.*)$')
  local row = {kind, patient, id, tonumber(number), person}
  if kind == 'm' then
    local place = '0-' .. number
    local message = redis.call('XRANGE', thread_key(tag, patient, id) .. ':m', place, place)[1]
    if message then
      row[6], row[7] = message[2][2], message[2][4]
    end
  elseif kind == 't' then
    row[6] = thread_row(tag, patient, id, person)
  end
  return row
end

-- audience, after, most -> gap (0 or 1), {place, detail}...
define_read('events', function(tag, args)
  local key = tag .. ':events:' .. args[1]
  local out = {redis.call('EXISTS', key) == 1 and has_gap(key, args[2]) and 1 or 0}
  for _, entry in ipairs(redis.call('XRANGE', key, '(' .. args[2], '+', 'COUNT', args[3])) do
    out[#out + 1] = {entry[1], detail(tag, entry[2][2])}
  end
  return out
end)
