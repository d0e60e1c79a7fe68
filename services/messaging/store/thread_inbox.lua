-- What a service makes its inbox from: see append.lua for the keys. A row is for every member of its team.

-- patient, id, the fields of its hash, last number, enrolment record, whether the patient is with the team (1 or 0); nil if there is no
-- such thread.
local function inbox_row(tag, ref)
  local patient, id = string.match(ref, '^([^/]+)/(.+)$')
  local key = thread_key(tag, patient, id)
  local fields = redis.call('HGETALL', key)
  if #fields == 0 then return nil end
  return {patient, id, fields, last_message(key), enrolment_of(tag, redis.call('HGET', key, 'team'), patient)}
end

-- refs ("P/ID", or "P/-" for all of the patient)... -> end of the log, rows of those that are there
define_read('inbox_rows', function(tag, args)
  local out = {log_end(tag)}
  for _, ref in ipairs(args) do
    local patient = string.match(ref, '^([^/]+)/%-$')
    for _, id in ipairs(patient and redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':threads') or {}) do
      out[#out + 1] = inbox_row(tag, patient .. '/' .. id)
    end
    if not patient then out[#out + 1] = inbox_row(tag, ref) end
  end
  return out
end)

-- where the page starts ('': at the first thread), most -> end of the log, where the next page starts ('': it was the last), rows
define_read('inbox_page', function(tag, args)
  local out = {log_end(tag), ''}
  for i, entry in ipairs(redis.call('XRANGE', tag .. ':threads', args[1] == '' and '-' or args[1], '+', 'COUNT', args[2] + 1)) do
    if i > tonumber(args[2]) then
      out[2] = entry[1]
    else
      out[#out + 1] = inbox_row(tag, entry[2][2])
    end
  end
  return out
end)
