-- Publications and disclaimers. A revision is a draft until it has an imprint; the one last published is the current one, unless it
-- has been withdrawn.
-- {tag}:latest       hash, publication id -> number of its latest revision
-- {tag}:current      hash, publication id -> number of the revision last published
-- {tag}:manuscript   hash, "ID:NUMBER" -> record, never changed
-- {tag}:language     hash, "ID:NUMBER" -> the language's key: its tag in lower case
-- {tag}:import       hash, "ID:NUMBER" -> record of who and when, never changed; so are the next three
-- {tag}:imprint      hash, "ID:NUMBER" -> record of who and when
-- {tag}:shown_with   hash, "ID:NUMBER" -> "LANGUAGE:VERSION" of the disclaimer that it was published with
-- {tag}:withdrawal   hash, "ID:NUMBER" -> record
-- {tag}:disclaimer   hash, "LANGUAGE:VERSION" -> text, never changed
-- {tag}:disclaimed   hash, "LANGUAGE:VERSION" -> record of the tag as it was written, who and when
-- {tag}:disclaimers  hash, language -> its current version
-- {tag}:changes      sorted set, by the library version that each made: "d:LANGUAGE:VERSION", "p:ID:NUMBER" published,
--                    "w:ID:NUMBER" withdrawn while NUMBER was current
-- {tag}:library      hash, version -> counts up by one with each change

local function note_change(tag, change)
  redis.call('ZADD', tag .. ':changes', redis.call('HINCRBY', tag .. ':library', 'version', 1), change)
end

-- The number of the revision last published (0: none) and whether it has been withdrawn (1 or 0).
local function standing(tag, id)
  local last = tonumber(redis.call('HGET', tag .. ':current', id) or 0)
  return last, redis.call('HEXISTS', tag .. ':withdrawal', id .. ':' .. last)
end

-- Whether a caller's etag, if there is one, is no longer that of the publication; EtagOf makes the same.
local function is_stale(etag, last, withdrawn)
  return etag ~= '' and etag ~= last .. (withdrawn == 1 and 'w' or '')
end

local function get(tag, hash, field) return redis.call('HGET', tag .. hash, field) or '' end

-- version, text and record of a disclaimer by its "LANGUAGE:VERSION"; nothing of a draft, which has none.
local function disclaimer(tag, key)
  local version = key and tonumber(string.match(key, ':(%d+)$'))
  if not version then return {} end
  return {version, redis.call('HGET', tag .. ':disclaimer', key), redis.call('HGET', tag .. ':disclaimed', key)}
end

-- id, language, manuscript, import -> "NUMBER LAST WITHDRAWN": the new revision, and the publication's standing.
define_write('add_draft', function(tag, args)
  local id, language, manuscript, import = args[1], args[2], args[3], args[4]
  local number = redis.call('HINCRBY', tag .. ':latest', id, 1)
  local revision = id .. ':' .. number
  redis.call('HSET', tag .. ':manuscript', revision, manuscript)
  redis.call('HSET', tag .. ':language', revision, language)
  redis.call('HSET', tag .. ':import', revision, import)
  local last, withdrawn = standing(tag, id)
  return number .. ' ' .. last .. ' ' .. withdrawn
end)

-- id, number, etag, imprint -> 'PUBLISHED'.
define_write('publish', function(tag, args)
  local id, number, etag, imprint = args[1], tonumber(args[2]), args[3], args[4]
  local revision = id .. ':' .. args[2]
  local language = redis.call('HGET', tag .. ':language', revision)
  local last, withdrawn = standing(tag, id)
  if not language then return nil, 'ABSENT' end
  if is_stale(etag, last, withdrawn) then return nil, 'CHANGED' end
  if number < last then return nil, 'OLDER' end
  if number == last then
    if withdrawn == 1 then return nil, 'WITHDRAWN' end
    return 'PUBLISHED'
  end
  local version = redis.call('HGET', tag .. ':disclaimers', language)
  if not version then return nil, 'NO_DISCLAIMER' end
  redis.call('HSET', tag .. ':imprint', revision, imprint)
  redis.call('HSET', tag .. ':shown_with', revision, language .. ':' .. version)
  redis.call('HSET', tag .. ':current', id, number)
  note_change(tag, 'p:' .. revision)
  return 'PUBLISHED'
end)

-- id, etag, withdrawal -> number of the revision that was current. All that were published are withdrawn with it.
define_write('withdraw', function(tag, args)
  local id, etag, withdrawal = args[1], args[2], args[3]
  local last, withdrawn = standing(tag, id)
  if redis.call('HEXISTS', tag .. ':latest', id) == 0 then return nil, 'ABSENT' end
  if is_stale(etag, last, withdrawn) then return nil, 'CHANGED' end
  if last == 0 or withdrawn == 1 then return nil, 'NOT_CURRENT' end
  for number = last, 1, -1 do
    local revision = id .. ':' .. number
    if redis.call('HEXISTS', tag .. ':withdrawal', revision) == 1 then break end
    if redis.call('HEXISTS', tag .. ':imprint', revision) == 1 then
      redis.call('HSET', tag .. ':withdrawal', revision, withdrawal)
    end
  end
  note_change(tag, 'w:' .. id .. ':' .. last)
  return tostring(last)
end)

-- Makes a disclaimer the current one of its language; a word if that cannot be.
local function publish_disclaimer(tag, language, version, text, record)
  local key = language .. ':' .. version
  local known = redis.call('HGET', tag .. ':disclaimer', key)
  if known == text then return nil end
  if known then return 'OTHER_TEXT' end
  if tonumber(version) <= tonumber(redis.call('HGET', tag .. ':disclaimers', language) or 0) then return 'BEHIND' end
  redis.call('HSET', tag .. ':disclaimer', key, text)
  redis.call('HSET', tag .. ':disclaimed', key, record)
  redis.call('HSET', tag .. ':disclaimers', language, version)
  note_change(tag, 'd:' .. key)
  return nil
end

-- language, version, text, record -> 'PUBLISHED'.
define_write('publish_disclaimer', function(tag, args)
  local refusal = publish_disclaimer(tag, args[1], args[2], args[3], args[4])
  if refusal then return nil, refusal end
  return 'PUBLISHED'
end)

-- language, version, text, record -> 'OK', or a word.
define_task('offer_disclaimer', function(tag, args)
  return {publish_disclaimer(tag, args[1], args[2], args[3], args[4]) or 'OK'}
end)

-- id -> number of its latest revision, and its standing; zeros if it has none.
define_read('row', function(tag, args)
  local last, withdrawn = standing(tag, args[1])
  return {tonumber(redis.call('HGET', tag .. ':latest', args[1]) or 0), last, withdrawn}
end)

-- id, number -> standing, manuscript, imprint ('' of a draft), disclaimer; nothing if there is no such revision.
define_read('revision', function(tag, args)
  local revision = args[1] .. ':' .. args[2]
  local manuscript = redis.call('HGET', tag .. ':manuscript', revision)
  if not manuscript then return {} end
  local last, withdrawn = standing(tag, args[1])
  return {last, withdrawn, manuscript, get(tag, ':imprint', revision), disclaimer(tag, get(tag, ':shown_with', revision))}
end)

-- id, number below which (0: all), most -> latest, standing, then for each: number, import, imprint, disclaimer, withdrawal.
define_read('history', function(tag, args)
  local id, before, most = args[1], tonumber(args[2]), tonumber(args[3])
  local last, withdrawn = standing(tag, id)
  local latest = tonumber(redis.call('HGET', tag .. ':latest', id) or 0)
  local answer = {latest, last, withdrawn}
  local first = before > 0 and math.min(before - 1, latest) or latest
  for number = first, math.max(1, first - most + 1), -1 do
    local revision = id .. ':' .. number
    answer[#answer + 1] = {number, get(tag, ':import', revision), get(tag, ':imprint', revision),
                           disclaimer(tag, get(tag, ':shown_with', revision)), get(tag, ':withdrawal', revision)}
  end
  return answer
end)

-- What a change brought, and about how many bytes that are.
local function describe(tag, change)
  local kind, rest = string.match(change, '^(.):(.*)$')
  if kind == 'd' then
    local row = disclaimer(tag, rest)
    return {kind, row}, #row[2]
  end
  local id, number = string.match(rest, '^(.*):(%d+)$')
  if kind == 'w' then return {kind, id, tonumber(number), get(tag, ':withdrawal', rest)}, 0 end
  local manuscript = redis.call('HGET', tag .. ':manuscript', rest)
  local row = disclaimer(tag, get(tag, ':shown_with', rest))
  return {kind, tonumber(number), manuscript, get(tag, ':imprint', rest), row}, #manuscript + #row[2]
end

-- version, most changes, enough bytes -> version after those answered, 1 if there are no more of them, then each of them. Starts
-- from the beginning if the library's version is lower than the one asked for.
define_read('changes_after', function(tag, args)
  local after, most, enough = tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
  local last = tonumber(redis.call('HGET', tag .. ':library', 'version') or 0)
  if last < after then after = 0 end
  local answer = {after, 1}
  local bytes = 0
  for _, change in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':changes', after + 1, after + most)) do
    if bytes >= enough then break end
    local size
    answer[#answer + 1], size = describe(tag, change)
    bytes = bytes + size
    after = after + 1
  end
  if #answer == 2 then after = last end  -- nothing is left, whatever the version counted
  answer[1] = after
  answer[2] = after >= last and 1 or 0
  return answer
end)
