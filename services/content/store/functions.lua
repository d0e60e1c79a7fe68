-- Publications. A revision is a draft until it has an imprint; the one last published is the current one.
-- {tag}:latest      hash, publication id -> number of its latest revision
-- {tag}:current     hash, publication id -> number of its current revision
-- {tag}:manuscript  hash, "ID:NUMBER" -> record, never changed
-- {tag}:imprint     hash, "ID:NUMBER" -> record, never changed
-- {tag}:published   sorted set, "ID:NUMBER" by the library version that its publishing made
-- {tag}:library     hash, version -> counts up by one with each publishing
-- {tag}:disclaimer  hash, "LANGUAGE:VERSION" -> the text that it was first published with, never changed

-- id, manuscript -> number of the new revision.
define_write('add_draft', function(tag, args)
  local id, manuscript = args[1], args[2]
  local number = redis.call('HINCRBY', tag .. ':latest', id, 1)
  redis.call('HSET', tag .. ':manuscript', id .. ':' .. number, manuscript)
  return tostring(number)
end)

-- id, number, imprint, disclaimer's key and text -> the imprint that the revision now has.
define_write('publish', function(tag, args)
  local id, number, imprint, disclaimer, text = args[1], tonumber(args[2]), args[3], args[4], args[5]
  local revision = id .. ':' .. args[2]
  local current = tonumber(redis.call('HGET', tag .. ':current', id) or 0)
  local known = redis.call('HGET', tag .. ':disclaimer', disclaimer)
  if redis.call('HEXISTS', tag .. ':manuscript', revision) == 0 then return nil, 'ABSENT' end
  if number < current then return nil, 'OLDER' end
  if number == current then return redis.call('HGET', tag .. ':imprint', revision) end
  if known and known ~= text then return nil, 'DISCLAIMER_CHANGED' end
  local version = redis.call('HINCRBY', tag .. ':library', 'version', 1)
  redis.call('HSET', tag .. ':disclaimer', disclaimer, text)
  redis.call('HSET', tag .. ':imprint', revision, imprint)
  redis.call('HSET', tag .. ':current', id, number)
  redis.call('ZADD', tag .. ':published', version, revision)
  return imprint
end)

-- id -> number of its latest revision, 0 if it has none.
define_read('latest_revision', function(tag, args)
  return {tonumber(redis.call('HGET', tag .. ':latest', args[1]) or 0)}
end)

-- id, number -> manuscript, imprint ('' of a draft); nothing if there is no such revision.
define_read('revision', function(tag, args)
  local revision = args[1] .. ':' .. args[2]
  local manuscript = redis.call('HGET', tag .. ':manuscript', revision)
  if not manuscript then return {} end
  return {manuscript, redis.call('HGET', tag .. ':imprint', revision) or ''}
end)

-- version, most revisions, enough bytes -> version after those answered, 1 if there are no more of them, then for each: number,
-- manuscript, imprint. Starts from the beginning if the library's version is lower than the one asked for.
define_read('published_after', function(tag, args)
  local after, most, enough = tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
  local last = tonumber(redis.call('HGET', tag .. ':library', 'version') or 0)
  if last < after then after = 0 end
  local answer = {after, 1}
  local bytes = 0
  for _, revision in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':published', after + 1, after + most)) do
    if bytes >= enough then break end
    local manuscript = redis.call('HGET', tag .. ':manuscript', revision)
    bytes = bytes + #manuscript
    after = after + 1
    answer[#answer + 1] = {tonumber(string.match(revision, '%d+$')), manuscript, redis.call('HGET', tag .. ':imprint', revision)}
  end
  answer[1] = after
  answer[2] = after >= last and 1 or 0
  return answer
end)
