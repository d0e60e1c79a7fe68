-- The texts that care teams send often: see append.lua for the keys.

local MOST_TEMPLATES, MOST_BYTES = 200, 1024 * 1024

-- team, id, person, record, now, version that was seen ('': whatever is current) -> "version now"
define_write('save_template', function(tag, args)
  local team, id, now = args[1], args[2], args[5]
  local templates = tag .. ':team:' .. team .. ':templates'
  if not on_team(tag, team, args[3]) then return nil, 'NO_TEAM' end
  local before = redis.call('HGET', templates, id)
  local version = before and string.match(before, '^%d+') or '0'
  if args[6] ~= '' and args[6] ~= version then return nil, 'STALE' end
  if not before and redis.call('HLEN', templates) >= MOST_TEMPLATES then return nil, 'TOO_MANY_TEMPLATES' end
  version = string.format('%d', version + 1)
  redis.call('HSET', templates, id, version .. ' ' .. now .. ' ' .. args[3] .. ' ' .. args[4])
  return version .. ' ' .. now
end)

-- id, version, time (ms), person, record
local function template_row(id, stored) return {id, string.match(stored, '^(%d+) (%d+) (%S+) (.*)$')} end

-- team, id -> row; nothing if there is none
define_read('template', function(tag, args)
  local stored = redis.call('HGET', tag .. ':team:' .. args[1] .. ':templates', args[2])
  return stored and template_row(args[2], stored) or {}
end)

-- team, id after which the page starts ('': the first), most -> whether there are more (1 or 0), rows
define_read('templates', function(tag, args)
  local all, stored, ids = redis.call('HGETALL', tag .. ':team:' .. args[1] .. ':templates'), {}, {}
  for i = 1, #all, 2 do
    stored[all[i]] = all[i + 1]
    if all[i] > args[2] then ids[#ids + 1] = all[i] end
  end
  table.sort(ids)
  local out, bytes = {0}, 0
  for _, id in ipairs(ids) do
    bytes = bytes + #stored[id]
    if #out > 1 and (#out > tonumber(args[3]) or bytes > MOST_BYTES) then
      out[1] = 1
      break
    end
    out[#out + 1] = template_row(id, stored[id])
  end
  return out
end)
