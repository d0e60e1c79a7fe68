-- Looks at what is a patient's, and what was denied: see prelude.lua for the keys and for what changes.

-- entry, lists: as audit_append. Redis lets it in also at its memory limit: else whoever is not the patient could read nothing any more.
define('audit_note', {'allow-oom'}, function(tag, args)
  audit_append(tag, args[1], args[2])
  return {'OK'}
end)

local MOST_DENIALS = 10000

-- entry: of the denials the latest are kept, so that whoever is denied cannot fill Redis.
define_task('audit_deny', function(tag, args)
  redis.call('XADD', tag .. ':audit:denied', 'MAXLEN', '~', MOST_DENIALS, '0-*', 'a', args[1])
  return {'OK'}
end)

local function add_rows(rows, key, after, last, most)
  for _, record in ipairs(redis.call('XRANGE', key, '(0-' .. after, last, 'COUNT', most)) do
    rows[#rows + 1] = string.sub(record[1], 3)
    rows[#rows + 1] = record[2][2]
  end
end

-- What strangers have put behind all numbers has the number after the last, and no entry.
local function audit_rows(key, after, most)
  local rows = {}
  add_rows(rows, key, after, LAST_PLACE, most)
  if #rows == 2 * most then return rows end
  if redis.call('XRANGE', key, '(' .. LAST_PLACE, '+', 'COUNT', 1)[1] then
    local number = audit_last(key) + 1
    if number > tonumber(after) then
      rows[#rows + 1] = string.format('%.0f', number)
      rows[#rows + 1] = ''
    end
  end
  if #rows < 2 * most then add_rows(rows, key .. ':aside', after, LAST_PLACE_ASIDE, most - #rows / 2) end
  return rows
end

-- after, most -> number and entry of each record.
define_read('audit_read', function(tag, args) return audit_rows(tag .. ':audit', args[1], args[2]) end)
define_read('audit_denials', function(tag, args) return audit_rows(tag .. ':audit:denied', args[1], args[2]) end)

-- list, before ('' for all), most -> where to go on before ('' at the end), entries, latest first.
define_read('audit_of', function(tag, args)
  local list, before, most = tag .. ':audit:of:' .. args[1], args[2], tonumber(args[3])
  local found = redis.call('XREVRANGE', list, before == '' and '+' or '(0-' .. before, '-', 'COUNT', most + 1)
  local rows = {found[most + 1] and string.sub(found[most][1], 3) or ''}
  for i = 1, math.min(#found, most) do
    local place = found[i][1]
    local record = redis.call('XRANGE', tag .. ':audit', place, place)[1]
    record = record or redis.call('XRANGE', tag .. ':audit:aside', place, place)[1]
    rows[#rows + 1] = record and record[2][2] or nil
  end
  return rows
end)
