-- The list of threads, latest message first: see append.lua for the keys.

-- Candidates are {time of the last message, "P/ID"}; later ones first, equal times by reference.
local function later(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  return a[2] > b[2]
end

local function beyond(candidate, cursor) return not cursor or later(cursor, candidate) end

-- teams: nil means any
local function from_patient(tag, patient, teams, cursor)
  local wanted = {}
  for _, team in ipairs(teams or {}) do wanted[team] = true end
  local found = {}
  for _, id in ipairs(redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':threads')) do
    local team = redis.call('HGET', thread_key(tag, patient, id), 'team')
    if not teams or wanted[team] then
      local ref = patient .. '/' .. id
      local candidate = {tonumber(redis.call('ZSCORE', tag .. ':team:' .. team .. ':inbox', ref)), ref}
      if beyond(candidate, cursor) then found[#found + 1] = candidate end
    end
  end
  return found
end

-- Of each team, the first `most` beyond the cursor. Threads of one millisecond share a score, so a chunk may start with
-- some that the cursor has passed.
local function from_teams(tag, teams, cursor, most)
  local found = {}
  for _, team in ipairs(teams) do
    local offset, taken, chunk = 0, 0, nil
    repeat
      chunk = redis.call('ZREVRANGEBYSCORE', tag .. ':team:' .. team .. ':inbox', cursor and cursor[1] or '+inf', '-inf',
                         'WITHSCORES', 'LIMIT', offset, most)
      for i = 1, #chunk, 2 do
        local candidate = {tonumber(chunk[i + 1]), chunk[i]}
        if beyond(candidate, cursor) and enrolled(tag, team, string.match(chunk[i], '^[^/]+')) then
          found[#found + 1] = candidate
          taken = taken + 1
        end
      end
      offset = offset + most
    until taken >= most or #chunk == 0
  end
  return found
end

-- person, patient ('': of all), most, cursor time (ms, '': from the start), cursor "P/ID", number of teams ('': any, only with
-- a patient), teams... -> rows, cursor of the next page {ms, "P/ID"} ({} at the end), end of the log
define_read('threads', function(tag, args)
  local person, patient, most = args[1], args[2], tonumber(args[3])
  local cursor = args[4] ~= '' and {tonumber(args[4]), args[5]} or nil
  local teams = args[6] ~= '' and {unpack(args, 7)} or nil
  local found = patient ~= '' and from_patient(tag, patient, teams, cursor) or from_teams(tag, teams, cursor, most + 1)
  table.sort(found, later)
  local rows, next_page = {}, {}
  for i = 1, math.min(most, #found) do
    local at, id = string.match(found[i][2], '^([^/]+)/(.+)$')
    rows[i] = thread_row(tag, at, id, person)
  end
  if #found > most then next_page = {string.format('%d', found[most][1]), found[most][2]} end
  return {rows, next_page, log_end(tag)}
end)
