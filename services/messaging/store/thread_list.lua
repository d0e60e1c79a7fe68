-- A patient's threads, latest message first: see append.lua for the keys. The inbox of a team is kept by the service: see thread_inbox.lua.

-- Candidates are {time of the last message, id}; later ones first, equal times by id.
local function later(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  return a[2] > b[2]
end

-- patient, most, cursor time (ms, '': from the start), cursor id, team ('': any), reader ('': the patient) -> rows as the reader sees them,
-- cursor of the next page {ms, id} ({} at the end), end of the log
define_read('threads', function(tag, args)
  local patient, most, found = args[1], tonumber(args[2]), {}
  local reader = args[6] ~= '' and args[6] or patient
  local cursor = args[3] ~= '' and {tonumber(args[3]), args[4]} or nil
  for _, id in ipairs(redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':threads')) do
    local thread = redis.call('HMGET', thread_key(tag, patient, id), 'team', 't')
    local candidate = {tonumber(thread[2]), id}
    if (args[5] == '' or args[5] == thread[1]) and (not cursor or later(cursor, candidate)) then found[#found + 1] = candidate end
  end
  table.sort(found, later)
  local rows, next_page = {}, {}
  for i = 1, math.min(most, #found) do rows[i] = thread_row(tag, patient, found[i][2], reader) end
  if #found > most then next_page = {string.format('%d', found[most][1]), found[most][2]} end
  return {rows, next_page, log_end(tag)}
end)

-- The first `most` of the patient's thread ids after `after` ('': from the start), and the last of them if there are more ('': none).
local function ids_after(tag, patient, after, most)
  local found, page = {}, {}
  for _, id in ipairs(redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':threads')) do
    if id > after then found[#found + 1] = id end
  end
  table.sort(found)
  for i = 1, math.min(most, #found) do page[i] = found[i] end
  return page, #found > most and page[most] or ''
end

-- patient, after, most, person, as a member of the team ('1') or a caregiver ('c') -> rows of those threads that the person may see, as
-- they see them; where the next page begins
define_read('threads_by_id', function(tag, args)
  local rows = {}
  local ids, next_page = ids_after(tag, args[1], args[2], tonumber(args[3]))
  for _, id in ipairs(ids) do
    local row = thread_row(tag, args[1], id, args[4])
    if row and may_see(tag, row[3], args[1], args[4], args[5]) then rows[#rows + 1] = row end
  end
  return {rows, next_page}
end)
